// Words that are written once: a lead writes them with the help of the form, an agent finds them with a slash where
// they write, puts them in, and sees what is still missing before it goes out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goTo, saved, send, take, text, thread } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { noFaults, until } from './support.mjs';

const { sit, begin } = openShop();

const list = page => page.locator('.composer .canned');
const options = page => list(page).locator('[role=option]');
const option = (page, words) => options(page).filter({ hasText: words });
/** The option that Enter would put in. */
const chosen = async page => {
  const id = await text(page).getAttribute('aria-activedescendant');
  return id && page.locator(`[id="${id}"] b`).textContent();
};
const holds = (page, words) => until(async () => (await text(page).inputValue()) === words, `the draft is ${JSON.stringify(words)}`);

test('Jonas writes one, is told what is wrong with it, and sees how it reads', async () => {
  const page = await sit('Jonas');
  await goTo(page, '/settings/canned-replies');
  await look(page, 'canned replies');
  await page.getByRole('link', { name: 'New canned reply' }).click();
  await page.locator('#title').fill('Back in stock');
  await page.locator('#code').fill('stock');
  await page.locator('#text').pressSequentially('Dear {{customer.frist_name}}');
  await page.locator('#preview .field__error', { hasText: 'Did you mean “{{customer.first_name}}”?' }).waitFor();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.locator('.notice--bad', { hasText: 'It is not kept yet.' }).waitFor();
  await look(page, 'canned reply, refused');
  await page.locator('#text').fill('Dear ');
  await page.locator('[data-variable="{{customer.first_name}}"]').click();
  await page.keyboard.type(', the blue teapot is back: by {{promise.due}} it is yours.');
  await page.locator('#preview mark', { hasText: '[by when]' }).waitFor();
  await page.locator('#preview', { hasText: 'Dear Nora, the blue teapot' }).waitFor();
  await look(page, 'canned reply');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.locator('.notice--good').waitFor();
  await page.locator('#q').fill('TEAPOT is yours');
  await until(async () => await page.locator('.canned-row').count() === 1, 'it is found by its words');
  await page.locator('.canned-row', { hasText: 'Back in stock' }).waitFor();
  noFaults(page, /422/);
});

test('Aiko finds it with a slash, and Enter puts it in with what is missing selected', async () => {
  await begin('Is the blue teapot back?', 'Nora Berg');
  const page = await sit('Aiko');
  await take(page, 'Is the blue teapot back?');
  await text(page).click();
  await page.keyboard.type('/');
  await list(page).waitFor();
  await until(async () => await options(page).count() > 3, 'all that she can use');
  await look(page, 'canned replies in the composer');
  await page.keyboard.type('stock');
  await until(async () => await options(page).count() === 1, 'the one with that code');
  assert.equal(await chosen(page), 'Back in stock');
  await page.keyboard.press('Enter');
  await holds(page, 'Dear Nora, the blue teapot is back: by [by when] it is yours.');
  await list(page).waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => getSelection().toString()), '[by when]');
  // It is a draft like any other, and what is missing is told.
  await saved(page);
  const hint = page.locator('[data-hint=gap]', { hasText: '[by when]' });
  await hint.waitFor();
  await look(page, 'a gap before it is sent');
  await text(page).press('End');
  await hint.getByRole('button', { name: 'Go there' }).click();
  await page.keyboard.type('Friday');
  await holds(page, 'Dear Nora, the blue teapot is back: by Friday it is yours.');
  await hint.waitFor({ state: 'detached' });
  await send(page);
  await thread(page).locator('.message--us', { hasText: 'by Friday it is yours' }).waitFor();
  await holds(page, '');
  // It was counted, and stands first the next time.
  await goTo(page, '/settings/canned-replies');
  await page.locator('.canned-row', { hasText: 'Back in stock' }).getByText('Used once, last today').waitFor();
  await begin('And is the green one back?');
  await take(page, 'And is the green one back?');
  await text(page).click();
  await page.keyboard.press('Alt+c');
  await until(async () => await chosen(page) === 'Back in stock', 'what she used last');
  await look(page, 'canned replies by the key');
  noFaults(page);
});

test('Escape keeps what was typed, and a path is left alone', async () => {
  await begin('Where do I find the pictures?');
  const page = await sit('Aiko');
  await take(page, 'Where do I find the pictures?');
  await text(page).click();
  await page.keyboard.type('/wai');
  await option(page, 'Sorry for the wait').waitFor();
  await page.keyboard.press('Escape');
  await list(page).waitFor({ state: 'hidden' });
  assert.equal(await text(page).inputValue(), '/wai');
  assert.equal(await text(page).evaluate(one => one === document.activeElement), true);
  assert.equal(await text(page).getAttribute('aria-activedescendant'), null);
  // It stays away until it is asked for again, and is not asked for within a line.
  await page.keyboard.type('t / and');
  await text(page).fill('');
  await page.keyboard.type('/pictures/teapots\n');
  await holds(page, '/pictures/teapots\n');
  await page.keyboard.type('/');
  await list(page).waitFor();
  await page.keyboard.type('wait\n');
  await until(async () => (await text(page).inputValue()).includes('thank you for your patience'), 'what was typed quickly is found');
  assert.match(await text(page).inputValue(), /^\/pictures\/teapots\n\S/);
  // As if it had been typed: it can be undone like it.
  await page.keyboard.press('Control+z');
  await until(async () => !(await text(page).inputValue()).includes('patience'), 'it is taken back');
  noFaults(page);
});

test('within a line, by the button, with the arrows and with the pointer', async () => {
  await begin('Thank you, that was lovely.');
  const page = await sit('Aiko');
  await take(page, 'Thank you, that was lovely.');
  await text(page).click();
  await page.keyboard.type('So glad! ');
  const button = page.locator('[data-canned-open]');
  await button.click();
  await until(async () => await options(page).count() > 3, 'all that she can use');
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  const first = await chosen(page);
  await page.keyboard.press('ArrowDown');
  const second = await chosen(page);
  assert.notEqual(second, first);
  await page.keyboard.press('ArrowUp');
  assert.equal(await chosen(page), first);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  assert.equal(await chosen(page), first);
  await page.keyboard.type('kind words');
  await until(async () => await options(page).count() === 1, 'what was typed is looked for');
  await option(page, 'Thanks for kind words').click();
  await until(async () => /^So glad! [^]+,\n\nyour words have just made/.test(await text(page).inputValue()), 'it is in the place of what was typed');
  // What is nowhere is said.
  await page.keyboard.press('Alt+c');
  await page.keyboard.type('strudel');
  await list(page).getByText('No canned reply has “strudel” in it.').waitFor();
  await look(page, 'no canned reply');
  await page.keyboard.press('Alt+c');
  await list(page).waitFor({ state: 'hidden' });
  // A note has none.
  await page.locator('.composer__kind [value=note]').check({ force: true });
  await page.locator('form.composer[data-kind=note]').waitFor();
  assert.equal(await button.count(), 0);
  noFaults(page);
});

test('Aiko copies what is everybody’s, and the copy is hers alone', async () => {
  const page = await sit('Aiko');
  await page.goto('/settings/canned-replies');
  await page.locator('.canned-row', { hasText: 'Heard before helped' }).getByRole('link', { name: 'Copy for yourself' }).click();
  await page.locator('#whose', { hasText: 'Yours alone' }).waitFor();
  await page.locator('#text').fill('{{greeting}}\n\nI hear you.');
  await page.locator('#preview', { hasText: 'I hear you.' }).waitFor();
  await look(page, 'a canned reply of ones own');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.locator('.notice--good').waitFor();
  await page.locator('.filter', { hasText: 'Yours alone' }).click();
  await page.locator('.canned-row', { hasText: 'I hear you.' }).waitFor();
  assert.equal(await page.locator('.canned-row', { hasText: 'Is it right for you?' }).count(), 0);
  noFaults(page);
});

test('what was removed comes back, and two who write are told of each other', async () => {
  const mia = await sit(), jonas = await sit('Jonas');
  await mia.goto('/settings/canned-replies');
  await mia.getByRole('button', { name: 'Remove May I see it?' }).click();
  await mia.locator('.notice', { hasText: '“May I see it?” is removed.' }).waitFor();
  await look(mia, 'canned reply removed');
  await mia.getByRole('button', { name: 'Undo' }).click();
  const row = mia.locator('.canned-row__main', { hasText: 'So that you need not describe it' });
  await row.waitFor();
  await mia.locator('.notice', { hasText: 'It is back.' }).waitFor();

  for (const page of [mia, jonas]) {
    await page.goto('/settings/canned-replies');
    await page.getByRole('link', { name: 'Edit May I see it?' }).click();
    await page.locator('#text').waitFor();
  }
  await jonas.locator('#text').fill('Jonas wrote this.');
  await jonas.getByRole('button', { name: 'Keep the changes' }).click();
  await jonas.locator('.notice--good').waitFor();
  await mia.locator('#text').fill('Mia wrote that.');
  await mia.getByRole('button', { name: 'Keep the changes' }).click();
  await mia.locator('.notice--bad', { hasText: 'Jonas wrote this.' }).waitFor();
  assert.equal(await mia.locator('#text').inputValue(), 'Mia wrote that.');
  await look(mia, 'canned reply changed meanwhile');
  await mia.getByRole('button', { name: 'Keep the changes' }).click();
  await mia.locator('.notice--good').waitFor();
  await mia.locator('.canned-row', { hasText: 'Mia wrote that.' }).waitFor();
  noFaults([mia, jonas], /409/);
});

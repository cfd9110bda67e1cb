// A day at the desk: what one means to bring, how it is going, the story of whoever writes, and how a
// first answer begins.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goTo, live, take, text as composer } from './desk.mjs';
import { openShop } from './shop.mjs';
import { axe, noFaults, until } from './support.mjs';

const { sit, begin } = openShop();

/** A visitor who has written that, one message after the other. */
const writes = async (first, ...more) => {
  const { w } = await begin(first);
  for (const words of more) {
    await w.send(words);
    await w.find('.m.you .text').getByText(words, { exact: true }).waitFor();
    await until(async () => (await w.states()).includes('Sent'), 'it is sent');
  }
  return w;
};

test('Mia begins her day: an intention, a kind word, and another one', async () => {
  const page = await sit();
  await page.goto('/today');
  const offer = page.locator('[data-fill]').nth(1);
  const words = (await offer.textContent()).trim();
  await offer.click();
  assert.equal(await page.locator('#intention').inputValue(), words);
  await page.keyboard.type(' Today too.');
  await page.keyboard.press('Enter');
  await page.locator('.today__intention', { hasText: `${words} Today too.` }).waitFor();
  assert.equal(await page.locator('#today-intention').count(), 0);

  const kind = page.locator('#kind-word blockquote');
  const first = await kind.textContent();
  await page.getByRole('button', { name: 'Another one' }).click();
  await until(async () => (await kind.textContent()) !== first, 'another kind word');
  await page.locator('#kind-word a').click();
  await page.locator('.message[data-ui-found]').waitFor();
  // It goes along quietly: in the menu under her name.
  await page.locator('.rail__me').click();
  await page.locator('.menu__intention', { hasText: 'Today too.' }).waitFor();
  noFaults(page);
});

test('A hard moment: ten minutes away by one key, and back', async () => {
  const page = await sit('Aiko');
  await goTo(page, '/today');
  await page.locator('.check-in__own > summary').click();
  await page.locator('#check-in-words').fill('The line was so loud.');
  await page.getByRole('button', { name: 'It is hard' }).click();
  await page.locator('.check-in__prompt').waitFor();
  await live(page);
  await page.keyboard.press('b');
  await page.getByRole('button', { name: /I am back/ }).waitFor();
  await live(page);
  await page.keyboard.press('b');
  await page.locator('.check-in__prompt').waitFor();
  await page.getByRole('link', { name: 'Your check-ins' }).first().click();
  await page.getByText('The line was so loud.').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: 'Erase all of it' }).click();
  await page.getByText('Nothing is kept').waitFor();
  noFaults(page);
});

test('The story leads to its places, and a repeat stands beside what was said', async () => {
  const many = Array.from({ length: 60 }, (_, n) => `And another small thing, number ${n}.`);
  const w = await writes('The spout of my samovar is bent, can you straighten it?', ...many, 'As I said before, the spout of my samovar is bent. Why do I have to explain this again?');
  const page = await sit();
  await take(page, 'samovar');
  const story = page.locator('#so-far');
  await story.locator('.badge', { hasText: 'said again' }).waitFor();
  await story.locator('.so-far__lead', { hasText: 'Said again' }).waitFor();
  // The first of it is further up than the page goes: it is fetched, shown, and has the focus.
  await story.locator('.so-far__line', { hasText: 'They ask' }).locator('a').first().click();
  await page.locator('.message[data-ui-found]', { hasText: 'can you straighten it?' }).waitFor();
  assert.ok(await page.evaluate(() => document.activeElement.matches('[data-ui-found]')));
  await page.locator('.message__repeat a').first().click();
  await until(() => page.evaluate(() => document.activeElement.textContent.includes('can you straighten it?')), 'what they had said');

  // A first answer begins with a greeting that one key puts in.
  const offer = page.locator('[data-greeting]');
  await offer.waitFor();
  const text = composer(page);
  await text.focus();
  await page.keyboard.press('Alt+g');
  const greeting = await offer.getAttribute('data-greeting');
  assert.equal(await text.inputValue(), `${greeting}\n\n`);
  assert.ok(!await offer.isVisible());
  await page.keyboard.type('Gladly: send it to us, and it will be straight by Friday.');
  await page.keyboard.press('Control+Enter');
  await w.says(`${greeting}\n\nGladly: send it to us, and it will be straight by Friday.`);
  await story.getByText('First words after').waitFor();

  // Folded, it stays so.
  await story.locator('summary').first().click();
  await page.reload();
  await page.locator('#so-far:not([open])').waitFor();
  await page.locator('#so-far > summary').click();
  noFaults(page);
});

test('Jonas is handed the story with the conversation', async () => {
  await begin('Could you keep two fern pots for me until Saturday?');
  const mia = await sit();
  await take(mia, 'two fern pots');
  await mia.locator('#assign-menu > summary').click();
  await mia.locator('#assign-menu').getByRole('button', { name: /Jonas/ }).click();
  await mia.getByText('the story so far went with it').waitFor();
  const jonas = await sit('Jonas');
  await take(jonas, 'two fern pots');
  await jonas.getByText(/Mia handed this to you at/).waitFor();
  await jonas.locator('#so-far').getByText('“Could you keep two fern pots for me until Saturday?”').last().waitFor();
  noFaults([mia, jonas]);
});

test('First words are there for everybody, with what they mean', async () => {
  const page = await sit('Aiko');
  await page.goto('/first-words');
  await page.getByRole('row', { name: /Chat/ }).getByText(/min|h|day|s/).first().waitFor();
  await page.getByRole('button', { name: 'What “First words” means' }).click();
  await page.getByText(/from the customer’s first message/).waitFor();
  assert.deepEqual(await axe(page), []);
  noFaults(page);
});

// Promises, from the words to the deed: noticed as Mia writes, confirmed with one key, kept on Today; and a
// customer who chooses when to be called back.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live, take, text, thread, toast } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { answered, noFaults, until } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const reply = async (page, words) => {
  await text(page).fill(words);
  await text(page).press('Control+Enter');
  await thread(page).locator('.message__text', { hasText: words }).waitFor();
};

/** Lets go of the composer, so that letters are keys. */
const letters = page => text(page).blur();

test('what Mia writes becomes a promise with one key, stands on Today, and is kept', async () => {
  await begin('Where has my fern gone?');
  const mia = await sit();
  await take(mia, 'Where has my fern gone?');
  await reply(mia, "Hello! I'll call you tomorrow at three.");
  await mia.locator('.suggestion', { hasText: 'due tomorrow at 15:00' }).waitFor();
  await letters(mia);
  await look(mia, 'promise-noticed');
  await mia.locator('.suggestion details.menu > summary').click();
  await look(mia, 'promise-noticed-menu');
  await mia.keyboard.press('Escape');
  await mia.keyboard.press('y');
  await toast(mia, 'A promise, due tomorrow at 15:00.').waitFor();
  await mia.locator('.suggestion').waitFor({ state: 'detached' });
  await mia.locator('#customer .promise', { hasText: 'Call you tomorrow at three' }).waitFor();

  // A slip is undone with one key, and it is asked again.
  await mia.keyboard.press('z');
  await mia.locator('.suggestion').waitFor();
  await mia.keyboard.press('y');
  await mia.locator('#customer .promise', { hasText: 'Call you tomorrow at three' }).waitFor();
  await look(mia, 'promise-beside');

  // Moved to today, it is on Today.
  const promise = mia.locator('#customer .promise', { hasText: 'Call you tomorrow at three' }).first();
  await promise.locator('details.menu > summary').click();
  await promise.getByLabel('Another time').fill('30 february');
  await promise.getByRole('button', { name: 'Move' }).click();
  await promise.locator('.field__error', { hasText: 'There is no such day' }).waitFor();
  await look(mia, 'promise-menu');
  await promise.getByLabel('Another time').fill('in 2 minutes');
  await promise.getByRole('button', { name: 'Move' }).click();
  await toast(mia, 'Now due').waitFor();

  await mia.goto('/today');
  const due = mia.locator('#today-promises .promise', { hasText: 'Call you tomorrow at three' });
  await due.waitFor();
  await live(mia);
  await look(mia, 'promise-today');
  assert.equal(await mia.locator('#today-promises .promise').first().innerText().then(text => text.includes('Call you tomorrow at three')), true);
  await mia.keyboard.press('y');
  await toast(mia, 'Kept.').waitFor();
  await due.waitFor({ state: 'detached' });
  await mia.keyboard.press('z');
  await due.waitFor();
  await mia.keyboard.press('y');
  await due.waitFor({ state: 'detached' });

  await mia.keyboard.press('g');
  await mia.keyboard.press('p');
  await mia.waitForURL('**/promises');
  await look(mia, 'promises');
  await mia.locator('.filter', { hasText: 'Kept' }).click();
  await mia.locator('.promise', { hasText: 'Call you tomorrow at three' }).first().waitFor();
  await look(mia, 'promises-kept');
  await mia.goto('/promises?view=late');
  await mia.getByRole('heading', { name: 'Nothing is late' }).waitFor();
  await look(mia, 'promises-late-none');
  noFaults(mia, answered(422));
});

test('a promise that comes due says so in open pages, and is put away with one press', async () => {
  await begin('Do you mend cups?');
  const mia = await sit();
  await take(mia, 'Do you mend cups?');
  await letters(mia);
  await mia.keyboard.press('w');
  await mia.getByLabel('What do we promise?').fill('ask Jonas about the cup');
  await mia.getByLabel('By when?').first().fill('in 1 minute');
  await mia.locator('#promise-menu').getByRole('button', { name: 'Promise', exact: true }).click();
  await toast(mia, 'Promised, due').waitFor();
  // Half of the minute, and it is said.
  const reminder = mia.locator('.reminder', { hasText: 'Ask Jonas about the cup' });
  await reminder.waitFor({ timeout: 45_000 });
  await look(mia, 'promise-reminder');
  // It covers nothing: what is below can still be pressed.
  await mia.locator('#list .row').last().click();
  await mia.goBack();
  await reminder.getByRole('button', { name: 'Seen' }).click();
  await reminder.waitFor({ state: 'detached' });
  await mia.goto('/promises');
  await live(mia);
  const open = mia.locator('.promise', { hasText: 'Ask Jonas about the cup' });
  // The page hears of it before the answer comes, and the button that asked is gone.
  await mia.route('**/promises/**', async route => {
    const answer = await route.fetch();
    await open.waitFor({ state: 'detached' });
    await route.fulfill({ response: answer });
  }, { times: 1 });
  await open.getByRole('button', { name: 'Kept' }).click();
  await toast(mia, 'Kept.').waitFor();
  noFaults(mia);
});

test('a customer chooses a time by the link that Mia sends, changes it and cancels', async () => {
  const { page, w } = await begin('Could you ring me, please?');
  const mia = await sit();
  await take(mia, 'Could you ring me, please?');
  await mia.locator('#promise-menu > summary').click();
  await look(mia, 'promise-make');
  await mia.getByRole('button', { name: 'Let them choose a time for a call' }).click();
  const told = await until(async () => (await w.texts()).find(text => text.includes('/call-back/')), 'the link');
  await page.goto(told.match(/http\S+/)[0]);
  // In the browser's own zone, without being asked.
  await until(async () => await page.locator('#zone').inputValue() === 'Europe/Berlin', 'their zone');
  await look(page, 'call-back');
  await page.locator('.slot').nth(3).click();
  await page.getByLabel('The number that we call').fill('+49 30 1234567');
  await page.getByRole('button', { name: 'Call me then' }).click();
  await page.getByRole('heading', { name: 'We will call you' }).waitFor();
  await look(page, 'call-back-chosen');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Add to calendar' }).click()]);
  assert.equal(file.suggestedFilename(), 'call.ics');
  await mia.locator('#customer .promise', { hasText: 'Call back' }).waitFor();
  await page.locator('#zone').selectOption('Asia/Tokyo');
  await page.waitForURL(/Tokyo/);
  await page.locator('.slot').nth(5).click();
  await page.getByRole('button', { name: 'Change it' }).click();
  await page.getByText('Promised.').waitFor();
  await page.getByRole('button', { name: 'Do not call me' }).click();
  await page.getByRole('heading', { name: 'When may we call you' }).waitFor();
  await page.getByRole('link', { name: 'This file takes it out again' }).waitFor();
  await look(page, 'call-back-cancelled');
  await mia.locator('#customer .promise', { hasText: 'Taken back' }).waitFor();
  noFaults([mia, page]);
});

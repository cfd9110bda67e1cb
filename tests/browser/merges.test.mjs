// Two conversations that are about the same become one, and one that is about two becomes two; each with an undo.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerOf, live, row, take, text, thread, toast } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { noFaults } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const said = (page, words) => thread(page).locator('.message__text', { hasText: words });
const dialog = page => page.locator('#rearranging');
const letters = page => text(page).blur();
const merged = page => thread(page).locator('.event', { hasText: 'merged “' });

/** Opens a conversation at the counter with the customer of the one that is shown. */
const counter = async (page, subject, words) => {
  const customer = await customerOf(page);
  const opened = await page.request.post('/conversations', { form: { who: '', customer, subject, said: words } });
  assert.equal(opened.status(), 200);
};

test('Mia makes one of two conversations, takes it back, and does it again from the other side', async () => {
  await begin('Where is my parcel with the cups?');
  const mia = await sit();
  await take(mia, 'Where is my parcel with the cups?');
  await counter(mia, 'The invoice for the cups', 'My invoice for the cups has the wrong sum.');
  await row(mia, 'The invoice for the cups').waitFor();

  await letters(mia);
  await mia.keyboard.press('v');
  const choice = dialog(mia).getByRole('button', { name: 'The invoice for the cups' });
  await choice.waitFor();
  await look(mia, 'merge-dialog');
  // Chosen with the keyboard: the first one has the focus.
  await mia.keyboard.press('Enter');
  await said(mia, 'has the wrong sum').waitFor();
  await said(mia, 'Where is my parcel with the cups?').waitFor();
  await dialog(mia).waitFor({ state: 'hidden' });
  await row(mia, 'The invoice for the cups').waitFor({ state: 'detached' });
  await merged(mia).waitFor();
  await look(mia, 'merged');

  await merged(mia).getByRole('button', { name: 'Undo' }).click();
  await toast(mia, 'Both are as they were').waitFor();
  await said(mia, 'has the wrong sum').waitFor({ state: 'detached' });
  await row(mia, 'The invoice for the cups').waitFor();

  // From the other one it leads to the one that is kept, for there the customer reads us. Another page that shows
  // what goes is told where it goes on, and what is being written there is not lost.
  await row(mia, 'The invoice for the cups').click();
  await mia.locator('#talk-title', { hasText: 'The invoice for the cups' }).waitFor();
  const other = await sit();
  await other.goto(mia.url());
  await live(other);
  await text(other).fill('Good morning, I am looking at the sum');
  await other.locator('.composer__saved', { hasText: 'Draft saved' }).waitFor();
  await letters(mia);
  await mia.keyboard.press('v');
  await dialog(mia).getByRole('button', { name: 'Where is my parcel with the cups?' }).click();
  await mia.locator('#talk-title', { hasText: 'Where is my parcel with the cups?' }).waitFor();
  await said(mia, 'has the wrong sum').waitFor();
  await other.locator('#talk-title', { hasText: 'This was merged' }).waitFor();
  await look(other, 'merged-elsewhere');
  await other.getByRole('link', { name: /^conversation \d+$/ }).click();
  await other.locator('#talk-title', { hasText: 'Where is my parcel with the cups?' }).waitFor();
  await other.waitForFunction(() => document.querySelector('.composer__text').value.includes('I am looking at the sum'));
  noFaults(mia);
  noFaults(other);
});

test('another matter in the same thread gets a conversation of its own, and can go back', async () => {
  const visitor = await begin('Do you have green tea?');
  const mia = await sit();
  await take(mia, 'Do you have green tea?');
  await text(mia).fill('Hello! Yes, three kinds.');
  await text(mia).press('Control+Enter');
  await said(mia, 'three kinds').waitFor();
  await mia.locator('.message__state', { hasText: 'Sending' }).waitFor({ state: 'detached' });
  await visitor.w.send('And my teapot has a crack.');
  await said(mia, 'has a crack').waitFor();

  const message = thread(mia).locator('.message', { hasText: 'has a crack' });
  await message.hover();
  await message.getByRole('link', { name: 'Split here' }).click();
  await dialog(mia).getByRole('radio', { name: 'This message alone' }).waitFor();
  await look(mia, 'split-dialog');
  await dialog(mia).getByLabel('What is it about?').fill('A teapot with a crack');
  await dialog(mia).getByRole('button', { name: 'Split' }).click();
  await mia.locator('#talk-title', { hasText: 'A teapot with a crack' }).waitFor();
  await live(mia);
  await said(mia, 'has a crack').waitFor();
  await said(mia, 'three kinds').waitFor({ state: 'detached' });
  await look(mia, 'split');

  await thread(mia).locator('.event', { hasText: 'split this' }).getByRole('button', { name: 'Undo' }).click();
  await mia.locator('#talk-title', { hasText: 'Do you have green tea?' }).waitFor();
  await said(mia, 'has a crack').waitFor();
  await said(mia, 'three kinds').waitFor();
  noFaults(mia);
});

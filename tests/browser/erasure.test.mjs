// A customer asks what is kept of them, and then that nothing is: what goes is shown first, their name is typed, and the
// chat that they have open begins anew.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerOf, row, take, text, thread } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { answered, noFaults } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });


test('Jonas gives Nora what is kept of her, and erases it', async () => {
  const nora = await begin('Please delete everything about my teapot.', 'Nora Lindqvist');
  const jonas = await sit('Jonas');
  await take(jonas, 'Please delete everything about my teapot.');
  await text(jonas).fill('We will, today.');
  await text(jonas).press('Control+Enter');
  await thread(jonas).locator('.message__text', { hasText: 'We will, today.' }).waitFor();
  await nora.w.find('.text', { hasText: 'We will, today.' }).waitFor();
  const customer = await customerOf(jonas);
  // Aiko looks at the conversation when it goes, and has no way to erase anybody.
  const aiko = await sit('Aiko');
  await aiko.goto(jonas.url());
  await thread(aiko).locator('.message__text', { hasText: 'We will, today.' }).waitFor();

  await jonas.goto(`${new URL(jonas.url()).origin}/customers/${customer}`);
  await look(jonas, 'customer-data');
  const coming = jonas.waitForEvent('download');
  await jonas.getByRole('link', { name: 'Download all' }).click();
  assert.match((await coming).suggestedFilename(), /^Nora Lindqvist \d{4}-\d\d-\d\d\.zip$/);

  await jonas.getByRole('link', { name: 'Erase…' }).click();
  await jonas.getByRole('heading', { name: 'Erase Nora Lindqvist?' }).waitFor();
  await look(jonas, 'erasure');
  await jonas.getByLabel('to confirm').fill('Nora');
  await jonas.getByRole('button', { name: 'Erase for good' }).click();
  await jonas.locator('.field__error', { hasText: 'Type “Nora Lindqvist”' }).waitFor();
  await look(jonas, 'erasure-refused');
  await jonas.getByLabel('to confirm').fill('Nora Lindqvist');
  await jonas.getByRole('button', { name: 'Erase for good' }).click();
  await jonas.getByRole('heading', { name: 'This customer was erased' }).waitFor();
  await jonas.locator('.notice--good', { hasText: 'Their files are deleted' }).waitFor();
  await look(jonas, 'erased');

  // Whoever looked at it sees that it is gone.
  await aiko.locator('#talk-title', { hasText: 'This was erased' }).waitFor();
  await aiko.locator('#customer', { hasText: 'Nora Lindqvist' }).waitFor({ state: 'detached' });
  await row(aiko, 'Please delete everything').waitFor({ state: 'detached' });
  await look(aiko, 'erased-elsewhere');
  // Nora is told, and writes as somebody new.
  await nora.w.find('.hint', { hasText: 'Everything that was kept of this chat has been erased.' }).waitFor();
  await nora.w.find('.text', { hasText: 'We will, today.' }).waitFor({ state: 'detached' });
  await nora.w.find('.text', { hasText: 'Please delete everything' }).waitFor({ state: 'detached' });
  await nora.w.send('Good morning!');
  await nora.w.find('.text', { hasText: 'Good morning!' }).waitFor();
  await row(aiko, 'Good morning!').waitFor();
  noFaults(jonas, answered('422'));
  noFaults(aiko);
});

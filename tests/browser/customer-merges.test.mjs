// Two customers who are one person: Mia merges them, Jonas's open pages follow, and an undo parts them again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { customerOf, live, row, saved, take, text, thread } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { noFaults } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const said = (page, words) => thread(page).locator('.message__text', { hasText: words });
const describe = async (page, customer, name) => {
  const form = { name, language: '', time_zone: '' };
  assert.equal((await page.request.post(`/customers/${customer}`, { form })).status(), 200);
};

test('Mia makes one of two customers while Jonas has both open, and takes it back', async () => {
  const home = await begin('Where is my parcel with the cups?');
  const work = await begin('The invoice for the cups is wrong.');
  const mia = await sit();
  const jonas = await sit('Jonas');
  await take(mia, 'Where is my parcel with the cups?');
  const first = await customerOf(mia);
  await describe(mia, first, 'Nora');
  await take(jonas, 'The invoice for the cups is wrong.');
  const second = await customerOf(jonas);
  await describe(mia, second, 'Nora Lindqvist');
  await jonas.locator('#customer-title', { hasText: 'Nora Lindqvist' }).waitFor();
  await text(jonas).fill('Good morning, I am looking at the invoice');
  await saved(jonas);
  const open = await sit('Jonas');
  await open.goto(`/customers/${second}`);
  await live(open);
  await open.getByLabel('Something to remember').fill('Drinks green tea');

  // From the conversation to the page on which one chooses, and side by side.
  await mia.getByRole('link', { name: 'Merge with another customer…' }).click();
  await mia.getByRole('heading', { name: 'Who is the same person as Nora?' }).waitFor();
  await mia.getByRole('searchbox').fill('Lindqvist');
  const choice = mia.getByRole('link', { name: /Nora Lindqvist/ });
  await choice.waitFor();
  await look(mia, 'customer-merge-choosing');
  await choice.click();
  await mia.getByRole('heading', { name: 'Are these two one person?' }).waitFor();
  await mia.getByRole('radio', { name: 'Nora Lindqvist' }).check();
  await look(mia, 'customer-merge-comparing');
  await mia.getByRole('button', { name: 'Merge them' }).click();
  await mia.getByText('Merged: both are one customer now.').waitFor();
  await mia.getByRole('heading', { level: 1, name: 'Nora Lindqvist' }).waitFor();
  await mia.getByRole('link', { name: 'The invoice for the cups is wrong.' }).waitFor();
  await mia.getByRole('link', { name: 'Where is my parcel with the cups?' }).waitFor();
  await look(mia, 'customer-merged');

  // Jonas's pages follow, and what he was writing is still there.
  await jonas.locator(`#customer [data-customer="${first}"]`).waitFor();
  await jonas.locator('#customer').getByRole('link', { name: 'Where is my parcel with the cups?' }).waitFor();
  assert.equal(await text(jonas).inputValue(), 'Good morning, I am looking at the invoice');
  await open.getByRole('heading', { name: 'Nora Lindqvist has been merged' }).waitFor();
  assert.equal(await open.getByLabel('Something to remember').inputValue(), 'Drinks green tea');
  await look(open, 'customer-merged-elsewhere');
  await open.getByRole('button', { name: 'Remember this' }).click();
  await open.waitForURL(`**/customers/${first}`);
  await open.getByText('Drinks green tea').waitFor();

  // Each browser hears what is written in its own conversation, and nothing of the other.
  await text(jonas).press('Control+Enter');
  await work.w.says('Good morning, I am looking at the invoice');
  assert.ok(!(await home.w.texts()).join().includes('invoice'));
  await home.w.send('And the saucers?');

  await mia.reload();
  await live(mia);
  await mia.locator('.merges').getByRole('button', { name: 'Undo' }).click();
  await mia.getByText('Undone: they are two again.').waitFor();
  await mia.getByRole('heading', { level: 1, name: 'Nora', exact: true }).waitFor();
  await mia.getByText('Drinks green tea').waitFor();
  await look(mia, 'customer-parted');
  await jonas.locator(`#customer [data-customer="${second}"]`).waitFor();
  await mia.goto('/desk');
  await row(mia, 'Where is my parcel with the cups?').click();
  await said(mia, 'And the saucers?').waitFor();
  noFaults(mia);
  noFaults(jonas);
  noFaults(open);
});

// A shop moves in and out: Jonas brings a table of customers, sees what would come of it, takes it and takes it back; Mia
// takes all that is kept along.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { goTo } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { answered, noFaults } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const TABLE = `Vorname;Nachname;E-Mail;Telefon;Where they live;Bemerkung
Wanda;Kowalska;wanda@example.com;+48 22 123 45 67;Warszawa;Liebt Oolong
Jürgen;Groß;jürgen@example.com;;Köln;
Élodie;Petit;elodie at example;;Lyon;
;;;;Nowhere;
`;

const bring = async (page, name, table) => {
  await goTo(page, '/settings/import');
  await page.getByLabel('The table').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(table) });
  await page.getByRole('button', { name: 'Look through it' }).click();
};

test('Jonas brings a table, puts its columns right, takes it and takes it back', async () => {
  const jonas = await sit('Jonas');
  await goTo(jonas, '/customers');
  await jonas.locator('main').getByRole('link', { name: 'Import' }).click();
  await jonas.getByRole('heading', { name: 'Import customers' }).waitFor();
  await look(jonas, 'import, none');
  await bring(jonas, 'nothing.csv', 'Name;E-Mail\n');
  await jonas.getByRole('alert').filter({ hasText: 'There are no customers in this file' }).waitFor();
  await look(jonas, 'import, refused');

  await bring(jonas, 'Kundenliste 2026.csv', TABLE);
  await jonas.getByRole('heading', { name: 'What would come of it' }).waitFor();
  const outcomes = jonas.locator('#outcomes');
  await outcomes.getByText('Line 4: “E-Mail” does not look like an email address').waitFor();
  await outcomes.getByText('Line 5: It has neither a name nor an address.').waitFor();
  assert.deepEqual(await outcomes.locator('dd').allTextContents(), ['2', '0', '0', '2']);
  await look(jonas, 'import, ready');

  await jonas.getByLabel('Where they live').selectOption({ label: 'Worth remembering' });
  await jonas.getByRole('button', { name: 'Look again' }).click();
  await jonas.getByRole('heading', { name: 'What would come of it' }).waitFor();
  await outcomes.getByRole('columnheader', { name: 'Where they live' }).waitFor();
  await outcomes.getByRole('button', { name: 'Take the lines that can be taken' }).click();
  await jonas.getByText('All lines were gone through.').waitFor();
  await look(jonas, 'import, done');

  await goTo(jonas, '/customers?q=kowalska');
  await jonas.getByRole('link', { name: 'Wanda Kowalska' }).click();
  await jonas.locator('main').getByText('Liebt Oolong').waitFor();
  await jonas.locator('main').getByText('Warszawa').waitFor();

  await goTo(jonas, '/settings/import');
  await look(jonas, 'import, one');
  await jonas.getByRole('link', { name: 'Kundenliste 2026.csv' }).click();
  await jonas.getByRole('button', { name: 'Undo it' }).click();
  await jonas.getByText('What 2 lines did was taken back.').waitFor();
  await look(jonas, 'import, undone');
  await goTo(jonas, '/customers?q=kowalska');
  await jonas.locator('#found').getByText('Wanda Kowalska').waitFor({ state: 'detached' });
  noFaults(jonas, answered('422'));
});

test('Mia takes everything along', async () => {
  await begin('Where is my order?', 'Nora Lindqvist');
  const mia = await sit('Mia');
  await goTo(mia, '/settings/export');
  await mia.getByRole('heading', { name: 'None yet' }).waitFor();
  await look(mia, 'export, none');
  await mia.getByLabel('With the files that came with messages').check();
  await mia.getByRole('button', { name: 'Make a copy' }).click();
  // The page says by itself that it is there.
  const download = mia.getByRole('link', { name: 'Download' });
  await download.waitFor();
  await look(mia, 'export, one');
  const coming = mia.waitForEvent('download');
  await download.click();
  const file = await coming;
  assert.match(file.suggestedFilename(), /^desk-\d{4}-\d\d-\d\d\.zip$/);
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), 'PK');
  await mia.getByRole('button', { name: 'Delete' }).click();
  await mia.locator('#exports .badge', { hasText: 'Gone' }).waitFor();
  await look(mia, 'export, gone');
  noFaults(mia);
});

test('Mia sees what would go by its age, and switches it on and off', async () => {
  const mia = await sit('Mia');
  await goTo(mia, '/settings/retention');
  await mia.getByText('Everything stays until somebody erases it.').waitFor();
  await look(mia, 'retention, off');
  await mia.getByLabel('Whole conversations').fill('7');
  await mia.getByRole('button', { name: 'Show what would go today' }).click();
  await mia.locator('.field__error', { hasText: 'from 30 to' }).waitFor();
  await look(mia, 'retention, refused');
  await mia.getByLabel('Whole conversations').fill('3650');
  await mia.getByLabel('Only files and recordings').fill('365');
  await mia.getByRole('button', { name: 'Show what would go today' }).click();
  await mia.getByRole('heading', { name: 'What would go today' }).waitFor();
  await look(mia, 'retention, shown');
  await mia.getByRole('button', { name: 'Let it go from now on' }).click();
  await mia.getByText('the conversation itself after 3,650 days').waitFor();
  await look(mia, 'retention, on');
  await mia.getByRole('button', { name: 'Keep everything from now on' }).click();
  await mia.getByText('Everything stays until somebody erases it.').waitFor();
  noFaults(mia, answered('422'));
});

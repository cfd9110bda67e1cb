// Several conversations at once: chosen with the keyboard or the mouse, one thing done with all of them, undone with
// one key.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goTo, row, toast } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { answered, noFaults } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const bar = page => page.locator('#bulk');
const chosen = (page, words) => bar(page).getByText(words, { exact: true }).waitFor();

test('Mia closes several with the keyboard, and takes it back with one key', async () => {
  await begin('Do you have jasmine tea?');
  await begin('Is the shop open on Sunday?');
  const mia = await sit();
  await goTo(mia, '/desk');
  await row(mia, 'jasmine').focus();
  await mia.keyboard.press('x');
  await chosen(mia, '1 chosen');
  await row(mia, 'on Sunday').focus();
  await mia.keyboard.press('x');
  await chosen(mia, '2 chosen');
  // Something happens on the desk: what is chosen stays so.
  await begin('A third one, with a question about cups.');
  await row(mia, 'about cups').waitFor();
  await chosen(mia, '2 chosen');
  assert.equal(await row(mia, 'jasmine').locator('xpath=..').locator('[data-choose]').isChecked(), true);
  await look(mia, 'bulk');
  await mia.keyboard.press('e');
  await toast(mia, '2 conversations closed.').waitFor();
  await row(mia, 'jasmine').waitFor({ state: 'detached' });
  await row(mia, 'on Sunday').waitFor({ state: 'detached' });
  await bar(mia).waitFor({ state: 'hidden' });
  await mia.keyboard.press('z');
  await toast(mia, 'Undone: 2 conversations as before.').waitFor();
  await row(mia, 'jasmine').waitFor();
  await row(mia, 'on Sunday').waitFor();

  // Escape lets go of what was chosen.
  await row(mia, 'jasmine').focus();
  await mia.keyboard.press('x');
  await chosen(mia, '1 chosen');
  await mia.keyboard.press('Escape');
  await bar(mia).waitFor({ state: 'hidden' });
  noFaults(mia);
});

test('a range is chosen with Shift, tagged, and put aside; what is wrong is said beside it', async () => {
  await begin('I would like white tea.');
  await begin('I would like black tea.');
  const mia = await sit();
  await goTo(mia, '/desk');
  await mia.getByRole('button', { name: 'Choose several' }).click();
  await look(mia, 'bulk-choosing');
  const box = words => row(mia, words).locator('xpath=..').locator('[data-choose]');
  await box('white tea').click();
  await box('black tea').click({ modifiers: ['Shift'] });
  await chosen(mia, '2 chosen');
  await bar(mia).locator('#bulk-tag > summary').click();
  await look(mia, 'bulk-tag');
  await bar(mia).getByLabel('Which tag?').fill('tea');
  await bar(mia).getByRole('button', { name: 'Put it on' }).click();
  await toast(mia, '2 conversations tagged.').waitFor();
  await row(mia, 'white tea').locator('.tag', { hasText: 'tea' }).waitFor();

  await box('white tea').click();
  await bar(mia).locator('#bulk-snooze > summary').click();
  await bar(mia).getByLabel('Until when?').fill('30 february');
  await bar(mia).getByRole('button', { name: 'Snooze', exact: true }).click();
  const wrong = bar(mia).locator('.field__error', { hasText: 'There is no such day' });
  await wrong.waitFor();
  // It is still said when the list has been drawn anew.
  await begin('I would like green tea.');
  await row(mia, 'green tea').waitFor();
  await wrong.waitFor();
  await bar(mia).getByLabel('Until when?').fill('tomorrow 9:00');
  await bar(mia).getByRole('button', { name: 'Snooze', exact: true }).click();
  await toast(mia, '1 conversation put aside.').waitFor();
  await row(mia, 'white tea').waitFor({ state: 'detached' });

  // All of a page at once.
  await box('black tea').click();
  await bar(mia).getByRole('button', { name: 'All on this page' }).click();
  const count = await mia.locator('#list .row').count();
  await chosen(mia, `${count} chosen`);
  await bar(mia).getByRole('button', { name: 'Choose none' }).click();
  await bar(mia).waitFor({ state: 'hidden' });
  noFaults(mia, answered(422));
});

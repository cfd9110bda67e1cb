// Being told: the bell, its count in the tab's title, a soft sound where no page is looked at, what is seen by looking at
// it, and what one chose.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goTo, take, thread, toast, write } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { answered, noFaults, until } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const bell = page => page.locator('#bell .bell__button');
/** The lines about one matter in the bell's panel, or on the page of all. */
const about = (page, matter, place = '#bell') => page.locator(`${place} .told__matter`, { hasText: matter }).locator('.told__one');
const one = (page, matter, words) => about(page, matter).filter({ hasText: words });
const unseen = async page => +(await page.locator('#bell .bell').getAttribute('data-unseen'));

/** Notes the sounds that a page makes, and lets it be looked at or not. */
const listen = page => page.addInitScript(() => {
  window.sounds = 0;
  window.isHidden = false;
  Object.defineProperty(document, 'hidden', { get: () => window.isHidden });
  const own = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function start(...at) { window.sounds++; return own.apply(this, at); };
});

/** Is never left alone: what is told does not depend on the hour at which the stories are run. */
const isNeverLeftAlone = async page => {
  await goTo(page, '/settings/notifications');
  await page.getByLabel('Never', { exact: true }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.notice--good').waitFor();
};

const asks = async (page, words) => {
  await page.locator('.composer__kind .tab', { hasText: 'Note' }).click();
  await page.locator('.composer[data-kind=note]').waitFor();
  await write(page, words);
  await page.keyboard.press('Control+Enter');
  await thread(page).locator('.message--note', { hasText: words.replace(/^@\w+ /, '') }).waitFor();
};

test('Aiko is asked in a note: the bell says so with a soft sound, and she has seen it once she has looked', async () => {
  await begin('Can the lid be mended?', 'Nora Lind');
  const [aiko, jonas] = [await sit('Aiko'), await sit('Jonas')];
  await isNeverLeftAlone(aiko);
  await listen(aiko);
  // The desk was brought back from a backup: less was told than this browser remembers.
  await aiko.evaluate(() => localStorage.setItem('bliss-told', '999999999'));
  await goTo(aiko, '/customers');
  // A page is let make sounds once somebody has used it.
  await aiko.locator('h1').click();
  const before = await until(async () => (await bell(aiko).count()) && (await aiko.locator('#bell .bell').count()) && String(await unseen(aiko)), 'the bell');
  await until(async () => (await aiko.title()).startsWith(+before ? `(${before}) ` : 'Customers'), 'the count in the title');
  await aiko.evaluate(() => { window.isHidden = true; });

  await take(jonas, 'Can the lid be mended?');
  await asks(jonas, '@aiko would you mend this one?');
  await until(async () => (await unseen(aiko)) > +before, 'it is new');
  await until(() => aiko.evaluate(() => window.sounds === 1), 'one soft note');
  await until(async () => /^\(\d+\) Customers/.test(await aiko.title()), 'the count in the title');
  await aiko.locator('#bell-said', { hasText: 'new for you.' }).waitFor({ state: 'attached' });
  assert.equal(await aiko.evaluate(() => document.activeElement.tagName), 'BODY', 'the focus stays where it is');
  await aiko.evaluate(() => { window.isHidden = false; });

  await bell(aiko).focus();
  await aiko.keyboard.press('Enter');
  await one(aiko, 'Nora Lind: Can the lid', 'Jonas asks for you in a note.').waitFor();
  await look(aiko, 'the bell');
  // More of the same while it is open: one line, and the panel stays open.
  await asks(jonas, '@aiko it is the blue one.');
  await one(aiko, 'Nora Lind: Can the lid', '2 notes ask for you, the last by Jonas.').waitFor();
  await one(aiko, 'Nora Lind: Can the lid', '2 notes ask for you').click();
  await thread(aiko).locator('.message--note', { hasText: 'it is the blue one.' }).waitFor();
  await until(async () => (await one(aiko, 'Nora Lind: Can the lid', 'notes ask for you').count()) === 0, 'it is seen');
  noFaults([aiko, jonas]);
});

test('what she looks at is never new for her, and what Aiko has seen is seen in all her tabs', async () => {
  const nora = await begin('Do you have a bigger cup?', 'Karim Haddad');
  const [aiko, jonas] = [await sit('Aiko'), await sit('Jonas')];
  await take(aiko, 'Do you have a bigger cup?');
  await aiko.keyboard.press('i');
  await thread(aiko).locator('.event', { hasText: 'Aiko' }).first().waitFor();
  const tab = await aiko.context().newPage();
  await goTo(tab, '/notifications');
  await nora.w.send('A really big one.');
  await thread(aiko).getByText('A really big one.').waitFor();
  await jonas.goto('/desk');
  // A note that comes while the conversation is open is seen with it.
  await take(jonas, 'Do you have a bigger cup?');
  await asks(jonas, '@aiko we have them in blue.');
  const asked = about(tab, 'Karim Haddad: Do you have', '#told').filter({ hasText: 'Jonas asks for you in a note.' });
  await asked.waitFor();
  await aiko.bringToFront();
  await until(async () => (await about(tab, 'Karim Haddad', '#told').and(tab.locator('.told__one--new')).count()) === 0, 'all of it is seen in the other tab');
  await asked.waitFor();
  await tab.close();
  noFaults([aiko, jonas]);
});

test('Aiko marks all as seen, takes it back, and goes there by the keyboard', async () => {
  await begin('Is there more of the green tea?', 'Nora Lind');
  const [aiko, jonas] = [await sit('Aiko'), await sit('Jonas')];
  await take(jonas, 'Is there more of the green tea?');
  await asks(jonas, '@aiko is there?');
  await goTo(aiko, '/today');
  await until(async () => (await aiko.locator('#bell .bell').count()) && (await unseen(aiko)) > 0, 'it is new');
  await aiko.keyboard.press('g');
  await aiko.keyboard.press('n');
  await aiko.waitForURL('**/notifications');
  const asked = about(aiko, 'Nora Lind: Is there more', '#told').filter({ hasText: 'Jonas asks for you in a note.' });
  await asked.waitFor();
  await look(aiko, 'what is new');
  await aiko.locator('#told').getByRole('button', { name: 'Mark all as seen' }).click();
  await toast(aiko, 'as seen').waitFor();
  await until(async () => (await unseen(aiko)) === 0 && !/^\(/.test(await aiko.title()), 'nothing is new');
  await toast(aiko, 'as seen').getByRole('button', { name: 'Undo' }).click();
  await until(async () => (await unseen(aiko)) > 0, 'it is new again');
  await asked.click();
  await aiko.locator('#talk-title', { hasText: 'Is there more of the green tea?' }).waitFor();
  noFaults([aiko, jonas]);
});

test('Mia chooses what she is told, and when not', async () => {
  const mia = await sit();
  await goTo(mia, '/settings/notifications');
  await mia.getByLabel('A standard changes', { exact: true }).uncheck();
  await mia.getByLabel('Gathered').check();
  await mia.getByLabel('In quiet hours of my own').check();
  await mia.getByLabel('From', { exact: true }).fill('');
  await look(mia, 'notifications, choosing');
  await mia.getByRole('button', { name: 'Save', exact: true }).click();
  await mia.locator('.field__error', { hasText: 'two different times' }).waitFor();
  await look(mia, 'notifications, refused');
  await mia.getByLabel('From', { exact: true }).fill('19:00');
  await mia.getByRole('button', { name: 'Save', exact: true }).click();
  await mia.locator('.notice--good').waitFor();
  assert.equal(await mia.getByLabel('A standard changes', { exact: true }).isChecked(), false);
  assert.equal(await mia.getByLabel('From', { exact: true }).inputValue(), '19:00');
  noFaults(mia, answered(422));
});

// Emails that the desk sends: Mia sees how they go out and sends a test, chooses what she is told by email, and stops it by
// the link in one.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goTo } from './desk.mjs';
import { look } from './look.mjs';
import { header, htmlOf, startMailServer } from './mail-server.mjs';
import { launch, noFaults, open, seat, startDesk, until } from './support.mjs';

let mail, desk, browser;
before(async () => {
  mail = await startMailServer();
  const args = ['--smtp-url', mail.url, '--mail-from', 'Fern & Kettle <desk@fernandkettle.example>'];
  [desk, browser] = await Promise.all([startDesk({ args }), launch()]);
});
after(async () => {
  await browser?.close();
  await desk?.stop();
  mail?.stop();
});

const sit = name => seat(desk, browser, name);

test('Mia sends a test, sees that it arrived, and what stood in the way of the next', async () => {
  const mia = await sit('Mia');
  await goTo(mia, '/settings/email');
  await mia.getByRole('heading', { name: 'Nothing was sent yet' }).waitFor();
  await look(mia, 'email, nothing sent');
  await mia.getByRole('button', { name: 'Send a test to me' }).click();
  await mia.locator('.badge', { hasText: 'Sent' }).waitFor();
  await until(() => mail.emails.length === 1, 'the email');
  assert.match(header(mail.emails[0].raw, 'Subject'), /A test of the email of Fern & Kettle/);

  mail.recipient = '550 5.1.1 No such person here';
  await mia.getByRole('button', { name: 'Send a test to me' }).click();
  await mia.locator('.badge', { hasText: 'Given up' }).waitFor();
  await mia.locator('.notice--bad', { hasText: 'refused it for good (550 5.1.1 No such person here)' }).waitFor();
  await look(mia, 'email, refused');
  await goTo(mia, '/settings/notifications');
  await mia.locator('.notice--bad', { hasText: 'did not get through' }).waitFor();
  mail.recipient = '250 OK';
  noFaults(mia);
});

test('Aiko chooses what she is told by email, and by the keyboard', async () => {
  const aiko = await sit('Aiko');
  await goTo(aiko, '/settings/notifications');
  const given = aiko.getByLabel('By email: A conversation is given to you');
  await given.focus();
  await aiko.keyboard.press('Space');
  await aiko.getByLabel('By email: A standard changes').check();
  // What is not told in the page is told nowhere.
  await aiko.getByLabel('A standard changes', { exact: true }).uncheck();
  await until(async () => !await aiko.getByLabel('By email: A standard changes').isVisible(), 'it cannot be chosen');
  await aiko.getByLabel('Name customers, and say what it is about').check();
  await look(aiko, 'notifications, by email');
  await aiko.getByRole('button', { name: 'Save', exact: true }).click();
  await aiko.locator('.notice--good').waitFor();
  assert.equal(await given.isChecked(), true);
  assert.equal(await aiko.getByLabel('Name customers').isChecked(), true);
  noFaults(aiko);
});

test('Ella is invited by email, and what arrives looks as it should', async () => {
  const mia = await sit('Mia');
  await goTo(mia, '/settings/people');
  await mia.locator('#invite-email').fill('ella@fernandkettle.example');
  await mia.getByRole('button', { name: 'Make an invitation' }).click();
  await mia.getByText('It goes to ella@fernandkettle.example by email, too').waitFor();
  const email = await until(() => mail.emails.find(one => one.to === 'ella@fernandkettle.example'), 'the invitation');
  const html = htmlOf(email.raw);
  const ella = await open(browser);
  await ella.setContent(html);
  await look(ella, 'email, an invitation');
  const link = await ella.getByRole('link', { name: 'Join the desk' }).getAttribute('href');
  await ella.goto(link);
  await ella.locator('input[name=password]').waitFor();
  assert.equal(await ella.locator('input[name=email]').inputValue(), 'ella@fernandkettle.example');
  noFaults([mia, ella]);
});

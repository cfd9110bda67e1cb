// Who gets in and how that is proved: a second factor from the picture to the code, and the log of who did what.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { PASSWORD, answered, noFaults, open, until } from './support.mjs';

const shop = openShop({ reducedMotion: 'reduce' });
const { sit, pages } = shop;

/** Bytes of a text in base 32 (RFC 4648). */
const fromBase32 = text => {
  const bits = [...text].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
};

const STEP_MS = 30_000;
let lastStep = 0;
/** What an app shows for that secret (RFC 6238), once a code is due that was not given before. */
const code = async secret => {
  await until(() => Math.floor(Date.now() / STEP_MS) > lastStep, 'the next step of thirty seconds', 40_000);
  lastStep = Math.floor(Date.now() / STEP_MS);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(lastStep));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
};

const secretOn = async page => (await page.locator('.factor .copy code').innerText()).replaceAll(' ', '');

/** A browser in which nobody is signed in. */
const stranger = async () => {
  const page = await open(shop.agents, { baseURL: shop.desk.base, reducedMotion: 'reduce' });
  pages.push(page);
  return page;
};

const signIn = async (page, email) => {
  await page.goto('/sign-in');
  await page.locator('#email').fill(email);
  await page.locator('#password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
};

const AIKO = 'aiko@fernandkettle.example';

test('Aiko sets up a second factor, signs in with it, loses her telephone, and Mia helps', async () => {
  const aiko = await sit('Aiko');
  await aiko.goto('/settings/second-factor');
  await aiko.getByRole('heading', { name: 'You have none yet' }).waitFor();
  await look(aiko, 'second-factor-none');
  await aiko.locator('#password').fill(PASSWORD);
  await aiko.getByRole('button', { name: 'Set up a second factor' }).click();
  await aiko.getByRole('heading', { name: 'Put it into your app' }).waitFor();
  await aiko.locator('.factor__picture').waitFor();
  await look(aiko, 'second-factor-set-up');
  const secret = await secretOn(aiko);
  await aiko.locator('#code').fill('000000');
  await aiko.getByRole('button', { name: 'Switch it on' }).click();
  await aiko.locator('.field__error', { hasText: 'not right' }).waitFor();
  assert.equal(await secretOn(aiko), secret, 'the picture stays what it was');
  await aiko.locator('#code').fill(await code(secret));
  await aiko.getByRole('button', { name: 'Switch it on' }).click();
  await aiko.getByRole('heading', { name: 'It is on' }).waitFor();
  const codes = await aiko.locator('#recovery-codes code').allInnerTexts();
  assert.equal(new Set(codes).size, 10);
  await look(aiko, 'second-factor-codes');
  await aiko.goto('/settings/second-factor');
  await aiko.getByText('Recovery codes left: 10').waitFor();
  await look(aiko, 'second-factor-on');

  const elsewhere = await stranger();
  await signIn(elsewhere, AIKO);
  await elsewhere.getByRole('heading', { name: 'One more thing, Aiko' }).waitFor();
  await elsewhere.locator('#code:focus').waitFor();
  await look(elsewhere, 'sign-in-code');
  await elsewhere.locator('#code').fill('123456');
  await elsewhere.keyboard.press('Enter');
  await elsewhere.locator('.field__error', { hasText: 'not right' }).waitFor();
  await look(elsewhere, 'sign-in-code-refused');
  await elsewhere.locator('#code').fill(codes[4].toUpperCase());
  await elsewhere.keyboard.press('Enter');
  await elsewhere.waitForURL('**/today');

  const mia = await sit('Mia');
  await mia.goto('/settings/people');
  const row = mia.locator('tr', { hasText: AIKO });
  await row.getByText('has a second factor').waitFor();
  await row.locator('summary').click();
  await look(mia, 'people-second-factor');
  await row.getByRole('button', { name: 'Take away the second factor' }).click();
  await mia.getByText('They sign in with their password alone').waitFor();

  await elsewhere.goto('/today');
  await elsewhere.waitForURL(/sign-in/);
  await signIn(elsewhere, AIKO);
  await elsewhere.waitForURL('**/today');
  await elsewhere.locator('#today-factor-reset', { hasText: 'Mia took away your second factor today' }).waitFor();
  await look(elsewhere, 'today-factor-reset');
  await elsewhere.getByRole('button', { name: 'Put away' }).click();
  await elsewhere.locator('#today-factor-reset').waitFor({ state: 'detached' });
  shop.desk.seats.Aiko = await elsewhere.context().storageState();
  // Open pages are told that their session has ended, and try once more.
  noFaults([aiko, elsewhere, mia], answered(422), answered(401), /\/live.* Authentication failed/);
});

test('Mia asks everybody for a second factor, and Jonas sets his up at the door', async () => {
  const mia = await sit('Mia');
  await mia.goto('/settings/security');
  await mia.getByText('Without one at the moment').waitFor();
  await look(mia, 'security');
  await mia.getByLabel('Everybody at this desk needs a second factor').check();
  await mia.getByLabel('Unused, a session ends after').selectOption('shift');
  await mia.locator('#audit_days').fill('3');
  await mia.getByRole('button', { name: 'Save' }).click();
  await mia.locator('.field__error', { hasText: '30 to 3650 days' }).waitFor();
  await look(mia, 'security-refused');
  await mia.locator('#audit_days').fill('400');
  await mia.getByRole('button', { name: 'Save' }).click();
  await mia.getByText('It holds for everybody from now on').waitFor();

  const jonas = await stranger();
  await jonas.goto(shop.desk.link('Jonas'));
  await jonas.locator('input[name=password]').first().fill(PASSWORD);
  await jonas.locator('main button').first().click();
  await jonas.getByRole('heading', { name: 'One more thing, Jonas' }).waitFor();
  await look(jonas, 'door-second-factor');
  await jonas.getByRole('button', { name: 'I have it here' }).click();
  await jonas.locator('.factor__picture').waitFor();
  await look(jonas, 'door-second-factor-set-up');
  await jonas.locator('#code').fill(await code(await secretOn(jonas)));
  await jonas.getByRole('button', { name: 'Switch it on and go on' }).click();
  await jonas.getByRole('heading', { name: 'You are in, Jonas' }).waitFor();
  await look(jonas, 'door-second-factor-codes');
  await jonas.getByRole('link', { name: 'I have put them away' }).click();
  await jonas.waitForURL('**/today');
  noFaults([mia, jonas], answered(422));
});

test('Mia reads who did what, and takes it along', async () => {
  const mia = await sit('Mia');
  await mia.goto('/settings/audit');
  const line = words => mia.locator('.audit tbody tr', { hasText: words });
  await line('Mia Hartmann changed how people sign in everybody needs a second factor').first().waitFor();
  await line('gave a wrong code after the password of Aiko').first().waitFor();
  await line('Mia Hartmann took away the second factor of Aiko').first().waitFor();
  await look(mia, 'audit');
  await mia.getByLabel('What', { exact: true }).selectOption('proofs');
  await mia.getByRole('button', { name: 'Show', exact: true }).click();
  await mia.waitForURL(/what=proofs/);
  await line('took away the second factor').first().waitFor();
  assert.equal(await line('signed in').count(), 0);
  await mia.getByLabel('From', { exact: true }).fill('2020-01-01');
  await mia.getByLabel('To', { exact: true }).fill('2020-01-02');
  await mia.getByRole('button', { name: 'Show', exact: true }).click();
  await mia.getByRole('heading', { name: 'Nothing here' }).waitFor();
  await look(mia, 'audit-nothing');
  await mia.getByRole('link', { name: 'Show all' }).click();
  await line('signed in').first().waitFor();
  const [file] = await Promise.all([mia.waitForEvent('download'), mia.getByRole('link', { name: 'Download as CSV' }).click()]);
  assert.match(file.suggestedFilename(), /^audit-\d{4}-\d\d-\d\d\.csv$/);
  await mia.goto('/settings/audit?what=data');
  await line('Mia Hartmann downloaded the audit log').first().waitFor();
  noFaults(mia);
});

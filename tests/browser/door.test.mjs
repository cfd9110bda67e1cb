// The door: Mia lets people in by the provider at which the firm has its accounts, Aiko connects hers, somebody new
// joins, and one day it is the only way in.

import { after, before, test } from 'node:test';
import { look } from './look.mjs';
import { openProvider } from './provider.mjs';
import { openShop } from './shop.mjs';
import { MIA, PASSWORD, answered, noFaults, open } from './support.mjs';

process.env.BLISS_PRIVATE_IDENTITY_PROVIDER = 'yes';
const shop = openShop({ reducedMotion: 'reduce' });
const { sit, pages } = shop;
const AIKO = 'aiko@fernandkettle.example';

let provider;
before(async () => { provider = await openProvider(); });
after(() => provider.close());

/** A browser in which nobody is signed in. */
const stranger = async () => {
  const page = await open(shop.agents, { baseURL: shop.desk.base, reducedMotion: 'reduce' });
  pages.push(page);
  return page;
};

const knows = (name, email) => { provider.account = { sub: `id-of-${name}`, name, email, email_verified: true }; };
const goOn = async page => {
  await page.getByRole('link', { name: /^Go on as/ }).click();
};
const comesBy = async page => {
  await page.goto('/sign-in');
  await page.getByRole('link', { name: 'Sign in with Fern & Kettle' }).click();
  await goOn(page);
};

test('Mia sets the provider up, tries it, and uses it', async () => {
  const mia = await sit('Mia');
  await mia.goto('/settings/security');
  await mia.getByRole('link', { name: 'Set it up' }).click();
  await mia.getByRole('heading', { name: 'Identity provider' }).waitFor();
  await look(mia, 'provider-none');
  await mia.getByLabel('Address of the provider').fill('http://127.0.0.1:1');
  await mia.getByLabel('Client’s id').fill(provider.clientId);
  await mia.getByLabel('On the button').fill('Fern & Kettle');
  await mia.getByLabel('Who may join').fill('fernandkettle.example');
  await mia.getByRole('button', { name: 'Save' }).click();
  await mia.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  await look(mia, 'provider-refused');
  await mia.getByLabel('Address of the provider').fill(provider.issuer);
  await mia.getByRole('button', { name: 'Save' }).click();
  await mia.getByText('Until you use it, all stays as it was').waitFor();
  await look(mia, 'provider-to-be-tried');
  knows('Mia', MIA);
  await mia.getByRole('link', { name: 'Try it' }).click();
  await goOn(mia);
  await mia.getByText(`It works, and took you for Mia, ${MIA}.`).waitFor();
  await look(mia, 'provider-tried');
  await mia.getByRole('button', { name: 'Use it' }).click();
  await mia.getByText('People sign in there from now on').waitFor();
  await look(mia, 'provider-in-use');
  await mia.goto('/settings/security');
  await mia.getByText('People sign in with Fern & Kettle.').waitFor();
  await look(mia, 'security-with-provider');
  noFaults(mia, answered(422));
});

test('Aiko connects her account once, and opens her corner when she wants it', async () => {
  // Once by the link of the demo, so that she has a password.
  await sit('Aiko');
  knows('Aiko', AIKO);
  const aiko = await stranger();
  await aiko.goto('/sign-in');
  await look(aiko, 'sign-in-with-provider');
  await comesBy(aiko);
  await aiko.getByRole('heading', { name: 'Is this you, Aiko?' }).waitFor();
  await look(aiko, 'door-is-this-you');
  await aiko.getByLabel('Password on this desk').fill('not it, surely');
  await aiko.keyboard.press('Enter');
  await aiko.locator('.field__error', { hasText: 'not your present password' }).waitFor();
  await look(aiko, 'door-is-this-you-refused');
  await aiko.getByLabel('Password on this desk').fill(PASSWORD);
  await aiko.getByRole('button', { name: 'It is me' }).click();
  await aiko.waitForURL('**/today');

  const elsewhere = await stranger();
  await comesBy(elsewhere);
  await elsewhere.waitForURL('**/today');
  await elsewhere.goto('/settings/profile');
  await elsewhere.getByText('Closed in this browser', { exact: true }).waitFor();
  await look(elsewhere, 'profile-with-provider');
  await elsewhere.getByLabel('Open it with your password').fill(PASSWORD);
  await elsewhere.getByRole('button', { name: 'Open your corner' }).click();
  await elsewhere.getByText('Open in this browser', { exact: true }).waitFor();
  await elsewhere.getByRole('button', { name: `Disconnect ${AIKO}` }).click();
  await elsewhere.getByText('lets you in no more').waitFor();
  await elsewhere.getByRole('link', { name: 'Connect your account' }).click();
  await goOn(elsewhere);
  await elsewhere.getByLabel('Password on this desk').fill(PASSWORD);
  await elsewhere.getByRole('button', { name: 'It is me' }).click();
  await elsewhere.getByText('That account lets you in from now on').waitFor();
  noFaults([aiko, elsewhere], answered(422));
});

test('somebody new joins', async () => {
  knows('Lena Vogt', 'lena@fernandkettle.example');
  const lena = await stranger();
  await comesBy(lena);
  await lena.getByRole('heading', { name: /^Welcome to/ }).waitFor();
  await look(lena, 'door-joining');
  await lena.getByLabel('A password for what is yours alone').fill('short');
  await lena.getByRole('button', { name: 'Join the desk' }).click();
  await lena.locator('.field__error', { hasText: 'too short' }).waitFor();
  await look(lena, 'door-joining-refused');
  await lena.getByLabel('A password for what is yours alone').fill(PASSWORD);
  await lena.getByRole('button', { name: 'Join the desk' }).click();
  await lena.waitForURL('**/today');

  knows('Karim', 'karim@mail.example');
  const karim = await stranger();
  await comesBy(karim);
  await karim.getByRole('alert').filter({ hasText: 'this desk does not yet' }).waitFor();
  await look(karim, 'sign-in-unknown');
  noFaults([lena, karim], answered(422));
});

test('it becomes the only way in, and Mia keeps hers', async () => {
  const mia = await sit('Mia');
  await mia.goto('/settings/identity-provider');
  await mia.getByLabel('It is the only way in, but for owners').check();
  await mia.getByRole('button', { name: 'Save' }).click();
  await mia.getByText('It is the only way in. You and other owners').waitFor();
  const door = await stranger();
  await door.goto('/sign-in');
  await door.getByRole('link', { name: 'Sign in with Fern & Kettle' }).waitFor();
  await look(door, 'sign-in-only-provider');
  const signIn = async email => {
    await door.goto('/sign-in');
    await door.getByText('Owners sign in with their password, too').click();
    await door.locator('#email').fill(email);
    await door.locator('#password').fill(PASSWORD);
    await door.keyboard.press('Enter');
  };
  await signIn(AIKO);
  await door.locator('.field__error', { hasText: 'everybody signs in with Fern & Kettle' }).waitFor();
  await look(door, 'sign-in-only-provider-refused');
  await signIn(MIA);
  await door.waitForURL('**/today');
  provider.close();
  const aiko = await stranger();
  await aiko.goto('/sign-in');
  await aiko.getByRole('link', { name: 'Sign in with Fern & Kettle' }).click();
  await aiko.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor();
  await look(aiko, 'sign-in-provider-away');
  noFaults([mia, door, aiko], answered(422));
});

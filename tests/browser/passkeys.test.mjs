// Passkeys, from the page on which Aiko makes one to the door that it opens, with Chromium's own virtual device.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look } from './look.mjs';
import { pagesOfAStory } from './shop.mjs';
import { PASSWORD, answered, launch, noFaults, open, signIn, startDesk, until } from './support.mjs';

const AIKO = 'aiko@fernandkettle.example';
const pages = pagesOfAStory();
let desk, browser, base;

// A name, for at a number browsers make no passkeys.
before(async () => {
  [desk, browser] = await Promise.all([startDesk(), launch()]);
  base = desk.base.replace('127.0.0.1', 'localhost');
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** A browser with a device beside it, in which nobody is signed in. */
const stranger = async (options = {}) => {
  const page = await open(browser, { baseURL: base, reducedMotion: 'reduce', ...options });
  pages.push(page);
  return page;
};

/** A device beside a page. It answers by itself, as somebody who touches it at once. */
const device = async (page, { answers = true, credentials = [] } = {}) => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: answers },
  });
  for (const credential of credentials) await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
  return {
    answers: enabled => cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }),
    verifies: isUserVerified => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    credentials: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
};

/** A browser that offers nothing by itself, so that its button is what lets somebody in. */
const withoutOffers = page => page.addInitScript(() => { window.PublicKeyCredential.isConditionalMediationAvailable = async () => false; });

const enrol = async (page, name) => {
  await page.goto('/settings/second-factor');
  await page.locator('#passkey_password').fill(PASSWORD);
  await page.getByRole('button', { name: /^Add (a|another) passkey$/ }).click();
  const field = page.getByLabel('Name', { exact: true }).and(page.locator('#passkey_name'));
  await field.waitFor();
  assert.match(await field.inputValue(), /Chrome on Linux/);
  await field.fill(name);
  await page.getByRole('button', { name: 'Make a passkey' }).click();
};

const givePassword = async page => {
  await page.goto('/sign-in');
  await page.locator('#email').fill(AIKO);
  await page.locator('#password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};

let kept, codes;
/** What Aiko has made, on a device that has signed so often. */
const having = signCount => kept.map(credential => ({ ...credential, signCount }));

test('Aiko makes a passkey, calls it something, and finds it listed', async () => {
  const aiko = await stranger();
  const own = await device(aiko);
  // The link of the demo is for the number; the path is the same.
  await signIn({ link: name => new URL(new URL(desk.link(name)).pathname, base).href }, aiko, 'Aiko');
  await aiko.goto('/settings/second-factor');
  await aiko.getByRole('heading', { name: 'Passkeys' }).waitFor();
  await look(aiko, 'passkeys-none');
  await aiko.locator('#passkey_password').fill('not it, surely');
  await aiko.getByRole('button', { name: 'Add a passkey' }).click();
  await aiko.locator('.field__error', { hasText: 'not your present password' }).waitFor();
  await aiko.locator('#passkey_password').fill(PASSWORD);
  await aiko.getByRole('button', { name: 'Add a passkey' }).click();
  await aiko.locator('#passkey_name').waitFor();
  await look(aiko, 'passkeys-make');
  // A device that cannot make sure who it is makes none, and the page says so and stays.
  await own.verifies(false);
  await aiko.getByRole('button', { name: 'Make a passkey' }).click();
  await aiko.locator('[data-passkey-said]', { hasText: /No passkey was given|could not do that/ }).waitFor();
  await look(aiko, 'passkeys-not-given');
  await own.verifies(true);
  await aiko.locator('#passkey_name').fill('Counter');
  await aiko.getByRole('button', { name: 'Make a passkey' }).click();
  await aiko.getByRole('heading', { name: 'Put these away first' }).waitFor();
  codes = await aiko.locator('#recovery-codes code').allInnerTexts();
  assert.equal(new Set(codes).size, 10);
  await look(aiko, 'passkeys-first');
  kept = await own.credentials();
  assert.equal(kept.length, 1);
  assert.equal(kept[0].isResidentCredential, true);
  assert.equal(kept[0].rpId, 'localhost');

  // The same device makes no second one.
  await enrol(aiko, 'Once more');
  await aiko.locator('[data-passkey-said]', { hasText: 'has a passkey for you already' }).waitFor();

  await aiko.goto('/settings/second-factor');
  await aiko.locator('summary', { hasText: 'Change' }).click();
  await look(aiko, 'passkeys-change');
  const name = aiko.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill(' ');
  await aiko.getByRole('button', { name: 'Rename Counter' }).click();
  await aiko.locator('.field__error', { hasText: 'Write one' }).waitFor();
  await look(aiko, 'passkeys-name-refused');
  await name.fill('Till');
  await aiko.getByRole('button', { name: /^Rename/ }).click();
  await aiko.locator('.person__name', { hasText: 'Till' }).waitFor();
  noFaults(aiko, answered(422));
});

test('she signs in with it alone, by the button and from the keyboard', async () => {
  const aiko = await stranger();
  await withoutOffers(aiko);
  await device(aiko, { credentials: having(10) });
  await aiko.goto('/sign-in?next=/promises');
  const button = aiko.getByRole('button', { name: 'Use a passkey' });
  await button.waitFor();
  await look(aiko, 'sign-in-passkey');
  await button.focus();
  await aiko.keyboard.press('Enter');
  // The page for signing in has that in its address, too.
  await aiko.waitForURL(url => url.pathname === '/promises');
  await aiko.goto('/settings/profile');
  await aiko.getByText('Closed in this browser', { exact: true }).waitFor();
  await aiko.goto('/settings/second-factor');
  await aiko.getByText('last used today').waitFor();
  await look(aiko, 'passkeys-used');
  noFaults(aiko);
});

test('the browser offers it where she types her address', async () => {
  const aiko = await stranger();
  await device(aiko, { credentials: having(20) });
  await aiko.addInitScript(() => {
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = how => { sessionStorage.setItem('mediation', how.mediation); return get(how); };
  });
  // The device answers what the browser offers by itself, as if she had chosen it.
  await aiko.goto('/sign-in', { waitUntil: 'commit' });
  await aiko.waitForURL('**/today');
  assert.equal(await aiko.evaluate(() => sessionStorage.getItem('mediation')), 'conditional');
  noFaults(aiko);
});

test('a device that is not hers lets nobody in, and says what to do', async () => {
  const nobody = await stranger();
  await withoutOffers(nobody);
  await device(nobody);
  await nobody.goto('/sign-in');
  await nobody.getByRole('button', { name: 'Use a passkey' }).click();
  await nobody.locator('[data-passkey-said]', { hasText: 'No passkey was given' }).waitFor();
  await look(nobody, 'sign-in-passkey-not-given');
  // Her own, signed by a copy whose counter stands still.
  const copy = await stranger();
  await withoutOffers(copy);
  await device(copy, { credentials: having(5) });
  await copy.goto('/sign-in');
  await copy.getByRole('button', { name: 'Use a passkey' }).click();
  await copy.getByRole('alert').filter({ hasText: 'There may be a copy of this passkey' }).waitFor();
  await look(copy, 'sign-in-passkey-copied');
  noFaults([nobody, copy], answered(422));
});

test('after her password it is asked for, and a recovery code stands in for it', async () => {
  const aiko = await stranger();
  await withoutOffers(aiko);
  await device(aiko, { credentials: having(30) });
  await givePassword(aiko);
  await aiko.getByRole('heading', { name: 'One more thing, Aiko' }).waitFor();
  await aiko.locator('button:focus', { hasText: 'Use a passkey' }).waitFor();
  await look(aiko, 'sign-in-code-passkey');
  await aiko.keyboard.press('Enter');
  await aiko.waitForURL('**/today');

  const elsewhere = await stranger();
  await givePassword(elsewhere);
  await elsewhere.locator('summary', { hasText: 'Use a recovery code' }).click();
  await elsewhere.locator('#code').fill('0000-0000-0000-0000');
  await elsewhere.keyboard.press('Enter');
  await elsewhere.locator('.field__error', { hasText: 'not right' }).waitFor();
  await look(elsewhere, 'sign-in-recovery-code-refused');
  await elsewhere.locator('#code').fill(codes[2]);
  await elsewhere.keyboard.press('Enter');
  await elsewhere.waitForURL('**/today');

  // She removes it, with her password; then that is all it takes.
  await elsewhere.goto('/settings/second-factor');
  await elsewhere.locator('summary', { hasText: 'Change' }).click();
  await elsewhere.locator('[id^="remove-"]:is(input)').fill(PASSWORD);
  await elsewhere.getByRole('button', { name: 'Remove Till' }).click();
  await elsewhere.getByText('lets you in no more').first().waitFor();
  await until(async () => !(await elsewhere.locator('.person__name', { hasText: 'Till' }).count()), 'a list without it');
  await givePassword(elsewhere);
  await elsewhere.waitForURL('**/today');
  noFaults([aiko, elsewhere], answered(422), answered(401), /\/live.* Authentication failed/);
});

test('where everybody needs a second factor, Jonas makes a passkey at the door', async () => {
  const mia = await stranger();
  await signIn({ link: name => new URL(new URL(desk.link(name)).pathname, base).href }, mia, 'Mia');
  await mia.goto('/settings/security');
  await mia.getByLabel('Everybody at this desk needs a second factor').check();
  await mia.getByRole('button', { name: 'Save' }).click();
  await mia.getByText('It holds for everybody from now on').waitFor();

  const jonas = await stranger();
  const own = await device(jonas);
  await jonas.goto(new URL(new URL(desk.link('Jonas')).pathname, base).href);
  await jonas.locator('input[name=password]').first().fill(PASSWORD);
  await jonas.locator('main button').first().click();
  await jonas.getByRole('heading', { name: 'One more thing, Jonas' }).waitFor();
  await jonas.getByRole('button', { name: 'Make a passkey' }).waitFor();
  await look(jonas, 'door-passkey');
  await jonas.getByRole('button', { name: 'Make a passkey' }).click();
  await jonas.getByRole('heading', { name: 'You are in, Jonas' }).waitFor();
  await look(jonas, 'door-passkey-codes');
  await jonas.getByRole('link', { name: 'I have put them away' }).click();
  await jonas.waitForURL('**/today');
  assert.equal((await own.credentials()).length, 1);
  await mia.goto('/settings/people');
  await mia.locator('tr', { hasText: 'jonas@' }).getByText('has a second factor').waitFor();
  noFaults([mia, jonas]);
});

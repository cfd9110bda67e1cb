// Being told by one's browser while no page is open: Aiko lets hers, tries it, is told what is new, and takes it back.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { goTo, thread, toast, write } from './desk.mjs';
import { look } from './look.mjs';
import { arrives, click, isGivenAnotherAddress, notices, startPushService, subscribesAt } from './push-service.mjs';
import { answered, launch, noFaults, PASSWORD, seat, startDesk, until } from './support.mjs';

let service, desk, browser;
before(async () => {
  service = await startPushService();
  [desk, browser] = await Promise.all([startDesk({ env: { BLISS_PRIVATE_PUSH: 'yes' } }), launch()]);
});
after(async () => {
  await browser?.close();
  await desk?.stop();
  service?.stop();
});

/** Somebody whose browser may show notices. */
const sit = async name => {
  const page = await seat(desk, browser, name, { permissions: ['notifications'], reducedMotion: 'reduce' });
  await subscribesAt(page.context(), service);
  return page;
};
const choices = page => goTo(page, '/settings/notifications');
const listed = page => page.locator('.push-browser');
const turnOn = page => page.getByRole('button', { name: 'Tell me in this browser' });
/** A new context has none of the one before; a browser keeps it. */
const keepsItsWorker = page => page.evaluate(async () => {
  await navigator.serviceWorker.register('/service-worker.js');
  await navigator.serviceWorker.ready;
});
const toldHere = (page, yes) => page.locator(`#bell .bell[data-told-here=${yes}]`).waitFor({ state: 'attached' });
const signOut = async page => {
  await page.locator('.rail__me').click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.locator('#email').waitFor();
  // What the page asked for at that moment may have led there first, and would lead back.
  await page.goto('/sign-in');
};
const signInAs = async (page, name) => {
  await page.locator('#email').fill(`${name}@fernandkettle.example`);
  await page.locator('#password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/today');
};
const asks = async (page, words) => {
  await page.locator('.composer__kind .tab', { hasText: 'Note' }).click();
  await page.locator('.composer[data-kind=note]').waitFor();
  await write(page, `@aiko ${words}`);
  await page.keyboard.press('Control+Enter');
  await thread(page).locator('.message--note', { hasText: words }).waitFor();
};
/** Tries it once the desk knows the address that the browser has by then, and waits until it tells something there. */
const arrivesThere = async page => {
  const number = await page.evaluate(() => localStorage.getItem('story-push-number'));
  await until(() => page.evaluate(at => localStorage.getItem('bliss-push-at')?.endsWith(`/${at}`), number), `${number} to be known`);
  await choices(page);
  const before = service.at.length;
  await listed(page).filter({ hasText: 'This browser' }).getByRole('button', { name: /^Try it/ }).click();
  await until(() => service.at.slice(before).includes(`/browser/${number}`), `a notice at ${number}`);
};
/** What the desk tells next, once it does. */
const told = async (count, ms) => JSON.parse(await until(() => service.told[count - 1], `message ${count}`, ms));

test('Aiko lets her browser tell her, by the keyboard, and tries it', async () => {
  const aiko = await sit('Aiko');
  await choices(aiko);
  const wanted = aiko.getByLabel('In browsers: A conversation is given to you');
  assert.equal(await wanted.isVisible(), false, 'there is no browser to choose for');
  await turnOn(aiko).waitFor();
  await look(aiko, 'notices, off');
  await turnOn(aiko).focus();
  await aiko.keyboard.press('Enter');
  await listed(aiko).getByText('This browser').waitFor();
  await aiko.getByText('From now on this browser tells you what is new').waitFor();
  await until(async () => !await turnOn(aiko).isVisible(), 'it is on');
  await wanted.waitFor();
  assert.equal(await wanted.isChecked(), true, 'what is her own');
  assert.equal(await aiko.getByLabel('In browsers: A standard changes').isChecked(), false);
  await aiko.getByLabel('Say who the customer is').check();
  // What is ticked and not saved yet stays while the list is drawn anew.
  await aiko.getByRole('button', { name: /^Try it/ }).click();
  await toast(aiko, 'A notice is on its way').waitFor();
  const notice = await told(1);
  assert.equal(notice.title, 'It works: Fern & Kettle tells you here');
  await arrives(aiko, JSON.stringify(notice));
  assert((await notices(aiko)).some(one => one.title === notice.title && one.body === notice.body));
  await listed(aiko).getByText('Told just now').waitFor();
  assert.equal(await aiko.getByLabel('Say who the customer is').isChecked(), true);
  await look(aiko, 'notices, on');
  await aiko.getByLabel('Never', { exact: true }).check();
  await aiko.getByRole('button', { name: 'Save', exact: true }).click();
  await aiko.locator('.notice--good').waitFor();
  assert.equal(await click(aiko, 'test'), 'there already: /settings/notifications');
  noFaults(aiko);
  desk.seats.Aiko = await aiko.context().storageState();
});

test('what is new comes as a notice that leads there, and is put away once it is seen', async () => {
  const [aiko, jonas] = [await sit('Aiko'), await seat(desk, browser, 'Jonas')];
  await goTo(aiko, '/customers');
  await keepsItsWorker(aiko);
  const before = service.told.length;
  await goTo(jonas, '/conversations/1');
  const matter = (await jonas.locator('#talk-title').textContent()).trim();
  await asks(jonas, 'would you mend this one?');

  // Half a minute is left to whoever looks at the page.
  const notice = await told(before + 1, 90_000);
  const all = `${notice.title}\n${notice.body}`;
  assert.match(all, /Jonas asks for you in a note/);
  assert(all.includes(matter.slice(0, 20)), `${all}: she chose that it is said what it is about`);
  await arrives(aiko, JSON.stringify(notice));
  const went = await click(aiko, 'news');
  assert.equal(went, notice.url);
  // It is shown once more, and she sees what it tells in a page, wherever.
  await arrives(aiko, JSON.stringify(notice));
  await goTo(aiko, '/notifications');
  await aiko.locator('#told').getByRole('button', { name: 'Mark all as seen' }).click();
  await until(async () => !(await notices(aiko)).some(one => one.tag === 'news'), 'it is put away');

  // A click counts as seeing it, also where the page that it leads to is open and would not say so.
  await goTo(aiko, '/customers');
  await asks(jonas, 'it is the blue one.');
  const line = aiko.locator('#bell .told__one--new', { hasText: 'Jonas asks for you in a note' });
  const url = await until(async () => await line.count() && line.first().getAttribute('href'), 'the note by the bell');
  const id = url.split('/').at(-1);
  await arrives(aiko, JSON.stringify({ ...notice, url, page: '/customers', ids: [+id] }));
  assert.equal(await click(aiko, 'news'), 'there already: /customers');
  await aiko.locator(`#bell .bell:not([data-ids~="${id}"])`).waitFor({ state: 'attached' });
  noFaults([aiko, jonas]);
});

test('a browser that is given another address goes on for Aiko, who let it, and for nobody else', async () => {
  const aiko = await sit('Aiko');
  await goTo(aiko, '/customers');
  await keepsItsWorker(aiko);
  await toldHere(aiko, 'yes');
  await isGivenAnotherAddress(aiko);
  await arrivesThere(aiko);

  await signOut(aiko);
  await signInAs(aiko, 'jonas');
  await toldHere(aiko, 'no');
  await isGivenAnotherAddress(aiko);
  await choices(aiko);
  await turnOn(aiko).waitFor();
  await toldHere(aiko, 'no');
  assert.equal(await listed(aiko).count(), 0, 'it is not his');
  await signOut(aiko);
  await signInAs(aiko, 'aiko');
  await toldHere(aiko, 'yes');
  await arrivesThere(aiko);

  // Its push service knows it no more, and the desk neither: it is let anew, at another address.
  service.answers.push(410);
  const at = await aiko.evaluate(() => localStorage.getItem('story-push-number'));
  await aiko.getByRole('button', { name: /^Try it/ }).click();
  await until(() => aiko.evaluate(was => localStorage.getItem('story-push-number') !== was, at), 'another address');
  await arrivesThere(aiko);
  // What a page asks for while it is signed out is refused.
  noFaults(aiko, answered(404), answered(401));
  desk.seats.Aiko = await aiko.context().storageState();
});

test('whoever signs in anew is told again, and is not once she took it back', async () => {
  const aiko = await sit('Aiko');
  await goTo(aiko, '/customers');
  await keepsItsWorker(aiko);
  await toldHere(aiko, 'yes');
  // What it shows is put away with her.
  await arrives(aiko, JSON.stringify({ tag: 'test', title: 'It works' }));
  await signOut(aiko);
  await until(async () => (await notices(aiko)).length === 0, 'nothing is shown');
  await signInAs(aiko, 'aiko');
  await toldHere(aiko, 'yes');

  await choices(aiko);
  await listed(aiko).getByText('This browser').waitFor();
  await aiko.getByRole('button', { name: /^Remove/ }).click();
  await toast(aiko, 'tells you nothing any more').waitFor();
  await turnOn(aiko).waitFor();
  assert.equal(await listed(aiko).count(), 0);
  await until(() => aiko.evaluate(() => !localStorage.getItem('story-push') && !localStorage.getItem('bliss-push')), 'the browser has forgotten it');
  noFaults(aiko, answered(401));
});

test('where a browser cannot do it, it is said why', async () => {
  const [first, second] = [await sit('Mia'), await sit('Mia')];
  await first.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { get: () => false }));
  await choices(first);
  await first.getByText('opened over https').waitFor();
  await look(first, 'notices, not encrypted');
  await second.addInitScript(() => { delete window.PushManager; });
  await choices(second);
  await second.getByText('This browser cannot show notices').waitFor();
  for (const page of [first, second]) assert.equal(await turnOn(page).isVisible(), false);
  noFaults([first, second]);
});

test('where the desk cannot read its key it says so, and Mia makes another once it is lost', async () => {
  await desk.kill();
  writeFileSync(join(desk.data, 'server.key'), randomBytes(32).toString('base64url'));
  await desk.start();
  const mia = await sit('Mia');
  await choices(mia);
  const lost = mia.getByText('cannot read its key for push services');
  await lost.waitFor();
  assert.equal(await turnOn(mia).isVisible(), false);
  await mia.getByText('It is lost for good').click();
  await mia.getByRole('button', { name: 'Make a new key' }).waitFor();
  await look(mia, 'notices, no key');
  await mia.getByRole('button', { name: 'Make a new key' }).click();
  await toast(mia, 'There is a new key').waitFor();
  await turnOn(mia).waitFor();
  assert.equal(await lost.count(), 0);
  await turnOn(mia).click();
  await listed(mia).getByText('This browser').waitFor();
  await arrivesThere(mia);
  noFaults(mia);
});

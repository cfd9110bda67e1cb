// A whole call, with real browsers on all sides and voices in their microphones: it rings, the card is
// there, an agent picks up, the mirror moves, hold, hand-over, the end, and the replay.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dock, goTo, inDock } from './desk.mjs';
import { BLISS, answered, axe, launchWith, noFaults, seat, startDesk, until, watch } from './support.mjs';
import { button, call } from './visitor.mjs';
import { voices } from './voices.mjs';

let desk, mias, aikos, customers;

before(async () => {
  const { agent, caller } = voices();
  [desk, mias, aikos, customers] = await Promise.all([startDesk(), launchWith(agent), launchWith(agent), launchWith(caller)]);
});
after(async () => {
  await Promise.all([mias?.close(), aikos?.close(), customers?.close()]);
  await desk?.stop();
});

const said = (page, words) => page.locator('bliss-chat').getByText(words, { exact: false }).first().waitFor();
/** Both sides have been heard in this part of the call, the customer for some seconds. */
const bothHeard = page => until(async () => {
  const spoke = await page.locator('[data-phone=vent]').textContent();
  return /^([1-9]|[1-9]\d) %$/.test(await reading(page)) && spoke !== '–' && spoke >= '0:02';
}, 'both sides are heard', 60_000);
const reading = page => page.locator('[data-phone=share]').textContent();

/** A customer on the shop's page, who calls. */
const calls = async (name = 'Ana') => {
  const page = await call(desk, customers, name);
  await said(page, 'You are next');
  return page;
};

/** An agent at the desk, whose pages may use the microphone. */
const sits = async (browser, name) => {
  const page = await seat(desk, browser, name, { permissions: ['microphone'] });
  await goTo(page, '/desk');
  return page;
};

test('a whole call', { timeout: 300_000 }, async () => {
  const mia = await sits(mias, 'Mia');
  await mia.goto('/settings/phone');
  await mia.getByLabel('Record, and tell every caller before the call').check();
  await mia.getByRole('button', { name: 'Save' }).click();
  await mia.locator('.notice').first().waitFor();
  await goTo(mia, '/desk');
  const aiko = await sits(aikos, 'Aiko');

  // It rings, with who it is and one cue, at everybody who is free.
  const ana = await calls();
  for (const page of [mia, aiko]) {
    await dock(page).locator('#dock-who', { hasText: 'Ana' }).waitFor();
    await dock(page).getByText('Smile first.', { exact: false }).waitFor();
    await dock(page).getByText('Their first time with us.').waitFor();
  }
  assert.deepEqual(await axe(mia), []);

  // Whoever picks up has it; it stops ringing elsewhere.
  await inDock(mia, 'Pick up').click();
  await dock(mia).getByText('In a call').waitFor();
  await said(ana, 'You are talking with Mia');
  await said(ana, 'Recorded');
  await dock(aiko).locator('.dock__panel').waitFor({ state: 'detached' });
  await mia.waitForURL('**/conversations/*');

  // The mirror moves: what both say is heard.
  await bothHeard(mia);
  assert.deepEqual(await axe(mia), []);

  // A promise, without leaving the call; what is half written stays while the dock is drawn anew.
  await dock(mia).locator('[id^=dock-promise] > summary').click();
  await dock(mia).getByLabel('What do we promise?').fill('send the photo of the lid');
  await dock(mia).getByLabel('Who stands in').selectOption({ label: 'Aiko Mori' });
  await inDock(mia, 'Hold').click();
  await said(ana, 'Mia has put you on hold');
  assert.equal(await dock(mia).getByLabel('What do we promise?').inputValue(), 'send the photo of the lid');
  await inDock(mia, 'Take back').click();
  await dock(mia).getByLabel('By when?').fill('tomorrow 15:00');
  assert.deepEqual(await axe(mia), []);
  await dock(mia).getByRole('button', { name: 'Promise', exact: true }).click();
  await mia.locator('#toasts .toast', { hasText: 'Promised, due' }).waitFor();
  assert.equal(await dock(mia).getByLabel('What do we promise?').inputValue(), '', 'the next one is another');
  await mia.locator('#customer .promise', { hasText: 'Send the photo of the lid' }).getByText('Aiko stands in').waitFor();

  // Hold, and back.
  await inDock(mia, 'Hold').click();
  await said(ana, 'Mia has put you on hold');
  await inDock(mia, 'Take back').click();
  await said(ana, 'You are talking with Mia');

  // A page that is loaded anew is in the call again, also where its script comes after its dock.
  await mia.evaluate(() => { window.onbeforeunload = null; });
  mia.on('dialog', dialog => dialog.accept());
  const drawn = mia.waitForResponse('**/calls/dock').then(response => response.finished());
  await mia.route('**/static/*/phone.js', async route => { await drawn; await route.fallback(); }, { times: 1 });
  await mia.reload();
  await dock(mia).getByText('In a call').waitFor();
  await bothHeard(mia);

  // A note, and over to Aiko with the story.
  await dock(mia).getByLabel('A note on this call, for your team').fill('She likes the blue teapot.');
  await dock(mia).getByRole('button', { name: 'Keep the note' }).click();
  await mia.locator('.message--note', { hasText: 'She likes the blue teapot.' }).waitFor();
  await dock(mia).getByText('More', { exact: true }).click();
  await dock(mia).getByLabel('Hand over to').selectOption({ label: 'Aiko Mori' });
  await dock(mia).getByRole('button', { name: 'Ring', exact: true }).click();
  await dock(aiko).getByText('Mia asks you to take this call').waitFor();
  await inDock(aiko, 'Pick up').click();
  await dock(aiko).getByText('In a call').waitFor();
  await said(ana, 'You are talking with Aiko');
  await dock(mia).locator('.dock__panel').waitFor({ state: 'detached' });
  await aiko.locator('.message--note', { hasText: 'She likes the blue teapot.' }).waitFor();
  await bothHeard(aiko);

  // The end.
  await inDock(aiko, 'End the call').click();
  await said(ana, 'Thank you for calling');
  await dock(aiko).locator('.dock__panel').waitFor({ state: 'detached' });
  await aiko.locator('.event', { hasText: 'with Aiko' }).waitFor();

  // The replay: for each agent their own part, and the figures are those of the recording.
  for (const page of [mia, aiko]) {
    await page.goto('/replays');
    await page.locator('main a', { hasText: 'Ana' }).first().click();
    await page.waitForURL('**/replays/*');
    const figures = await page.evaluate(async () => (await fetch(`${location.pathname}/figures.json`)).json());
    const sound = Buffer.from(await page.evaluate(async () => {
      const bytes = new Uint8Array(await (await fetch(`${location.pathname}/audio`)).arrayBuffer());
      let text = '';
      for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
      return btoa(text);
    }), 'base64');
    const file = join(mkdtempSync(join(tmpdir(), 'bliss-call-')), 'call.flac');
    writeFileSync(file, sound);
    const listened = JSON.parse(execFileSync(BLISS, ['listen', file, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 }));
    for (const name of ['length_s', 'silence_s', 'opening_turn_s', 'moments', 'agent', 'customer', 'curve']) {
      assert.deepEqual(figures[name], listened[name], name);
    }
    assert(figures.agent.talk_s + figures.customer.talk_s > 0.5, `${figures.agent.talk_s} and ${figures.customer.talk_s}`);
    assert.deepEqual(await axe(page), []);
  }
  // Nobody sees another's.
  const theirs = await mia.evaluate(() => location.pathname);
  await aiko.goto(`${desk.base}${theirs}`);
  assert.match(await aiko.locator('h1').textContent(), /cannot find/);
  noFaults([mia, ana]);
});

test('instead of waiting, one can be called back', { timeout: 60_000 }, async () => {
  const mia = await sits(mias, 'Mia');
  const ana = await calls('Ben');
  await dock(mia).locator('#dock-who', { hasText: 'Ben' }).waitFor();
  await button(ana, 'Call me back instead').click();
  await ana.locator('bliss-chat').getByRole('radio').first().check();
  await ana.locator('bliss-chat').getByRole('textbox').last().fill('+49 30 1234567');
  await button(ana, 'Call me then').click();
  await said(ana, 'We will call you');
  await dock(mia).locator('.dock__panel').waitFor({ state: 'detached' });
  noFaults([mia, ana]);
});

test('a call is in one tab, and where that goes, in another', { timeout: 90_000 }, async () => {
  const mia = await sits(mias, 'Mia');
  const ana = await calls('Dana');
  await inDock(mia, 'Pick up').click();
  await said(ana, 'You are talking with Mia');
  const other = watch(await mia.context().newPage());
  await goTo(other, '/desk');
  await dock(other).getByText('This call is in another tab of yours.').waitFor();
  await mia.close();
  await dock(other).getByText('This call is in another tab of yours.').waitFor({ state: 'detached' });
  await bothHeard(other);
  await inDock(other, 'End the call').click();
  await said(ana, 'Thank you for calling');
  await dock(other).locator('.dock__panel').waitFor({ state: 'detached' });
  noFaults([other, ana]);
});

test('a caller whose page is gone is not kept, and one who reloads is', { timeout: 90_000 }, async () => {
  const mia = await sits(mias, 'Mia');
  const ana = await calls('Cem');
  await inDock(mia, 'Pick up').click();
  await said(ana, 'You are talking with Mia');
  await ana.reload();
  await said(ana, 'You are talking with Mia');
  await dock(mia).locator('.dock__panel--mine').waitFor();
  await ana.context().close();
  await dock(mia).getByText('Their line broke', { exact: false }).waitFor();
  await dock(mia).locator('.dock__panel').waitFor({ state: 'detached', timeout: 40_000 });
  // An offer of hers may cross with the end of the call.
  noFaults(mia, answered(409));
});

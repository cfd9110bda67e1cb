// The customer's side of the phone where a real desk cannot help: no microphone, a bad line, a phone that goes
// away. The far end is a page that hums; the talk itself is between two browsers over WebRTC.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { CUT, answered, axe, chat, noFaults, open, until, watch } from './support.mjs';
import { MIA, launchWith, startPhone } from './fake-phone.mjs';
import { pagesOfAStory } from './shop.mjs';

const BYTES_MAX = 12_288, CALL_BYTES_MAX = 16_384;
// What the fake is refused with, or cut off by, in the middle.
const REFUSED = [CUT, answered(404), answered(409), answered(503), /ERR_EMPTY_RESPONSE/];

let browser, deafBrowser, phone;
const pages = pagesOfAStory();

before(async () => {
  [browser, deafBrowser] = await Promise.all([launchWith(true), launchWith(false)]);
  phone = await startPhone(browser);
});
after(async () => {
  await Promise.all([browser?.close(), deafBrowser?.close()]);
  phone?.stop();
});
beforeEach(() => phone.reset());

const come = async ({ site = phone.site, allowed = true, within = browser, script, ...options } = {}) => {
  const page = await open(within, { permissions: allowed ? ['microphone'] : [], ...options });
  pages.push(page);
  if (script) await page.addInitScript(script);
  await page.goto(site);
  const w = chat(page), call = {
    page, w,
    big: w.find('.big'),
    button: name => w.find('button').and(page.getByRole('button', { name, exact: true })),
    press: name => call.button(name).click(),
    says: words => w.find('.big', { hasText: words }).waitFor(),
    focused: () => page.evaluate(() => document.querySelector('bliss-chat').shadowRoot.activeElement?.className),
  };
  await w.launch.click();
  return call;
};
const dialled = async options => {
  const call = await come(options);
  await call.press('Call us');
  await call.press('Call now');
  await call.w.find('.fine', { hasText: 'You hear music' }).waitFor();
  return call;
};
const talking = async options => {
  const call = await dialled(options);
  phone.talk();
  await call.says('You are talking with Mia');
  return call;
};
const count = (method, path) => phone.asked.filter(one => one.method === method && one.path === path).length;
const body = path => phone.asked.findLast(one => one.path === path && one.body).body;
/** Times to be called at, so many days from today in Berlin, where the browsers are. */
const slotsOn = (...days) => days.flatMap(day => {
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now() + day * 864e5);
  return ['08:00', '08:30', '13:00'].map(time => ({ at: `${date}T${time}:00Z`, label: 'a label' }));
});
const kept = page => page.evaluate(() => sessionStorage.length);

// --- before -------------------------------------------------------------------------------------

test('both scripts are small', () => {
  for (const [name, most] of [['widget.js', BYTES_MAX], ['call.js', CALL_BYTES_MAX]]) {
    const size = gzipSync(readFileSync(new URL(`../../crates/web/static/widget/${name}`, import.meta.url)), { level: 9 }).length;
    assert(size < most, `${name}: ${size} bytes`);
  }
});

test('the phone is offered while it is open, and its script is loaded when it is wanted', async () => {
  phone.calls.open = false;
  const closed = await come();
  await closed.w.find('header', { hasText: 'Mia is here' }).waitFor();
  assert(await closed.button('Call us').isHidden());
  phone.calls.open = true;
  const { page, press, says } = await come();
  const loaded = [];
  page.on('request', request => loaded.push(new URL(request.url()).pathname));
  await press('Call us');
  await says('Talk to us');
  assert(loaded.includes('/widget-call.js'));
  assert.equal(count('POST', '/calls'), 0);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length]), [0, 0]);
  noFaults([page, closed.page]);
});

test('the wait is told before the call, as it is now', async () => {
  const { w, press } = await come();
  phone.calls = { open: true, waiting: 2, estimate_seconds: 250, recording: 'on' };
  await press('Call us');
  await w.find('.lead', { hasText: '2 people before you, about 4 minutes.' }).waitFor();
  await w.find('.fine', { hasText: 'We record calls' }).waitFor();
});

test('consent is off until it is given, and does not stand in the way', async () => {
  phone.calls.recording = 'consent';
  const first = await dialled();
  assert.equal(body('/calls').consent, false);
  await first.press('Hang up');
  await first.page.context().close();
  const { w, press } = await come();
  await press('Call us');
  await w.find('input[type=checkbox]').check();
  await w.find('.fields input').first().fill('Ana');
  await press('Call now');
  await w.find('.fine', { hasText: 'You hear music' }).waitFor();
  const said = body('/calls');
  assert.deepEqual([said.consent, said.name, said.language, said.time_zone, said.page.title], [true, 'Ana', 'en-GB', 'Europe/Berlin', 'The other shop']);
});

// --- the microphone -----------------------------------------------------------------------------

test('declined: what to do is said, nobody is rung, and it can be allowed after all', async () => {
  const { page, press, says, button, focused } = await come({ allowed: false });
  await press('Call us');
  await press('Call now');
  await says('We may not use the microphone');
  assert.equal(await focused(), 'big');
  assert.equal(count('POST', '/calls'), 0);
  for (const name of ['Call me back instead', 'Write instead']) assert(await button(name).isVisible());
  await page.context().grantPermissions(['microphone']);
  await press('Try again');
  await says('You are next');
  noFaults(page);
});

test('no microphone at all', async () => {
  const { page, press, says, focused } = await come({ within: deafBrowser });
  await press('Call us');
  await press('Call now');
  await says('We cannot find a microphone');
  await press('Write instead');
  assert.equal(await focused(), '');
  await page.keyboard.type('then I write');
  assert.equal(await chat(page).text.inputValue(), 'then I write');
  noFaults(page);
});

test('a microphone that another program has', async () => {
  const { press, says, button } = await come({ script: "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotReadableError'))" });
  await press('Call us');
  await press('Call now');
  await says('The microphone is busy');
  assert(await button('Try again').isVisible());
});

test('a page that is not secure: no button that could not help', async () => {
  const { press, says, button } = await come({ site: phone.insecure, allowed: false });
  await press('Call us');
  await press('Call now');
  await says('This page cannot use the microphone');
  assert(await button('Try again').isHidden());
  assert(await button('Call me back instead').isVisible());
});

test('leaving while the browser asks: the answer comes too late to call', async () => {
  const { page, press, says, w } = await come({ script: 'const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices); navigator.mediaDevices.getUserMedia = async wishes => {await new Promise(done => {window.allow = done;}); return window.given = await ask(wishes);};' });
  await press('Call us');
  await press('Call now');
  await says('Please allow the microphone');
  await press('Write instead');
  await page.evaluate(() => window.allow());
  await until(() => page.evaluate(() => window.given?.getTracks()[0].readyState === 'ended'), 'the microphone is off');
  assert(await w.text.isVisible());
  assert.equal(count('POST', '/calls'), 0);
});

// --- a call -------------------------------------------------------------------------------------

test('waiting, talking, on hold, over: each is said and shown', async () => {
  phone.begin = { place: 3, estimate_seconds: 250 };
  const { page, w, press, says, focused } = await dialled();
  await says('2 people before you');
  phone.set({ place: 1, estimate_seconds: null });
  await says('You are next');
  const music = () => page.evaluate(() => document.querySelector('bliss-chat').shadowRoot.querySelector('audio').muted);
  await press('Mute music');
  assert.equal(await music(), true);
  phone.talk({ recorded: true });
  await says('You are talking with Mia');
  assert.equal(await music(), false);
  assert.equal(await focused(), 'big');
  await w.find('[role=status]', { hasText: 'Recorded' }).waitFor({ state: 'attached' });
  await w.find('.disc', { hasText: MIA.initials }).waitFor();
  phone.set({ guest: { name: 'Jonas' }, paused: true });
  await w.find('.sign', { hasText: 'Jonas listens in' }).waitFor();
  await w.find('.sign', { hasText: 'Recording paused' }).waitFor();
  phone.set({ state: 'held' });
  await says('Mia has put you on hold');
  assert.equal(await music(), true);
  await press('Play music');
  phone.talk({ guest: null, paused: false });
  await says('You are talking with Mia');
  await until(() => phone.heard().then(packets => packets > 20), 'the far end hears us');
  await until(async () => await w.find('.track i').evaluate(bar => bar.style.getPropertyValue('--level')) > 0, 'the level moves');
  phone.set({ state: 'ended', reason: 'us' });
  await says('Thank you for calling');
  assert.equal(await kept(page), 0);
  await press('Back to the chat');
  assert(await w.text.isVisible());
  noFaults(page);
});

test('mute, by hand and by key, turns the microphone off', async () => {
  const { page, press, says, w, button } = await talking();
  await press('Mute');
  await w.find('.lead', { hasText: 'We cannot hear you' }).waitFor();
  await w.find('.big').focus();
  await page.keyboard.press('m');
  await says('You are talking with Mia');
  await w.find('.lead').waitFor({ state: 'hidden' });
  await press('Write');
  await w.text.fill('');
  await page.keyboard.type('mmm');
  assert.equal(await w.text.inputValue(), 'mmm');
  await press('Back to the call');
  assert(await button('Mute').isVisible());
});

test('microphone and speaker can be chosen while talking', async () => {
  const { page, press, w } = await talking();
  await press('Set sound');
  const microphone = w.find('select').first();
  let ids = [];
  // They are asked of the browser.
  await until(async () => {
    ids = await microphone.locator('option').evaluateAll(all => all.map(one => one.value));
    return ids.length > 1 && await w.find('select').count() === 2;
  }, 'both can be chosen');
  await microphone.selectOption(ids.at(-1));
  await until(async () => await w.find('select').first().inputValue() === ids.at(-1), 'it is the one');
  const packets = await phone.heard();
  await until(async () => await phone.heard() > packets + 20, 'it is heard');
  noFaults(page);
});

test('the chat stays at hand: a message is announced, and the panel can be closed', async () => {
  const { page, w, press, says } = await talking();
  await phone.message('Here is the link');
  await press('Read it');
  await w.says('Here is the link');
  await page.keyboard.press('Escape');
  const float = w.find('.float');
  await float.waitFor();
  assert.match(await float.textContent(), /Talking with Mia · \d:\d\d/);
  await float.click();
  await press('Back to the call');
  await says('You are talking with Mia');
  await press('Hang up');
  await says('Thank you for calling');
  await until(() => count('DELETE', '/calls/41') === 1, 'hung up');
});

test('whoever signs out has hung up', async () => {
  const { page, w } = await talking();
  await page.evaluate(() => window.Bliss.signOut());
  await until(() => count('DELETE', '/calls/41') === 1, 'hung up');
  await w.text.waitFor();
  assert.equal(await kept(page), 0);
});

test('a strict policy of the page: styled, and it calls', async () => {
  phone.csp = true;
  const { page, w } = await talking();
  assert.equal(await w.find('.disc').evaluate(one => getComputedStyle(one).borderRadius), '50%');
  noFaults(page);
});

// --- trouble ------------------------------------------------------------------------------------

test('a slow network: one call, however long it takes; stopped, it is ended', async () => {
  const { page, press, says, w } = await come();
  await press('Call us');
  await says('Talk to us');
  phone.delay = 1500;
  await press('Call now');
  await says('Calling');
  await press('Stop calling');
  assert(await w.text.isVisible());
  await until(() => count('DELETE', '/calls/41') === 1, 'it is ended');
  phone.delay = 0;
  assert.equal(count('PUT', '/calls/41/leg'), 0);
  assert.equal(await kept(page), 0);
  noFaults(page);
});

test('the answer to a call is lost: the same key, one call', async () => {
  const faults = ['cut', [503, {}]];
  phone.refuse = (method, path) => method === 'POST' && path === '/calls' && faults.shift();
  const { page } = await dialled();
  const keys = phone.asked.filter(one => one.path === '/calls').map(one => one.body.key);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  noFaults(page, ...REFUSED);
});

test('refused: why is said, in the words of the desk', async () => {
  phone.refuse = (method, path) => method === 'POST' && path === '/calls' && [409, { detail: 'The phone has just closed.' }];
  const { press, w, button } = await come();
  await press('Call us');
  await press('Call now');
  await w.find('.lead', { hasText: 'The phone has just closed.' }).waitFor();
  assert(await button('Call me back instead').isVisible());
});

test('the line breaks: it is said, it is made anew, and the talk goes on', async () => {
  const { page, says, w } = await talking();
  let down = true;
  phone.refuse = (method, path) => down && path.endsWith('/leg') && 'cut';
  const packets = await phone.heard();
  await phone.drop();
  await says('One moment, the line broke');
  await w.find('.lead', { hasText: 'We are calling back' }).waitFor();
  down = false;
  await says('You are talking with Mia');
  await until(async () => await phone.heard() > 0, `heard again, after ${packets}`);
  assert.equal(count('POST', '/calls'), 1);
  noFaults(page, ...REFUSED);
});

test('the line does not come back: after a while it is lost, and there is a way on', async () => {
  const { page, says, button, press } = await talking();
  phone.refuse = (method, path) => path.endsWith('/leg') && 'cut';
  await phone.drop();
  await says('One moment, the line broke');
  const since = Date.now();
  await page.locator('.big', { hasText: 'The line is lost' }).waitFor({ timeout: 30_000 });
  const took = Date.now() - since;
  assert(took > 13_000, `${took} ms`);
  for (const name of ['Call me back instead', 'Write instead']) assert(await button(name).isVisible());
  phone.refuse = null;
  await press('Call again');
  await says('You are next');
  noFaults(page, ...REFUSED);
});

test('the phone is restarted in a talk: the call is over, and it says why', async () => {
  const { page, says } = await talking();
  let away = true;
  phone.refuse = () => away && 'cut';
  await phone.drop();
  await says('One moment, the line broke');
  phone.set({ state: 'ended', reason: 'restart' }, true);
  away = false;
  await says('We are sorry, the call was cut off');
  noFaults(page, ...REFUSED);
});

test('hung up while the line is down, and called again at once: the new call is a call', async () => {
  const { press, says } = await talking();
  // The old call's leg is still being asked for when the new call begins.
  phone.refuse = (method, path) => path === '/calls/41/leg' && new Promise(() => {});
  await phone.drop();
  await says('One moment, the line broke');
  await until(() => count('PUT', '/calls/41/leg') === 2, 'it tries');
  await press('Hang up');
  await says('Thank you for calling');
  phone.id = '42';
  await press('Back to the chat');
  await press('Call us');
  await press('Call now');
  await says('You are next');
});

test('no way for packets at all: it does not ring for ever', async () => {
  const { page, press } = await come({ script: 'RTCPeerConnection.prototype.setRemoteDescription = async () => {};' });
  await press('Call us');
  await press('Call now');
  await page.locator('.big', { hasText: 'The call does not get through' }).waitFor({ timeout: 40_000 });
  assert.equal(count('DELETE', '/calls/41'), 1);
});

test('a reload in the middle: back in the same call, and the time goes on', async () => {
  const { page, says, w } = await talking();
  await until(async () => (await w.find('.time').textContent()) >= '0:02', 'two seconds');
  await page.reload();
  await says('You are talking with Mia');
  assert((await w.find('.time').textContent()) >= '0:02');
  assert.equal(count('POST', '/calls'), 1);
  assert.equal(count('DELETE', '/calls/41'), 0);
  await until(async () => count('PUT', '/calls/41/leg') === 2, 'a new leg');
  noFaults(page, ...REFUSED);
});

test('a reload where the microphone is asked for anew: one press', async () => {
  const { page, says, press } = await talking();
  await page.context().clearPermissions();
  await page.reload();
  await says('Your call is still on');
  await page.context().grantPermissions(['microphone']);
  await press('Return to the call');
  await says('You are talking with Mia');
});

test('a reload while waiting, and answered meanwhile: the time begins now', async () => {
  const { page, says, w } = await dialled();
  phone.talk();
  await says('You are talking with Mia');
  await page.evaluate(() => { for (const key of Object.keys(sessionStorage)) sessionStorage[key] = JSON.stringify({ ...JSON.parse(sessionStorage[key]), talkedFrom: 0 }); });
  await page.reload();
  await says('You are talking with Mia');
  assert.match(await w.find('.time').textContent(), /^0:0\d$/);
});

test('a reload after the call has ended', async () => {
  const { page, says } = await talking();
  phone.set({ state: 'ended', reason: 'lost' }, true);
  await page.reload();
  await says('The line is lost');
  assert.equal(await kept(page), 0);
});

test('a second tab with the same memory does not take the line', async () => {
  const { page, says } = await talking();
  const memory = await page.evaluate(() => ({ ...sessionStorage }));
  const two = watch(await page.context().newPage());
  await two.addInitScript(all => Object.assign(sessionStorage, all), memory);
  await two.goto(phone.site);
  await until(async () => await kept(two) === 0, 'it lets go');
  assert.equal(count('PUT', '/calls/41/leg'), 1);
  await says('You are talking with Mia');
});

// --- a call back --------------------------------------------------------------------------------

test('a call back without a microphone: a time, a number, and a word that it is kept', async () => {
  phone.slots = slotsOn(1, 3);
  const { page, w, press, says } = await come({ allowed: false });
  await press('Call us');
  await press('Call me back instead');
  await says('When may we call you?');
  assert.deepEqual(await w.find('legend').allTextContents().then(all => all.length), 2);
  assert.match(phone.asked.at(-1).path, /call-back-slots/);
  await press('Call me then');
  await w.find('.warn', { hasText: 'Please choose a time.' }).waitFor();
  await page.keyboard.press('Space');
  await w.find('input[type=tel]').fill('030 123');
  await press('Call me then');
  await w.find('.warn', { hasText: 'looks incomplete' }).waitFor();
  assert.equal(count('POST', '/calls'), 0);
  await w.find('input[type=tel]').fill('0049 (30) 901820-0');
  await page.keyboard.press('Enter');
  await says(/We will call you tomorrow at \d\d:00/);
  assert.deepEqual(body('/calls/41/call-back'), { at: phone.slots[0].at, phone: '+49309018200' });
  assert.equal(count('PUT', '/calls/41/leg'), 0);
  await press('Back to the chat');
  assert(await w.text.isVisible());
  noFaults(page);
});

test('the time was taken meanwhile: it says so, and shows what is free', async () => {
  phone.slots = slotsOn(1);
  const { w, press } = await dialled();
  await press('Call me back instead');
  await w.find('.slots label').first().click();
  await w.find('input[type=tel]').fill('+49 30 9018200');
  phone.refuse = (method, path) => path.endsWith('/call-back') && [409, { detail: 'Somebody has just taken this time.' }];
  phone.slots = slotsOn(2);
  await press('Call me then');
  await w.find('.warn', { hasText: 'Somebody has just taken this time.' }).waitFor();
  assert.equal(await w.find('input[type=tel]').inputValue(), '+49 30 9018200');
  await press('Keep waiting');
  await w.find('.big', { hasText: 'You are next' }).waitFor();
});

test('somebody answers while a time is being chosen: the talk is first', async () => {
  phone.slots = slotsOn(1);
  const { press, says } = await dialled();
  await press('Call me back instead');
  await says('When may we call you?');
  phone.talk();
  await says('You are talking with Mia');
});

test('nobody could answer while a time is being chosen: it can still be chosen', async () => {
  phone.slots = slotsOn(1);
  const { w, press, says } = await dialled();
  await press('Call me back instead');
  await w.find('.slots label').first().click();
  phone.set({ state: 'ended', reason: 'unanswered' });
  await w.find('[role=status]', { hasText: 'You can still choose a time' }).waitFor({ state: 'attached' });
  assert(await w.find('.slots input').first().isChecked());
  await w.find('input[type=tel]').fill('+49 30 9018200');
  await press('Call me then');
  await says('We will call you tomorrow');
});

test('writing instead ends the waiting, kindly', async () => {
  const { page, w, press } = await dialled();
  await press('Write instead');
  await until(() => count('POST', '/calls/41/writing') === 1, 'it is told');
  assert(await w.text.isVisible());
  assert.equal(await kept(page), 0);
});

// --- for everybody ------------------------------------------------------------------------------

for (const [width, height] of [[1280, 800], [360, 640]]) {
  test(`axe-core finds nothing in a call at ${width}`, async () => {
    phone.slots = slotsOn(1, 2);
    phone.calls.recording = 'consent';
    const { page, w, press, says } = await come({ viewport: { width, height }, reducedMotion: 'reduce' });
    const look = async what => {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await axe(page), [], `${what}, ${colorScheme}`);
      }
      if (width > 480) return;
      assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), what);
      for (const [name, across, down] of await w.find('button:visible').evaluateAll(all => all.map(one => [one.textContent || one.ariaLabel, one.getBoundingClientRect().width, one.getBoundingClientRect().height]))) {
        assert(across >= 44 && down >= 44, `${what}, ${name}: ${across} × ${down}`);
      }
    };
    await press('Call us');
    await look('before');
    await press('Call now');
    await w.find('.fine', { hasText: 'You hear music' }).waitFor();
    await look('waiting');
    await press('Call me back instead');
    await says('When may we call you?');
    await look('a time');
    phone.talk({ recorded: true, guest: { name: 'Jonas' } });
    await press('Set sound');
    await look('talking');
    await press('Write');
    await look('writing');
    await page.keyboard.press('Escape');
    await look('small');
    await w.find('.float').click();
    await press('Back to the call');
    await press('Hang up');
    await look('over');
    noFaults(page);
  });
}

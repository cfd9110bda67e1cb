// The page of a call, as `bliss listen --html` writes it: a file that is opened without a server.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BLISS, axe, launch, noFaults, open, until } from './support.mjs';
import { wav } from './voices.mjs';

const RATE_HZ = 8000;
const folder = mkdtempSync(join(tmpdir(), 'bliss-listen-'));
let browser;

/** A voice-like sound where somebody talks: a buzz whose pitch moves, in syllables, on a line that hisses. */
const talk = (length, pitch, turns) => {
  // Without the hiss the line would be dead, and silence a hold.
  const samples = Float32Array.from({ length: length * RATE_HZ }, (_, i) => .002 * Math.sin(i * i));
  let phase = 0;
  for (const [from, to] of turns) {
    for (let i = from * RATE_HZ; i < to * RATE_HZ; i++) {
      const t = i / RATE_HZ;
      phase += pitch * (1 + .15 * Math.sin(2 * Math.PI * .7 * t)) / RATE_HZ;
      let sound = 0;
      for (let n = 1; n < 16; n++) sound += Math.sin(2 * Math.PI * n * phase) / (n + Math.abs(n * pitch - 500) / 200);
      samples[i] += .12 * sound * (.55 + .45 * Math.sin(2 * Math.PI * 4 * t));
    }
  }
  return samples;
};

/** Writes samples of one or more channels into the folder; their path. */
const recording = (name, ...channels) => {
  const path = join(folder, name);
  writeFileSync(path, wav(channels, RATE_HZ));
  return path;
};

/** Listens, and gives the address of the page. */
const listen = (name, ...recordings) => {
  const path = join(folder, name);
  const { status, stderr } = spawnSync(BLISS, ['listen', ...recordings, '--html', path], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return pathToFileURL(path).href;
};

const AGENT = () => talk(40, 190, [[.5, 6], [16, 22], [33, 38]]);
const CUSTOMER = () => talk(40, 120, [[6.5, 15.5], [28, 32]]);
let call;

before(async () => {
  browser = await launch();
  call = listen('call.html', recording('mia <b>& co.wav', AGENT()), recording('customer.wav', CUSTOMER()));
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A page of a call, and what it asked of anybody. */
const visit = async (address, options) => {
  const page = await open(browser, options);
  page.asked = [];
  page.on('request', request => { if (!/^(file|data):/.test(request.url())) page.asked.push(request.url()); });
  await page.goto(address);
  return page;
};
const time = page => page.locator('#now').textContent();

test('the page asks nothing of the network, and says what it is about', async () => {
  const page = await visit(call);
  await page.getByRole('heading', { level: 1, name: 'mia <b>& co.wav and customer.wav' }).waitFor();
  assert.match(await page.locator('header').innerText(), /40 seconds[\s\S]*nothing of what anybody feels/);
  for (const name of ['Talk', 'First word after', 'Opening turn', 'Turns a minute', 'Silence']) {
    await page.getByRole('rowheader', { name, exact: true }).waitFor();
  }
  assert.deepEqual(page.asked, []);
  assert.ok(statSync(fileURLToPath(call)).size < 1_000_000);
  noFaults(page);
});

test('a moment plays from a second before it, and is the current one', async () => {
  const page = await visit(call);
  const moment = page.locator('.moment', { hasText: 'Silence' }).first();
  const from = Number(await moment.getAttribute('data-from')) / 1000;
  await moment.click();
  await until(() => page.evaluate(() => !document.getElementById('sound').paused), 'it plays');
  const at = await page.evaluate(() => document.getElementById('sound').currentTime);
  assert.ok(at >= from - 1.1 && at < from + 2, `${at} for ${from}`);
  await until(() => moment.getAttribute('aria-current'), 'it is the current one');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Play' }).waitFor();
  noFaults(page);
});

test('keys, the slider and a click on the lanes go to a place in the call', async () => {
  const page = await visit(call);
  const slider = page.getByRole('slider', { name: 'Place in the call' });
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  assert.equal(await time(page), '0:10');
  assert.equal(await slider.getAttribute('aria-valuetext'), '0:10 of 0:40');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await time(page), '0:05');
  await page.locator('#lanes').scrollIntoViewIfNeeded();
  const box = await page.locator('.lane--agent').boundingBox();
  await page.mouse.click(box.x + box.width * .53, box.y + box.height / 2);
  await until(async () => await time(page) === '0:21', 'the click goes there');
  await page.locator('#readout', { hasText: 'Smile' }).waitFor();
  await page.mouse.move(0, 0);
  await page.keyboard.press('Space');
  await until(() => page.evaluate(() => !document.getElementById('sound').paused), 'space plays');
  await page.keyboard.press('Space');
  await until(() => page.evaluate(() => document.getElementById('sound').paused), 'space pauses');
  noFaults(page);
});

test('one side can be heard alone, lanes come nearer, and another curve is chosen', async () => {
  const page = await visit(call);
  await page.locator('.curve--pressed').waitFor();
  await page.getByText('Lively', { exact: true }).first().click();
  await page.locator('.curve--lively').waitFor();
  assert.ok(await page.locator('.curve--pressed').isHidden());
  const width = () => page.locator('#lanes').evaluate(lanes => lanes.offsetWidth);
  const whole = await width();
  await page.getByText('4 ×').click();
  assert.ok(Math.abs(await width() - 4 * whole) < 4);
  await page.locator('#hear').getByText('Agent').click();
  await page.getByRole('button', { name: 'Play' }).click();
  await until(async () => await time(page) !== '0:00', 'it plays on');
  noFaults(page);
});

test('it reads without a script', async () => {
  const page = await visit(call, { javaScriptEnabled: false });
  await page.locator('audio[controls]').waitFor();
  await page.locator('.lane--agent').waitFor();
  await page.getByRole('heading', { name: 'Figures' }).waitFor();
  assert.ok(await page.locator('#player').isHidden());
});

test('of one channel with everybody, it says what cannot be told', async () => {
  const both = AGENT();
  CUSTOMER().forEach((sample, i) => { both[i] += sample; });
  const page = await visit(listen('mixed.html', recording('mixed.wav', both)));
  await page.getByText('who spoke cannot be told').waitFor();
  assert.equal(await page.locator('.curve, #hear').count(), 0);
  noFaults(page);
});

test('axe finds nothing, in light and dark, wide and narrow', async () => {
  const mute = listen('mute.html', recording('mute.wav', AGENT(), new Float32Array(40 * RATE_HZ)));
  for (const address of [call, mute]) {
    for (const [width, colorScheme] of [[1280, 'light'], [1280, 'dark'], [360, 'light'], [360, 'dark']]) {
      const page = await visit(address, { viewport: { width, height: 800 }, colorScheme });
      assert.deepEqual(await axe(page), [], `${width} ${colorScheme}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
      await page.context().close();
    }
  }
});

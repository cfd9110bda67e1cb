// A desk of its own for each test file, browsers to look at it with, and the cast.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const BLISS = process.env.BLISS_BIN ?? join(ROOT, 'target', 'debug', 'bliss');
export const AXE = require.resolve('axe-core/axe.min.js');
export const PASSWORD = 'a kettle full of ferns';
export const MIA = 'mia@fernandkettle.example';
/** A picture, 460 pixels wide. */
export const PICTURE = readFileSync(join(ROOT, 'crates', 'app', 'demo', 'files', 'receipt.png'));

const freePort = () => new Promise(done => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

const databases = [];
/** A database of its own, where the tests run on PostgreSQL. */
const freshDatabase = async () => {
  const url = process.env.BLISS_TEST_POSTGRES;
  if (!url) return null;
  const name = `browser_${process.pid}_${databases.length}_${Date.now()}`;
  await run('psql', [url, '-qc', `CREATE DATABASE ${name}`]);
  databases.push(name);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
};
const run = (command, args) => new Promise((done, fail) => {
  spawn(command, args, { stdio: 'inherit' }).on('exit', code => (code ? fail(new Error(`${command}: ${code}`)) : done()));
});

/** A desk that runs: its address, the links that it printed, and how to stop, kill and start it. */
export const startDesk = async ({ demo = true, args = [], env = {} } = {}) => {
  const data = mkdtempSync(join(tmpdir(), 'bliss-'));
  const port = await freePort();
  const database = await freshDatabase();
  const desk = { base: `http://127.0.0.1:${port}`, data, printed: '', log: '' };
  const limits = ['--chat-messages-per-minute', '100000', '--chat-starts-per-minute', '100000'];
  desk.start = () => new Promise((done, fail) => {
    const all = ['--listen', `127.0.0.1:${port}`, '--data', data, ...(demo ? ['--demo'] : []), ...(database ? ['--database', database] : []), ...limits, ...args];
    desk.process = spawn(BLISS, all, { env: { ...process.env, BLISS_LOG: 'warn', ...env } });
    desk.process.stderr.on('data', text => { desk.log += text; });
    desk.process.stdout.on('data', text => {
      desk.printed += text;
      if (desk.printed.includes('is open at')) setTimeout(done, 50);
    });
    desk.process.on('error', fail);
    desk.process.on('exit', code => fail(new Error(`bliss ended with ${code}: ${desk.log}`)));
  });
  desk.kill = signal => new Promise(done => {
    if (desk.process.exitCode !== null || desk.process.signalCode) return done();
    desk.process.removeAllListeners('exit');
    desk.process.on('exit', done);
    desk.process.kill(signal ?? 'SIGTERM');
  });
  desk.stop = async () => { await desk.kill('SIGKILL'); rmSync(data, { recursive: true, force: true }); };
  // Each start prints them anew.
  desk.link = name => desk.printed.split('\n').findLast(line => line.includes(name)).match(/http\S+/)[0];
  await desk.start();
  return desk;
};

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const launch = (...flags) => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] });

/** A browser whose microphone hears that file, over and over. There is one microphone in a browser. */
export const launchWith = voice => launch('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${voice}`);

/** A page whose console errors and broken policies are kept in `page.faults`. */
export const open = async (browser, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
  if (process.env.BLISS_SCRIPTS) await fromTree(context);
  const page = watch(await context.newPage());
  // With BLISS_SLOW, pages are that many times slower, as on a busy machine: what is late there shows itself.
  if (process.env.BLISS_SLOW) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: +process.env.BLISS_SLOW });
  return page;
};

// With BLISS_SCRIPTS set, scripts come from the tree, to try a change before the binary is built.
const fromTree = async context => {
  const scripts = join(ROOT, 'crates', 'web', 'static');
  const give = path => route => route.fulfill({ contentType: 'text/javascript', body: readFileSync(path), headers: { 'access-control-allow-origin': '*' } });
  for (const name of ['desk', 'live', 'composer', 'check', 'moments', 'keys', 'forms', 'phone', 'phone-settings', 'story', 'greeting', 'canned-replies', 'canned-reply-form']) await context.route(`**/static/*/${name}.js`, give(join(scripts, 'js', `${name}.js`)));
  await context.route('**/widget.js', give(join(scripts, 'widget', 'widget.js')));
  await context.route('**/widget-call.js*', give(join(scripts, 'widget', 'call.js')));
};

/** Keeps what goes wrong on a page. */
export const watch = page => {
  page.faults = [];
  page.on('console', message => { if (message.type() === 'error') page.faults.push(`${message.text()} ${message.location().url}`); });
  page.on('pageerror', error => page.faults.push(String(error)));
  page.setDefaultTimeout(20_000);
  return page;
};

/** What a browser says of requests that a test has cut off, or whose server is away. */
export const CUT = /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET|CLOSED|ABORTED)|FAILED|ABORTED|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|NETWORK_CHANGED)|WebSocket connection to .* failed|WebSocket is closed before|Failed to fetch/;
/** What it says of an answer with that status. */
export const answered = status => new RegExp(`responded with a status of ${status}`);

/** Nothing went wrong on those pages, but for what is expected there by name. */
export const noFaults = (pages, ...expected) => {
  for (const page of [pages].flat()) {
    assert.deepEqual(page.faults.filter(fault => !expected.some(one => one.test(fault))), []);
  }
};

/** Waits until a question has that answer: for what no locator can wait for. */
export const until = async (ask, what, ms = 20_000) => {
  const end = Date.now() + ms;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`never: ${what} (at last: ${last})`);
    await new Promise(turn => setTimeout(turn, 25));
  }
};

/** The widget on a page. */
export const chat = page => {
  const find = (selector, options) => page.locator(`bliss-chat ${selector}`, options);
  const text = find('textarea');
  return {
    find,
    text,
    launch: find('.launch'),
    log: find('.log'),
    /** Every message that is shown, as "text" of ours or ours of the desk. */
    texts: () => find('.m .text').allTextContents(),
    /** The visitor's own alone. */
    own: () => find('.m.you .text').allTextContents(),
    states: () => find('.state span').allTextContents(),
    open: async () => { await find('.launch').click(); await text.waitFor(); },
    send: async words => { await text.fill(words); await text.press('Enter'); },
    /** Waits for a message with just these words. */
    says: words => find('.m .text').getByText(words, { exact: true }).waitFor(),
  };
};

/** A browser context for somebody of the demo shop, who signs in once per desk. */
export const seat = async (desk, browser, name = 'Mia', options = {}) => {
  desk.seats ??= {};
  const page = await open(browser, { baseURL: desk.base, storageState: desk.seats[name], ...options });
  if (!desk.seats[name]) {
    await signIn(desk, page, name);
    desk.seats[name] = await page.context().storageState();
  }
  return page;
};

/** Sets how long a reply can be taken back, as the owner. */
export const setUndo = async (desk, page, seconds) => {
  const answer = await page.goto(`${desk.base}/settings/workspace`);
  const field = page.locator('#undo_seconds');
  if (!await field.count()) throw new Error(`no settings at ${page.url()} (${answer?.status()}): ${(await page.locator('body').innerText()).slice(0, 500)}`);
  await field.fill(String(seconds));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.notice').first().waitFor();
};

/** Signs somebody of the demo shop in, by the link that was printed for them. */
export const signIn = async (desk, page, name = 'Mia') => {
  await page.goto(desk.link(name));
  await page.locator('input[name=password]').first().fill(PASSWORD);
  await page.locator('main button').first().click();
  await page.waitForURL('**/today');
};

/** What axe-core finds on a page, a line each; by all rules, or by those. */
export const axe = async (page, rules) => {
  // Not as an element: the desk's policy forbids it.
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(readFileSync(AXE, 'utf8'));
  const runOnly = rules ? { type: 'rule', values: rules } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await page.evaluate(async only => {
    // What lies half under an open menu is too small to be pressed until the menu is closed, and may be.
    const panels = [...document.querySelectorAll('.menu[open] > .menu__panel')];
    const under = [...document.querySelectorAll('a, button, input, textarea, summary')].filter(one => {
      const box = one.getBoundingClientRect();
      return panels.some(panel => {
        const over = panel.getBoundingClientRect();
        return !panel.contains(one) && box.left < over.right && over.left < box.right && box.top < over.bottom && over.top < box.bottom;
      });
    });
    return window.axe.run({ exclude: under }, { runOnly: only });
  }, runOnly);
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
};

// A desk of its own for each test file, browsers to look at it with, and the cast.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const BLISS = process.env.BLISS_BIN ?? join(ROOT, 'target', 'debug', 'bliss');
export const AXE = require.resolve('axe-core/axe.min.js');
export const PASSWORD = 'a kettle full of ferns';
export const MIA = 'mia@fernandkettle.example';

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
export const startDesk = async ({ demo = true, args = [] } = {}) => {
  const data = mkdtempSync(join(tmpdir(), 'bliss-'));
  const port = await freePort();
  const database = await freshDatabase();
  const desk = { base: `http://127.0.0.1:${port}`, data, printed: '', log: '' };
  const limits = ['--chat-messages-per-minute', '100000', '--chat-starts-per-minute', '100000'];
  desk.start = () => new Promise((done, fail) => {
    const all = ['--listen', `127.0.0.1:${port}`, '--data', data, ...(demo ? ['--demo'] : []), ...(database ? ['--database', database] : []), ...limits, ...args];
    desk.process = spawn(BLISS, all, { env: { ...process.env, BLISS_LOG: 'warn' } });
    desk.process.stderr.on('data', text => { desk.log += text; });
    desk.process.stdout.on('data', text => {
      desk.printed += text;
      if (desk.printed.includes('is open at')) setTimeout(done, 50);
    });
    desk.process.on('exit', code => fail(new Error(`bliss ended with ${code}: ${desk.log}`)));
  });
  desk.kill = signal => new Promise(done => {
    if (desk.process.exitCode !== null || desk.process.signalCode) return done();
    desk.process.removeAllListeners('exit');
    desk.process.on('exit', done);
    desk.process.kill(signal ?? 'SIGTERM');
  });
  desk.stop = async () => { await desk.kill('SIGKILL'); rmSync(data, { recursive: true, force: true }); };
  desk.link = name => desk.printed.split('\n').find(line => line.includes(name)).match(/http\S+/)[0];
  await desk.start();
  return desk;
};

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

/** A page whose console errors and broken policies are kept in `page.faults`. */
export const open = async (browser, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'Europe/Berlin', ...options });
  const page = await context.newPage();
  page.faults = [];
  page.on('console', message => { if (message.type() === 'error') page.faults.push(message.text()); });
  page.on('pageerror', error => page.faults.push(String(error)));
  page.setDefaultTimeout(15_000);
  return page;
};

/** Signs somebody of the demo shop in, by the link that was printed for them. */
export const signIn = async (desk, page, name = 'Mia') => {
  await page.goto(desk.link(name));
  await page.locator('input[name=password]').first().fill(PASSWORD);
  await page.locator('main button').first().click();
  await page.waitForURL('**/today');
};

/** What axe-core finds on a page, a line each. */
export const axe = async page => {
  await page.addScriptTag({ path: AXE }).catch(() => {});
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(require('node:fs').readFileSync(AXE, 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
};

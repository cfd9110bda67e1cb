// The chat's widget on pages of another origin, some of them unkind, and on a line that fails.

import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { send, text } from './desk.mjs';
import { openShop } from './shop.mjs';
import { CUT, answered, axe, chat, noFaults, open, seat, until, watch, PICTURE } from './support.mjs';

const BYTES_MAX = 12_288;

const shop = openShop();
const { pages } = shop;
let site, mia, inbox, secret;

// --- pages of somebody else ---------------------------------------------------------------------

const KIND = 'body{font:17px/1.6 Georgia,serif;padding:48px;background:#fff;color:#333}@media(prefers-color-scheme:dark){body{background:#16181c;color:#ccc}}';
const HOSTILE = `*{all:unset!important} div{display:none!important} body{transform:rotate(3deg) scale(.5)!important;opacity:.1!important}
bliss-chat{display:none!important;font-size:90px!important;visibility:hidden!important}
button,section,header,form,textarea,p{display:none!important;color:red!important} html{font-size:40px!important}`;
const UNKIND = `Object.prototype.evil=function(){};Array.prototype.evil=1;Array.prototype.toJSON=()=>'broken';String.prototype.toJSON=()=>'broken';
Array.prototype.entries=()=>[];document.addEventListener('keydown',e=>{if(e.target.tagName!=='TEXTAREA')e.preventDefault()});`;

const startSite = () => new Promise(done => {
  const server = createServer((request, response) => {
    const asked = new URL(request.url, 'http://site').searchParams, has = name => asked.has(name);
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    if (has('csp')) headers['content-security-policy'] = `default-src 'self'; script-src ${shop.desk.base} 'nonce-n'; style-src 'nonce-n'; connect-src ${shop.desk.base} ${shop.desk.base.replace('http', 'ws')}`;
    const tag = `<script src="${shop.desk.base}/widget.js" data-inbox="${inbox}" async></script>`;
    response.writeHead(request.url.startsWith('/page') ? 200 : 204, headers);
    response.end(`<!doctype html><html lang=en${has('rtl') ? ' dir=rtl' : ''}><head><meta charset=utf-8>
<meta name=viewport content="width=device-width,initial-scale=1"><title>The other shop</title>
<style nonce=n>${has('hostile') ? HOSTILE : KIND}</style>${has('hostile') ? `<script nonce=n>${UNKIND}</script>` : ''}
${has('pre') ? `<script nonce=n>${asked.get('pre')}</script>` : ''}</head>
<body><main><h1>The other shop</h1><p>Plants that are happy to see you.</p></main>${tag}${has('twice') ? tag : ''}</body></html>`);
  }).listen(0, '127.0.0.1', () => done({ base: `http://localhost:${server.address().port}/page`, stop: () => { server.closeAllConnections(); server.close(); } }));
});

before(async () => {
  await shop.opens();
  mia = await seat(shop.desk, shop.agents);
  await mia.goto('/settings/chat');
  await mia.locator('details.fold > summary').first().click();
  secret = (await mia.locator('details.fold .copy code').first().textContent()).trim();
  inbox = (await mia.locator('.snippet code').first().textContent()).match(/data-inbox="([^"]+)"/)[1];
  site = await startSite();
  await mia.goto('/today');
});
after(() => site?.stop());
beforeEach(() => { mia.faults.length = 0; });

const come = async (query = '', options = {}) => {
  const page = await open(shop.customers, options);
  pages.push(page);
  await page.goto(`${site.base}?${query}`);
  const w = chat(page);
  await w.find('.b').waitFor({ state: 'attached' });
  await until(() => w.find('.b').evaluate(all => !all.hidden), 'the chat');
  return { page, w };
};
const sent = w => until(async () => ['Sent', 'Seen'].includes((await w.states()).join()), 'everything is sent', 40_000);
const stored = page => page.evaluate(() => [Object.keys(localStorage).length, Object.keys(sessionStorage).length, document.cookie]);
const secretOn = (page, who = '') => page.evaluate(at => JSON.parse(localStorage[at]).secret, `bliss:${inbox}${who}`);

/** What the server has, as it tells the visitor. */
const kept = async (page, who) => {
  const response = await fetch(`${shop.desk.base}/chat/${inbox}/messages`, { headers: { authorization: `Bearer ${await secretOn(page, who)}` } });
  return (await response.json()).messages;
};
const keptTexts = async (page, who) => (await kept(page, who)).map(message => message.text);

/** The conversation that began with those words. */
const conversation = words => until(() => mia.evaluate(async wanted => {
  const list = new DOMParser().parseFromString(await (await fetch('/desk/list')).text(), 'text/html');
  const rows = [...list.querySelectorAll('.row')];
  return rows.find(row => row.querySelector('.row__subject').textContent.trim() === wanted)?.getAttribute('href').match(/\d+/)[0];
}, words), `a conversation about ${words}`);
const ask = (path, fields, method = 'POST') => mia.evaluate(async ([address, values, how]) => {
  const response = await fetch(address, { method: how, body: new URLSearchParams(values) });
  return response.status;
}, [path, fields, method]);
/** Mia says something. */
const say = async (id, text) => assert.equal(await ask(`/conversations/${id}/messages`, { kind: 'reply', text, anyway: 'yes' }), 201);

const POSTS = /\/chat\/[^/]+\/messages$/;
/** The next posts meet these faults: 'cut' before, 'lost' after they were kept, or a status. */
const faulty = async (page, faults) => {
  const keys = [];
  await page.route(POSTS, async route => {
    if (route.request().method() !== 'POST') return route.continue();
    keys.push(JSON.parse(route.request().postData()).key);
    const fault = faults.shift();
    if (!fault) return route.continue();
    if (fault === 'lost') await route.fetch();
    if (typeof fault === 'string') return route.abort('connectionreset');
    await route.fulfill({
      status: fault,
      headers: { 'access-control-allow-origin': '*' },
      contentType: 'application/problem+json',
      body: JSON.stringify({ detail: 'We cannot take this message as it is. Please write it in other words.' }),
    });
  });
  return keys;
};

// --- the tests ----------------------------------------------------------------------------------

test('the whole widget is small', async () => {
  const bytes = Buffer.from(await (await fetch(`${shop.desk.base}/widget.js`)).arrayBuffer());
  const size = gzipSync(bytes, { level: 9 }).length;
  assert(size < BYTES_MAX, `${size} bytes`);
});

test('nothing is stored, and nobody is known, before the first message', async () => {
  const { page, w } = await come();
  const asked = [];
  page.on('request', request => { if (request.url().startsWith(shop.desk.base)) asked.push(`${request.method()} ${new URL(request.url()).pathname}`); });
  await w.open();
  await w.text.pressSequentially('Do my ferns');
  await w.find('input[type=email]').fill('ana@example.org');
  assert.deepEqual(await stored(page), [0, 0, '']);
  assert(asked.every(one => one === `GET /chat/${inbox}`), asked.join());
  let body;
  page.on('request', request => { if (request.method() === 'POST') body = request; });
  await w.send('Do my ferns need light?');
  await sent(w);
  assert.match(body.headers().authorization, /^Bearer [\w-]{43}$/);
  assert.equal(body.headers().cookie, undefined);
  const said = body.postDataJSON();
  assert.deepEqual([said.email, said.language, said.time_zone, said.page.title], ['ana@example.org', 'en-GB', 'Europe/Berlin', 'The other shop']);
  assert.deepEqual(await w.own(), ['Do my ferns need light?']);
  assert.deepEqual(await page.context().cookies(), []);
  assert(await w.find('.about').isHidden());
  noFaults(page);
});

test('an answer, typing and what was seen come live, across origins', async () => {
  const { page, w } = await come();
  await w.open();
  await w.send('Across origins');
  await sent(w);
  const id = await conversation('Across origins');
  await mia.goto(`/conversations/${id}`);
  await w.find('.state').getByText('Seen', { exact: true }).waitFor();
  await w.text.pressSequentially('abc');
  await mia.locator('#presence', { hasText: 'is writing' }).waitFor();
  await text(mia).pressSequentially('Good morning!');
  await w.find('.note', { hasText: 'Mia is typing' }).waitFor();
  await send(mia);
  await w.says('Good morning!');
  await w.find('.note', { hasText: 'Mia is typing' }).waitFor({ state: 'hidden' });
  await mia.locator('.message__state', { hasText: 'Seen' }).waitFor();
  await mia.goto('/today');
  noFaults([page, mia]);
});

test('written offline: it goes out in order, and never twice', async () => {
  const { page, w } = await come();
  await w.open();
  await w.send('one');
  await sent(w);
  await page.context().setOffline(true);
  for (const words of ['two', 'three', 'four']) await w.send(words);
  await until(async () => (await w.states()).filter(state => state.startsWith('Waiting for the connection')).length === 3, 'three wait');
  await faulty(page, ['lost', 503, 'lost', 429]);
  await page.context().setOffline(false);
  await sent(w);
  assert.deepEqual(await keptTexts(page), ['one', 'two', 'three', 'four']);
  assert.deepEqual(await w.own(), ['one', 'two', 'three', 'four']);
  noFaults(page, CUT, answered(503), answered(429));
});

test('left in the middle of sending: sent once, by itself', async () => {
  const { page, w } = await come();
  await w.open();
  let route;
  const held = new Promise(done => { route = done; });
  await page.route(POSTS, one => route(one));
  await w.send('slow one');
  const first = await held;
  await first.fetch();
  await page.unroute(POSTS);
  await page.reload();
  await w.says('slow one');
  await sent(w);
  assert.deepEqual(await keptTexts(page), ['slow one']);
  assert.deepEqual(await w.own(), ['slow one']);
  assert.equal((await stored(page))[0], 1);
  noFaults(page, CUT);
});

test('left while the server is away: what waits survives', async () => {
  const { page, w } = await come();
  await w.open();
  const faults = Array(50).fill('cut');
  await faulty(page, faults);
  await w.send('a');
  await w.send('b');
  await page.reload();
  await until(async () => (await w.own()).join() === 'a,b', 'both are shown');
  faults.length = 0;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await sent(w);
  assert.deepEqual(await keptTexts(page), ['a', 'b']);
  noFaults(page, CUT);
});

test('the server ends after it kept a message: the same key, the same message', async () => {
  const { page, w } = await come();
  await w.open();
  const keys = await faulty(page, ['lost', 'lost', 500]);
  await w.send('once only');
  await sent(w);
  assert(keys.length >= 2);
  assert.equal(new Set(keys).size, 1);
  assert.deepEqual(await keptTexts(page), ['once only']);
  noFaults(page, CUT, answered(500));
});

test('refused: why is shown; it can be tried again, or taken back', async () => {
  const { page, w } = await come();
  await w.open();
  await faulty(page, [422]);
  await w.send('hm');
  await w.find('.state.bad', { hasText: 'We cannot take this message' }).waitFor();
  await page.unroute(POSTS);
  await w.find('.state button', { hasText: 'Try again' }).click();
  await sent(w);
  await faulty(page, [422]);
  await w.send('again');
  await w.find('.state button', { hasText: 'Remove' }).click();
  assert.equal(await w.text.inputValue(), 'again');
  assert.deepEqual(await w.own(), ['hm']);
  assert.deepEqual(await keptTexts(page), ['hm']);
  noFaults(page, answered(422));
});

test('two tabs are one chat, and nothing is there twice', async () => {
  const { page, w } = await come();
  const two = watch(await page.context().newPage());
  await two.goto(page.url());
  const w2 = chat(two);
  await w.open();
  await w2.open();
  await w.send('from one');
  await w2.says('from one');
  await w2.send('from two');
  await w.says('from two');
  // What one tab has in hand the other shows, too, before it is acknowledged.
  await Promise.all([sent(w), sent(w2)]);
  const id = await conversation('from one');
  await say(id, 'Hello both');
  await Promise.all([w.says('Hello both'), w2.says('Hello both')]);
  await faulty(page, ['cut', 'lost']);
  await faulty(two, ['cut', 'lost']);
  await Promise.all([w.send('A'), w2.send('B')]);
  await Promise.all([w.send('C'), w2.send('D')]);
  await until(async () => (await kept(page)).length === 7, 'all seven', 40_000);
  await Promise.all([sent(w), sent(w2)]);
  const texts = await keptTexts(page);
  assert.deepEqual(texts.slice(0, 3), ['from one', 'from two', 'Hello both']);
  assert.deepEqual([...texts].sort(), ['A', 'B', 'C', 'D', 'Hello both', 'from one', 'from two']);
  assert.deepEqual(texts.filter(text => 'AC'.includes(text)), ['A', 'C']);
  assert.deepEqual(texts.filter(text => 'BD'.includes(text)), ['B', 'D']);
  for (const one of [w, w2]) await until(async () => (await one.find('.m .text').allTextContents()).slice(-7).join() === texts.join(), 'the same in both');
  noFaults([page, two], CUT);
});

test('what is unread is counted while the chat is closed, over pages, until it is opened', async () => {
  const { page, w } = await come();
  await w.open();
  await w.send('Count with me');
  await sent(w);
  const id = await conversation('Count with me');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.querySelector('bliss-chat').shadowRoot.activeElement.className), 'launch');
  await say(id, 'first');
  await say(id, 'second');
  await page.getByRole('button', { name: 'Chat with us, 2 new messages' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Chat with us, 2 new messages' }).waitFor();
  await say(id, 'third');
  await page.getByRole('button', { name: 'Chat with us, 3 new messages' }).waitFor();
  await w.launch.click();
  await w.says('third');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Chat with us', exact: true }).waitFor();
  noFaults(page);
});

test('a page with hostile styles and scripts', async () => {
  const { page, w } = await come('hostile');
  const box = await w.launch.boundingBox();
  assert.equal(Math.round(box.width), 60);
  assert(box.x > 1100 && box.y > 600, JSON.stringify(box));
  await w.open();
  const panel = await w.find('.panel').boundingBox();
  assert.deepEqual([Math.round(panel.width), Math.round(panel.x + panel.width)], [392, 1260]);
  await w.text.click();
  await page.keyboard.type('typed by hand');
  await page.keyboard.press('Enter');
  await sent(w);
  await say(await conversation('typed by hand'), 'fine');
  await w.says('fine');
  noFaults(page);
});

test('a page with a strict policy: styled, and pictures are drawn', async () => {
  const { page, w } = await come('csp');
  assert.equal(Math.round((await w.launch.boundingBox()).width), 60);
  await w.open();
  await w.find('input[type=file]').setInputFiles({ name: 'receipt.png', mimeType: 'image/png', buffer: PICTURE });
  await w.send('See for yourself');
  await sent(w);
  await w.find('.image canvas').waitFor();
  // The policy forbids pictures from memory, and says so; the widget then draws them.
  noFaults(page, /blob:.*violates/i, /Refused to load the image 'blob:/, /Loading the image 'blob:/);
});

test('only links of the web are links', async () => {
  const { page, w } = await come();
  await w.open();
  await w.send('javascript:alert(1) https://good.example/a?b=1&c=2. [x](javascript:alert(1)) "https://e.example/"onmouseover="x"');
  await sent(w);
  const links = await w.log.locator('a').evaluateAll(all => all.map(a => [a.href, a.rel, a.target]));
  assert.deepEqual(links.map(([href]) => href), ['https://good.example/a?b=1&c=2', 'https://e.example/']);
  assert(links.every(([, rel, target]) => rel === 'noopener noreferrer nofollow ugc' && target === '_blank'));
  noFaults(page);
});

const hashOf = id => createHmac('sha256', secret).update(id).digest('hex');

test('who signs in on the site is known by their hash, and leaves nothing when they sign out', async () => {
  const ana = `ana-${randomBytes(4).toString('hex')}`;
  const settings = JSON.stringify({ user_id: ana, hash: hashOf(ana), name: 'Ana', email: 'ana@x.example' });
  const { page, w } = await come(`pre=${encodeURIComponent(`window.blissSettings=${settings};window.Bliss={q:[['open']]}`)}`);
  await w.text.waitFor();
  assert(await w.find('.about').isHidden());
  assert.deepEqual(await stored(page), [0, 0, '']);
  await w.send('it is me');
  await sent(w);
  const keys = () => page.evaluate(() => Object.keys(localStorage));
  assert.deepEqual(await keys(), [`bliss:${inbox}:${ana}`]);
  const id = await conversation('it is me');
  await mia.goto(`/conversations/${id}`);
  await mia.locator('#customer', { hasText: 'Ana' }).waitFor({ state: 'attached' });
  await mia.goto('/today');
  await page.reload();
  await w.says('it is me');

  // On another device the same story is there.
  const other = await come(`pre=${encodeURIComponent(`window.blissSettings=${settings};window.Bliss={q:[['open']]}`)}`);
  await other.w.send('and here too');
  await other.w.says('it is me');
  await w.says('and here too');

  await page.evaluate(() => window.Bliss.signOut());
  await until(async () => (await w.own()).length === 0, 'an empty chat');
  assert.deepEqual(await keys(), []);

  // A wrong hash proves nothing.
  await page.goto(site.base);
  await w.launch.waitFor();
  const warned = page.waitForEvent('console', message => message.type() === 'warning' && message.text().includes('identity refused'));
  await page.evaluate(user_id => { window.Bliss.identify({ user_id, hash: 'wrong' }); window.Bliss.open(); }, ana);
  await w.send('anonymous then');
  await warned;
  await sent(w);
  assert.deepEqual(await keys(), [`bliss:${inbox}`]);
  assert.deepEqual(await keptTexts(page), ['anonymous then']);

  // Begun before signing in, it goes along.
  const ben = `ben-${randomBytes(4).toString('hex')}`;
  await page.evaluate(person => window.Bliss.identify(person), { user_id: ben, hash: hashOf(ben), name: 'Ben' });
  await until(async () => (await keys()).join() === `bliss:${inbox}:${ben}`, 'a place of their own');
  assert.deepEqual(await w.own(), ['anonymous then']);

  // A secret of somebody else is not used for the next person.
  const bens = await secretOn(page, `:${ben}`);
  const carl = `carl-${randomBytes(4).toString('hex')}`;
  await page.goto(site.base);
  await page.evaluate(([at, value]) => { localStorage[at] = JSON.stringify({ secret: value }); }, [`bliss:${inbox}:${carl}`, bens]);
  await page.evaluate(person => window.Bliss.identify(person), { user_id: carl, hash: hashOf(carl) });
  await until(async () => await secretOn(page, `:${carl}`) !== bens, 'a new secret');
  noFaults([page, other.page], answered(403), answered(409));
});

test('files: chosen, refused, tried again, dropped, pasted and loaded', async () => {
  const { page, w } = await come();
  await w.open();
  const pick = w.find('input[type=file]');
  await pick.setInputFiles({ name: 'big.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(26 * 1024 * 1024 + 1) });
  await w.find('.hint', { hasText: 'big.bin is too large to send here' }).waitFor();
  assert.deepEqual(await stored(page), [0, 0, '']);
  const faults = ['lost', 503];
  await page.route(/\/chat\/[^/]+\/attachments$/, async route => {
    const fault = route.request().method() === 'POST' ? faults.shift() : undefined;
    if (!fault) return route.continue();
    if (fault === 503) return route.fulfill({ status: 503, headers: { 'access-control-allow-origin': '*' }, body: '{}' });
    await route.fetch();
    await route.abort('connectionreset');
  });
  await pick.setInputFiles({ name: 'fern “β” & co.png', mimeType: 'image/png', buffer: PICTURE });
  await w.send('Here is my fern');
  await w.find('.image img').waitFor();
  await sent(w);
  const [message] = await kept(page);
  assert.deepEqual(message.attachments.map(file => file.name), ['fern “β” & co.png']);
  await page.reload();
  await w.find('.image img').waitFor();
  await page.evaluate(() => {
    const root = document.querySelector('bliss-chat').shadowRoot, data = new DataTransfer();
    data.items.add(new File(['x'], 'dropped.txt', { type: 'text/plain' }));
    root.querySelector('.panel').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, composed: true, cancelable: true }));
    root.querySelector('textarea').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, composed: true, cancelable: true }));
  });
  await until(async () => await w.find('form li').count() === 2, 'two files');
  await w.find('form li button').first().click();
  await until(async () => await w.find('form li progress').count() === 0, 'it is there');
  await w.text.press('Enter');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /Download dropped.txt/ }).click()]);
  assert.equal(download.suggestedFilename(), 'dropped.txt');
  noFaults(page, CUT, answered(503));
});

test('the past is loaded by scrolling, in place; what is new waits below', async () => {
  const { page, w } = await come();
  await w.open();
  await w.send('the start');
  await sent(w);
  const authorization = `Bearer ${await secretOn(page)}`;
  for (let n = 2; n <= 130; n++) {
    await fetch(`${shop.desk.base}/chat/${inbox}/messages`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: JSON.stringify({ key: `k${n}`, text: `line ${n}` }) });
  }
  await w.says('line 130');
  await page.reload();
  await until(async () => (await w.own()).length === 50, 'the newest fifty');
  const end = () => w.log.evaluate(log => log.scrollHeight - log.scrollTop - log.clientHeight);
  await until(async () => await end() < 2, 'the end');
  await w.log.evaluate(log => { log.scrollTop = 100; });
  const line = w.find('.text').getByText('line 82', { exact: true });
  const before_ = await line.boundingBox();
  await until(async () => (await w.own()).length === 100, 'fifty more');
  const now = await line.boundingBox();
  assert(Math.abs(before_.y - now.y) < 60, `${before_.y} ${now.y}`);
  await say(await conversation('the start'), 'news');
  await w.find('.pill').waitFor();
  assert(await end() > 500);
  await w.find('.pill').click();
  await until(async () => await end() < 2, 'the end');
  noFaults(page);
});

test('a socket that drops, or goes deaf, is made anew, and nothing is missed', async () => {
  const page = await open(shop.customers);
  pages.push(page);
  let sockets = 0, live, deaf, down = false;
  await page.routeWebSocket(/\/live$/, socket => {
    if (down) return socket.close();
    sockets++;
    live = socket;
    const server = socket.connectToServer();
    socket.onMessage(message => { if (socket !== deaf) server.send(message); });
    server.onMessage(message => { if (socket !== deaf) socket.send(message); });
  });
  await page.goto(site.base);
  const w = chat(page);
  await w.open();
  await w.send('Are you still there?');
  await sent(w);
  const id = await conversation('Are you still there?');
  await until(() => sockets === 1, 'a socket');
  down = true;
  await live.close();
  await say(id, 'missed');
  // One's own words over HTTP do not hide what was said before them.
  await w.send('I am back');
  await until(async () => (await kept(page)).length === 3, 'all three');
  down = false;
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await w.says('missed');
  await until(async () => (await w.texts()).slice(-3).join() === 'Are you still there?,missed,I am back', 'all three, in order');
  const before_ = sockets;
  // The line is dead though nobody hung up, as after sleep; a new one is not.
  deaf = live;
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await until(() => sockets > before_, 'it was noticed', 30_000);
  await say(id, 'heard again');
  await until(async () => (await w.texts()).includes('heard again'), 'it hears again', 40_000);
  noFaults(page, CUT);
});

test('an address that cannot be one, and a text that is too long, are told before sending', async () => {
  const { page, w } = await come();
  await w.open();
  await w.find('input[type=email]').fill('ana@');
  await w.send('hello');
  await w.find('.hint', { hasText: 'looks incomplete' }).waitFor();
  assert.equal(await w.text.inputValue(), 'hello');
  assert.deepEqual(await stored(page), [0, 0, '']);
  await w.find('input[type=email]').fill('');
  const { limits } = await (await fetch(`${shop.desk.base}/chat/${inbox}`)).json();
  await w.text.evaluate((field, count) => { field.value = 'x'.repeat(count + 1); }, limits.text_chars);
  await w.text.press('Enter');
  await w.find('.hint', { hasText: '1 character too long' }).waitFor();
  await w.text.fill('a');
  await w.text.press('Shift+Enter');
  await w.text.evaluate(field => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true })));
  assert.deepEqual(await stored(page), [0, 0, '']);
  await w.text.press('Enter');
  await sent(w);
  noFaults(page);
});

test('a draft is kept, the page does not hear typing, and a script twice is one chat', async () => {
  const { page, w } = await come('twice');
  await page.evaluate(() => { window.heard = 0; document.addEventListener('keydown', () => window.heard++); });
  await w.open();
  await w.send('hi there');
  await sent(w);
  await w.text.pressSequentially('half a tho');
  assert.equal(await page.evaluate(() => window.heard), 0);
  await page.reload();
  await until(async () => await w.text.inputValue() === 'half a tho', 'the draft');
  assert.equal(await page.locator('bliss-chat').count(), 1);
  noFaults(page);
});

test('storage closed, no locks, no randomUUID: it still sends', async () => {
  const page = await open(shop.customers);
  pages.push(page);
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new Error('SecurityError'); } });
    Object.defineProperty(navigator, 'locks', { value: undefined });
    delete Crypto.prototype.randomUUID;
  });
  await page.goto(site.base);
  const w = chat(page);
  await w.open();
  await faulty(page, ['lost']);
  await w.send('without a place to keep it');
  await w.send('and another');
  await sent(w);
  assert.deepEqual(await w.own(), ['without a place to keep it', 'and another']);
  await say(await conversation('without a place to keep it'), 'ok');
  await w.says('ok');
  noFaults(page, CUT);
});

for (const [width, height] of [[1280, 800], [360, 740]]) {
  test(`axe-core finds nothing in the chat at ${width}`, async () => {
    const { page, w } = await come('', { viewport: { width, height }, reducedMotion: 'reduce' });
    const look = async () => {
      for (const colorScheme of ['light', 'dark']) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await axe(page), [], colorScheme);
      }
    };
    await look();
    await w.open();
    await look();
    await w.send(`How often should I water, at ${width}?`);
    await sent(w);
    await say(await conversation(`How often should I water, at ${width}?`), 'Once a week. See https://good.example/water');
    await w.find('.m.us a').waitFor();
    await faulty(page, [422]);
    await w.send('And this?');
    await w.find('.state.bad').waitFor();
    await w.find('input[type=file]').setInputFiles({ name: 'a rather long name of a file that goes on and on.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await w.find('form li').waitFor();
    await look();
    if (width < 480) {
      const panel = await w.find('.panel').boundingBox();
      assert.deepEqual([panel.x, panel.y, panel.width, panel.height], [0, 0, width, height]);
      for (const [name, across, down] of await w.find('button:visible, bliss-chat textarea:visible').evaluateAll(all => all.map(one => [one.className || one.ariaLabel, one.getBoundingClientRect().width, one.getBoundingClientRect().height]))) {
        assert(across >= 44 && down >= 44, `${name}: ${across} × ${down}`);
      }
      assert(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    }
    noFaults(page, answered(422));
  });
}

test('nobody at the desk: it says when somebody will be, and asks for an address', async () => {
  // Only Mia, and no hours but what is said below.
  await mia.goto('/settings/people');
  const others = await mia.locator('form[action$="/deactivation"]').evaluateAll(forms => forms.map(form => form.getAttribute('action')));
  assert.equal(others.length, 2);
  for (const action of others) assert.equal(await ask(action, {}), 200);
  const hours = async open_ => {
    await mia.goto('/settings/workspace');
    for (const box of await mia.locator('.hours input[type=checkbox]').all()) await box.setChecked(true);
    if (open_) {
      const day = mia.locator('.hours__day').filter({ hasText: open_.day });
      await day.locator('input[type=checkbox]').setChecked(false);
      await day.locator('input[type=time]').first().fill(open_.from);
      await day.locator('input[type=time]').last().fill('23:00');
    }
    await mia.getByRole('button', { name: 'Save' }).click();
    await mia.locator('.notice--good').waitFor();
  };
  const first = await come('rtl');
  await first.w.open();
  await first.w.find('header', { hasText: 'Mia is here.' }).waitFor();

  await hours(null);
  assert.equal(await ask('/availability', { online: 'false', back: 'tomorrow 9:00' }), 200);
  const { page, w } = await come();
  await w.open();
  await w.find('header', { hasText: 'Nobody is at the desk right now. We will be back tomorrow at 09:00 (your time).' }).waitFor();
  await w.find('.plea', { hasText: 'Leave your email' }).waitFor();
  await w.find('input[type=email]').fill('ana.late@example.org');
  await w.send('Will you read this tomorrow?');
  await sent(w);
  const id = await conversation('Will you read this tomorrow?');
  await mia.goto(`/conversations/${id}`);
  await mia.locator('#customer', { hasText: 'ana.late@example.org' }).waitFor({ state: 'attached' });

  assert.equal(await ask('/availability', { online: 'false', back: '' }), 200);
  const tomorrow = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'Europe/Berlin' }).format(Date.now() + 24 * 60 * 60 * 1000);
  await hours({ day: tomorrow, from: '10:15' });
  const late = await come();
  await late.w.open();
  await late.w.find('header', { hasText: 'We will be back tomorrow at 10:15 (your time).' }).waitFor();

  assert.equal(await ask('/availability', { online: 'true' }), 200);
  await mia.goto('/today');
  await w.find('header', { hasText: 'Mia is here.' }).waitFor();
  noFaults([page, first.page, late.page]);
});

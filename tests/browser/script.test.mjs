// Whatever people write stays text: nothing of it runs, loads or leads away, on the desk, on the
// customer's page, in the palette and in the chat, and it is shown letter for letter.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { customerOf, live } from './desk.mjs';
import { chat, launch, noFaults, open, seat, setUndo, startDesk, until } from './support.mjs';

const { payloads } = JSON.parse(readFileSync(new URL('payloads.json', import.meta.url)));
const TEXTS = payloads.map(payload => payload.text);
/** How many of them an agent puts into one message. */
const SOME = 10;
const SHORT = TEXTS.filter(text => text.length <= 40);

let desk, agents, customers, mia, inbox, villain;

/** Notes everything that a page does which it was not asked for. */
const guard = async page => {
  page.on('dialog', dialog => { page.faults.push(`a dialog: ${dialog.message()}`); dialog.dismiss().catch(() => {}); });
  page.on('popup', popup => page.faults.push(`a window: ${popup.url()}`));
  page.on('download', download => page.faults.push(`a download: ${download.url()}`));
  page.on('request', request => {
    if (!request.url().startsWith(desk.base) && !/^(blob|data):/.test(request.url())) page.faults.push(`a request: ${request.url()}`);
  });
  page.on('frameattached', () => page.faults.push('a frame'));
  await page.addInitScript(() => {
    window.__fired = [];
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'msgbox']) window[name] = what => window.__fired.push(`${name}(${what})`);
    document.addEventListener('securitypolicyviolation', event => window.__fired.push(`${event.violatedDirective}: ${event.blockedURI}`));
  });
  return page;
};

/** Nothing ran, and nothing of it became an element. */
const isCalm = async page => {
  const found = await page.evaluate(() => {
    const roots = [document, ...[...document.querySelectorAll('*')].map(one => one.shadowRoot).filter(Boolean)];
    const all = roots.flatMap(root => [...root.querySelectorAll('*')]);
    return [
      ...window.__fired,
      ...all.filter(one => [...one.attributes].some(({ name }) => name.startsWith('on') || name.startsWith('hx-on'))).map(one => one.outerHTML.slice(0, 200)),
      ...all.filter(one => one.matches('iframe, object, embed, base, marquee, math, xss, hx-partial, meta[http-equiv], script:not([src]), video, audio')).map(one => one.outerHTML.slice(0, 200)),
      ...all.filter(one => one.matches('a[href], area, form[action], [formaction]'))
        .map(one => one.getAttribute('href') ?? one.getAttribute('formaction') ?? one.getAttribute('action'))
        .filter(href => !/^(\/|#|\?|https?:\/\/|mailto:|tel:)/i.test(href)),
      ...(window.htmx && typeof window.htmx.swap !== 'function' ? ['htmx is clobbered'] : []),
    ];
  });
  assert.deepEqual(found, []);
  noFaults(page);
};

const call = async (secret, body, path = 'messages') => {
  const response = await fetch(`${desk.base}/chat/${inbox}/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, ...(body instanceof FormData ? { 'bliss-key': randomBytes(9).toString('hex') } : { 'content-type': 'application/json' }) },
    body: body instanceof FormData ? body : JSON.stringify({ key: randomBytes(9).toString('hex'), ...body }),
  });
  const answer = await response.json();
  assert(response.ok, `${response.status} ${answer.detail}`);
  return answer;
};
const newSecret = () => randomBytes(32).toString('base64url');

/** What the desk's own forms send, from a page of it. */
const post = (page, path, fields) => page.evaluate(async ([address, values]) => {
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams(values) });
  return response.status;
}, [path, fields]);

// Letters alone: how lines are broken, and spaces at their ends, is for each page to say.
const plain = text => text.replace(/[\s\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff\u00ad]+/gu, '');
const holds = (shown, texts) => {
  const there = new Set(shown.map(plain));
  assert.deepEqual(texts.filter(text => !there.has(plain(text))), []);
};

const holdsWithin = (shown, texts) => {
  const all = plain(shown.join(''));
  assert.deepEqual(texts.filter(text => !all.includes(plain(text))), []);
};

before(async () => {
  assert(TEXTS.length >= 150);
  [desk, agents, customers] = await Promise.all([startDesk(), launch(), launch()]);
  mia = await guard(await seat(desk, agents));
  await setUndo(desk, mia, 0);
  const shop = await fetch(`${desk.base}/demo`).then(response => response.text());
  inbox = shop.match(/data-inbox="([^"]+)"/)[1];

  villain = { secret: newSecret() };
  for (const text of TEXTS) {
    const { message } = await call(villain.secret, { text, name: TEXTS[0], page: { url: 'https://good.example/"><script>alert(1)</script>', title: text } });
    assert.equal(plain(message.text), plain(text));
  }
  await mia.goto(`${desk.base}/desk`);
  await mia.locator('#list .row').last().click();
  await mia.locator('#talk-title').waitFor();
  villain.path = new URL(mia.url()).pathname;
  villain.customer = await customerOf(mia);
});
after(async () => {
  await Promise.all([agents?.close(), customers?.close()]);
  await desk?.stop();
});

test('in the thread of a conversation, from the customer, as replies and as notes', async () => {
  for (let n = 0; n < TEXTS.length; n += SOME) {
    const text = TEXTS.slice(n, n + SOME).join('\n\n');
    assert.equal(await post(mia, `${villain.path}/messages`, { kind: 'reply', text, anyway: 'yes' }), 201, text);
    assert.equal(await post(mia, `${villain.path}/messages`, { kind: 'note', text }), 201, text);
  }
  await mia.goto(desk.base + villain.path);
  const more = mia.getByRole('button', { name: 'Show earlier messages' });
  while (await more.count()) {
    const count = await mia.locator('.message').count();
    await more.click();
    await until(async () => await mia.locator('.message').count() > count || await more.count() === 0, 'earlier messages');
  }
  holds(await mia.locator('.message--customer .message__text').allTextContents(), TEXTS);
  for (const kind of ['us', 'note']) holdsWithin(await mia.locator(`.message--${kind} .message__text`).allTextContents(), TEXTS);
  await isCalm(mia);
});

test('in the chat, and live', async () => {
  const page = await guard(await open(customers));
  await page.goto(`${desk.base}/demo`);
  await page.evaluate(([at, secret]) => { localStorage[at] = JSON.stringify({ secret, opened: true }); }, [`bliss:${inbox}`, villain.secret]);
  await page.reload();
  const w = chat(page);
  await w.text.waitFor();
  await until(async () => {
    await w.log.evaluate(log => { log.scrollTop = 0; });
    return (await w.texts()).length >= TEXTS.length + TEXTS.length / SOME;
  }, 'everything that was said', 60_000);
  holds(await w.own(), TEXTS);
  holdsWithin(await w.find('.m.us .text').allTextContents(), TEXTS);
  for (const text of ['<img src=x onerror=alert(1)> live', '"><svg onload=alert(1)> live']) {
    assert.equal(await post(mia, `${villain.path}/messages`, { kind: 'reply', text, anyway: 'yes' }), 201);
    await w.says(text);
  }
  assert.equal(await page.locator('bliss-chat .log').locator('img, script, style, iframe').count(), 0);
  await isCalm(page);
  await page.context().close();
});

test('as names, subjects, previews and page titles, in every list', async () => {
  for (const text of TEXTS) await call(newSecret(), { text, name: text, page: { url: 'https://good.example/', title: text } });
  const names = new Set(), subjects = new Set();
  await mia.goto(`${desk.base}/desk`);
  for (;;) {
    for (const name of await mia.locator('#list .row__name b').allTextContents()) names.add(plain(name));
    for (const subject of await mia.locator('#list .row__subject').allTextContents()) subjects.add(plain(subject));
    await isCalm(mia);
    const next = mia.locator('.list__more a', { hasText: 'More' });
    if (!await next.count()) break;
    await mia.goto(desk.base + await next.getAttribute('href'));
  }
  // Long ones are cut.
  holds([...names], TEXTS.filter(text => text.length <= 60 && !/[\n\t]/.test(text)));
  holds([...subjects], TEXTS.filter(text => text.length <= 60 && !/[\n\t]/.test(text)));

  await mia.goto(`${desk.base}/today`);
  await isCalm(mia);
  let pages = 0;
  await mia.goto(`${desk.base}/customers`);
  for (;;) {
    await isCalm(mia);
    const next = mia.locator('main a', { hasText: /^(More|Next)$/ });
    if (!await next.count() || ++pages > 12) break;
    await mia.goto(new URL(await next.first().getAttribute('href'), mia.url()).href);
  }
  for (const words of ['alert', 'script', 'img', '"', '<', '{{7*7}}', 'javascript:alert(1)']) {
    await mia.goto(`${desk.base}/customers?q=${encodeURIComponent(words)}`);
    await isCalm(mia);
  }
});

test('in the palette', async () => {
  await mia.goto(`${desk.base}/today`);
  await live(mia);
  await mia.keyboard.press('Control+k');
  for (const words of ['alert', 'script', 'onerror', 'javascript', 'evil', '<img src=x onerror=alert(1)>']) {
    const answer = mia.waitForResponse(response => response.url().includes(`q=${encodeURIComponent(words)}`));
    await mia.locator('#palette-words').fill(words);
    await answer;
    await mia.locator('#palette-results [role=option]').first().waitFor();
    await isCalm(mia);
  }
  await mia.keyboard.press('Escape');
});

test('as tags, subjects, names, facts and file names, on the conversation and on the customer’s page', async () => {
  for (const tag of SHORT.slice(0, 12)) await post(mia, `${villain.path}/tags`, { tag });
  // A customer has room for thirty facts.
  const facts = TEXTS.filter(text => text.length <= 200);
  await mia.goto(`${desk.base}/customers?q=alert`);
  const people = await mia.locator('main tbody th a').evaluateAll(links => links.map(link => link.getAttribute('href')));
  for (let n = 0; n < facts.length; n += 30) {
    const person = people[n / 30], some = facts.slice(n, n + 30);
    for (const fact of some) assert.equal(await post(mia, `${person}/facts`, { fact }), 200, fact);
    await mia.goto(desk.base + person);
    const shown = plain(await mia.locator('main').textContent());
    assert.deepEqual(some.filter(fact => !shown.includes(plain(fact))), []);
    await isCalm(mia);
    await mia.goto(`${desk.base + person}/edit`);
    await isCalm(mia);
  }
  // Names with slashes, or with what nobody sees, are refused.
  const names = TEXTS.filter(text => !/[/\\\p{C}\p{Z}]/u.test(text.replaceAll(' ', '')));
  for (const text of names.filter((_, n) => n % 3 === 0)) {
    const body = new FormData();
    body.append('file', new File(['harmless'], `${text}.txt`, { type: 'text/plain' }));
    const { id } = await call(villain.secret, body, 'attachments');
    await call(villain.secret, { text: '', attachments: [id] });
  }
  for (const text of TEXTS.filter((_, n) => n % 27 === 0)) {
    assert([200, 422].includes(await post(mia, `${villain.path}/subject`, { subject: text })));
    await mia.goto(desk.base + villain.path);
    await isCalm(mia);
    await mia.goto(`${desk.base}/customers/${villain.customer}`);
    await isCalm(mia);
  }
  await mia.goto(desk.base + villain.path);
  assert(await mia.locator('#talk-head .tags .tag').count() > 5);
  assert(await mia.locator('.file b').count() > 0);

  const page = await guard(await open(customers));
  await page.goto(`${desk.base}/demo`);
  await page.evaluate(([at, secret]) => { localStorage[at] = JSON.stringify({ secret, opened: true }); }, [`bliss:${inbox}`, villain.secret]);
  await page.reload();
  await chat(page).find('button.file').first().waitFor();
  await isCalm(page);
  await page.context().close();
});

test('files are never opened as pages of the desk', async () => {
  const evil = [
    ['page.html', 'text/html', '<script>alert(1)</script>'],
    ['drawing.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['notes.xml', 'application/xml', '<x xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></x>'],
    ['picture.png', 'image/png', '<script>alert(1)</script>'],
    ['script.js', 'text/javascript', 'alert(1)'],
  ];
  for (const [name, type, bytes] of evil) {
    const body = new FormData();
    body.append('file', new File([bytes], name, { type }));
    const uploaded = await fetch(`${desk.base}/chat/${inbox}/attachments`, { method: 'POST', headers: { authorization: `Bearer ${villain.secret}`, 'bliss-key': name }, body });
    if (!uploaded.ok) {
      // Not taken at all.
      assert([415, 422].includes(uploaded.status));
      continue;
    }
    const { id } = await uploaded.json();
    await call(villain.secret, { text: name, attachments: [id] });
    const response = await mia.request.get(`${desk.base}/attachments/${id}/${name}`);
    assert.equal(response.status(), 200);
    const headers = response.headers();
    const opens = /^inline/.test(headers['content-disposition'] ?? 'inline');
    assert(!opens || /^image\/(png|jpeg|gif|webp|avif)$/.test(headers['content-type']), `${name}: ${JSON.stringify(headers)}`);
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(headers['content-security-policy'], /sandbox|default-src 'none'/);
  }
});

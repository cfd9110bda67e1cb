// Bliss web chat. The why of it is in README.md.
(() => {
'use strict';
const script = document.currentScript || document.querySelector('script[data-inbox]');
const inbox = script && script.dataset.inbox;
if (!inbox || customElements.get('bliss-chat')) return;

const REPLY_MS_MAX = 20e3, PING_MS = 25e3, PONG_MS_MAX = 10e3, RETRY_MS_MAX = 60e3;
const TYPING_MS = 4e3, GROUP_MS = 6e5;

// Words, made of the languages' files.
const P = n => new Intl.PluralRules('en').select(n);
const T = {
  lang: 'en', dir: 'ltr',
  chat: 'Chat with us',
  phone: 'Call us',
  with: name => `Chat with ${name}`,
  unread: n => P(n) == 'one' ? `Chat with us, ${n} new message` : `Chat with us, ${n} new messages`,
  close: 'Close the chat',
  messages: 'Messages',
  you: 'You',
  here: (n, names) => n == 0 ? `We are here.` : P(n) == 'one' ? `${names} is here.` : `${names} are here.`,
  others: n => P(n) == 'one' ? `${n} other` : `${n} others`,
  wait: n => P(n) == 'one' ? `People wait about ${n} minute today.` : `People wait about ${n} minutes today.`,
  away: 'Nobody is at the desk right now.',
  back: (day, time) => `We will be back ${day} at ${time} (your time).`,
  on: (kind, day) => `on ${day}`,
  ask: 'Leave your email, and our answer finds you wherever you are.',
  name: 'Your name (optional)',
  email: 'Email, so that we can answer if you leave (optional)',
  bad_email: 'This email looks incomplete. Please correct it, or leave it empty.',
  write: 'Write a message',
  send: 'Send',
  attach: 'Attach a file',
  remove: 'Remove',
  remove_file: file => `Remove ${file}`,
  retry: 'Try again',
  sending: 'Sending…',
  sent: 'Sent',
  seen: 'Seen',
  waiting: 'Waiting for the connection; will be sent by itself',
  failed: 'That did not work. Please try again.',
  trouble: (file, why) => `${file}: ${why}`,
  lost: 'No connection right now. We keep trying.',
  typing: name => `${name} is typing…`,
  fresh: 'New messages',
  get: (file, size) => `Download ${file}, ${size}`,
  too_long: n => P(n) == 'one' ? `That is ${n} character too long. Please send it in two messages.` : `That is ${n} characters too long. Please send it in two messages.`,
  too_big: (file, max) => `${file} is too large to send here: up to ${max} is fine.`,
  uploading: 'This will be sent as soon as the file is here.',
};
// End of words.

const CSS = `
:host{all:initial!important;position:fixed!important;inset:0!important;z-index:2147483647!important;pointer-events:none!important}
@media print{:host{display:none!important}}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
[hidden]{display:none!important}
.b{--paper:#fffdf9;--soft:#f5f0e6;--line:#8b8273;--ink:#26221b;--faint:#6a6255;--bad:#a1281c;
color-scheme:light;font:15px/1.5 system-ui,sans-serif;color:var(--ink)}
@media(prefers-color-scheme:dark){.b{--paper:#1f1c18;--soft:#2c2822;--line:#8d8476;--ink:#f3ede2;--faint:#b5ab9b;--bad:#ffb0a3;color-scheme:dark}}
.b>*{position:absolute;right:20px;bottom:20px;pointer-events:auto;box-shadow:0 0 0 1px #2b1d0a1a,0 8px 40px #2b1d0a40}
button{background:none;border:0;cursor:pointer;min-height:44px;min-width:44px;border-radius:12px}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
svg{display:block;width:24px;margin:auto;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.launch{width:60px;height:60px;border-radius:50%;background:var(--c);color:var(--on)}
.launch:focus-visible{box-shadow:0 0 0 2px var(--paper),0 0 0 5px var(--ink)}
.launch svg{width:34px}
.launch:hover svg{transform:scaleY(1.4)}
.badge{position:absolute;top:-4px;right:-4px;min-width:24px;padding:0 6px;border-radius:12px;background:var(--ink);color:var(--paper);font-size:13px;line-height:24px}
.panel{width:392px;max-width:calc(100% - 40px);height:660px;max-height:calc(100% - 40px);display:flex;flex-direction:column;background:var(--paper);border-radius:20px;overflow:hidden}
.panel:focus{outline:0}
header{padding:16px 0;padding-inline:24px 12px;display:grid;grid-template-columns:1fr auto auto;align-items:center}
h2{font-size:19px;font-weight:650}
header div{grid-column:1/-1;display:flex;align-items:center;gap:6px;padding-inline-end:12px}
header p{margin-inline-start:4px;font-size:14px;line-height:1.4}
header p,.day,.by,.state,.note,label,.plea,small{color:var(--faint)}
.day,.by,.state,.note,label,.plea,small{font-size:13px}
.face{flex:none;width:32px;line-height:32px;border-radius:50%;text-align:center;font-size:12px;font-weight:600;color:var(--ink)}
.log{flex:1;border-top:1px solid var(--soft);overflow:auto;overflow-anchor:none;overscroll-behavior:contain;padding:16px 24px 20px;display:flex;flex-direction:column;gap:6px}
.log:focus-visible{outline-offset:-2px}
.log>:first-child{margin-top:auto}
.day{text-align:center;padding-top:16px}
.day:first-letter{text-transform:uppercase}
.by{display:flex;align-items:center;gap:8px;padding-top:12px}
.m{max-width:86%;display:flex;flex-direction:column;gap:6px;align-items:flex-start}
.you,.state{align-self:flex-end;align-items:flex-end;text-align:end}
.vh{position:absolute;clip-path:inset(50%)}
.text{text-align:start;unicode-bidi:isolate;white-space:pre-wrap;padding:8px 14px;border-radius:4px 16px 16px;background:var(--soft)}
.you .text{border-radius:16px 16px 4px}
[dir=rtl] .text{border-radius:16px 4px 16px 16px}
[dir=rtl] .you .text{border-radius:16px 16px 16px 4px}
.face,.you .text{background:var(--soft);background:color-mix(in srgb,var(--c) 20%,var(--paper))}
.text,bdi,h2{overflow-wrap:anywhere}
a{unicode-bidi:isolate}
.image{max-width:100%;background:var(--soft);overflow:hidden}
.image>*{display:block;width:100%;height:100%;object-fit:cover}
.file{display:flex;gap:8px;align-items:center;max-width:100%;padding:8px 12px;text-align:start}
.file svg{flex:none}
.state button{padding:0 8px;font-weight:600;text-decoration:underline}
.bad span,.hint{display:block;color:var(--bad)}
.over{position:relative}
.pill{position:absolute;bottom:8px;left:50%;transform:translate(-50%);padding:0 20px;border-radius:22px;background:var(--ink);color:var(--paper);white-space:nowrap}
.note{padding:0 24px 8px}
form{padding:2px 16px max(16px,env(safe-area-inset-bottom));max-height:60%;overflow:auto;flex:none}
.row{display:flex;align-items:flex-end;padding:3px;border-radius:16px}
.row,.file,input{border:1px solid var(--line)}
.row:focus-within{border-color:var(--ink);box-shadow:0 0 0 1px var(--ink)}
textarea{flex:1;min-width:0;height:44px;max-height:132px;padding:11px 2px;border:0;outline:0!important;background:none;resize:none;line-height:22px}
textarea:placeholder-shown{direction:inherit}
::placeholder{color:var(--faint);opacity:1}
.send{background:var(--c);color:var(--on)}
.ring{padding:0 16px;font-weight:600}
.about{padding:12px 8px 0;display:grid;gap:8px}
input{width:100%;height:44px;padding:0 12px;border-radius:12px;background:none;font-size:15px;color:var(--ink)}
[aria-invalid=true]{border-color:var(--bad)}
.hint{font-size:14px;padding:0 8px}
li{display:flex;align-items:center;gap:8px;padding:0 0 8px;padding-inline-start:8px}
li bdi{flex:1;font-size:14px}
progress{width:64px;accent-color:var(--line)}
@media(max-width:480px),(max-height:420px){
.panel{inset:var(--top,0) 0 auto;width:auto;max-width:none;height:var(--high,100dvh);max-height:none;border-radius:0;padding:env(safe-area-inset-top) env(safe-area-inset-right) 0 env(safe-area-inset-left)}
input,textarea{font-size:16px}}
@media(forced-colors:active){.b>*,.text,.send,.pill,.badge{border:1px solid}}
`;

// Never parses markup.
function h(tag, props, ...kids) {
  const el = document.createElementNS(`http://www.w3.org/${/svg|path/.test(tag) ? '2000/svg' : '1999/xhtml'}`, tag);
  for (const [name, value] of Object.entries(typeof props === 'object' ? props : {class: props})) {
    if (typeof value === 'function') el.addEventListener(name, value);
    else if (value != null) el.setAttribute(name, value);
  }
  el.append(...kids.filter(kid => kid != null));
  return el;
}
const icon = d => h('svg', {viewBox: '0 0 24 24', 'aria-hidden': 'true'}, h('path', {d}));
const button = (cls, label, click, ...kids) =>
  h('button', {type: 'button', class: cls, 'aria-label': kids.length ? label : null, click}, ...(kids.length ? kids : [label]));
const SMILE = 'M5 10.5C7.5 17.5 16.5 17.5 19 10.5', CROSS = 'M6 6l12 12M18 6L6 18', UP = 'M12 19V5M6 11l6-6 6 6',
  DOWN = 'M12 5v11M7 11l5 5 5-5M6 20h12', CLIP = 'M20 11l-8 8a5 5 0 01-7-7l8-8a3 3 0 015 5l-8 8a1 1 0 01-3-3l7-7';

const json = value => JSON.stringify(value, function (k) {return this[k];});
const random = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
  .replace(/\+/g, '-').replace(/\//g, '_').replace('=', '');
const again = status => status >= 500 || status === 408 || status === 425 || status === 429;
const backoff = n => Math.min(RETRY_MS_MAX, 500 * 2 ** n) * (.5 + Math.random() / 2);
const clean = name => `${name}`.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');

const lang = navigator.languages.find(l => l.startsWith(T.lang)) || T.lang;
const clock = new Intl.DateTimeFormat(navigator.language, {timeStyle: 'short'});
const dayOf = d => Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) / 864e5;
function dayWord(date, on, latest) {
  const n = Math.min(dayOf(date) - dayOf(new Date()), latest);
  if (Math.abs(n) < 2) return new Intl.RelativeTimeFormat(lang, {numeric: 'auto'}).format(n, 'day');
  const [kind, how] = Math.abs(n) < 7 ? ['weekday', {weekday: 'long'}] : ['date', {day: 'numeric', month: 'long'}];
  return on(kind, new Intl.DateTimeFormat(lang, how).format(date));
}
const bytes = n => new Intl.NumberFormat(lang, {style: 'unit', unit: 'megabyte'}).format(Math.ceil(n / 1e5) / 10);

let disk = {};
try {disk = localStorage || disk;} catch {}
const keep = (k, v) => {try {disk[k] = v;} catch {disk = {...disk, [k]: v};}}; // full: memory goes on
const read = k => {try {return JSON.parse(disk[k]) || {};} catch {return {};}};
const anonymous = `bliss:${inbox}`;
const baseOf = person => `${anonymous}:${encodeURIComponent(person.user_id)}`;

let base = anonymous, S = read(base);
let who, proved = false, fresh; // fresh: a secret not yet stored
const auth = () => S.secret || (fresh ||= random());

function put(patch) {
  S = {...S, ...read(base), ...patch};
  if (S.secret) keep(base, json(S));
}
const outbox = () => Object.keys(disk).filter(k => k.startsWith(base + '#'))
  .map(at => ({...read(at), at})).filter(i => i.key).sort((a, b) => a.n - b.n);
const enqueue = item => keep(`${base}#${item.key}`, json({...item, n: 1 + Math.max(0, ...outbox().map(i => i.n))}));

const {origin} = new URL(script.src, location.href);
const url = path => `${origin}/chat/${encodeURIComponent(inbox)}${path}`;
const request = (method, path, body, signal) => fetch(url(path), {
  method, body: body && json(body), credentials: 'omit', signal,
  headers: {'Accept-Language': T.lang, ...path && {Authorization: `Bearer ${auth()}`}, ...body && {'Content-Type': 'application/json'}},
});
async function call(method, path, body) {
  const r = await request(method, path, body, AbortSignal.timeout && AbortSignal.timeout(REPLY_MS_MAX));
  const data = await r.json().catch(error => {if (r.ok) throw error; return {};});
  return {ok: r.ok, status: r.status, data};
}

let shop = {limits: {}, desk: {}}, misses = 0;
async function ask() {
  try {
    const r = await call('GET', '');
    if (again(r.status)) throw r;
    if (!r.ok) return console.warn('Bliss:', r.data.detail);
    shop = r.data, misses = 0;
    paint();
  } catch {setTimeout(ask, backoff(++misses));}
  draw();
}

let settling;
const settle = () => settling ||= prove().finally(() => {settling = null;});
async function prove() {
  for (let n = 0; who && !proved && n < 4; n++) {
    const person = who, mine = baseOf(person);
    const r = await call('PUT', '/identity', person);
    if (person !== who) continue;
    if (r.ok) {
      proved = true;
      if (base !== mine) move(mine), base = mine;
      put({proved, ...r.data});
    } else if (r.status === 409) {
      if (base !== mine) {go(mine); if (!S.secret) return;}
      else if (S.secret) put({secret: random(), seen: 0}), forget();
      else fresh = random();
    } else if (again(r.status)) throw r;
    else {
      console.warn('Bliss: identity refused.', r.data.detail);
      who = null;
      if (base === mine) {if (!S.proved) move(anonymous); go(anonymous);}
    }
  }
}
function move(to) {
  for (const {at, ...item} of outbox()) delete disk[at], keep(`${to}#${item.key}`, json(item));
  const state = disk[base];
  delete disk[base];
  if (state && !disk[to]) keep(to, state);
}
function go(to) {
  base = to, S = read(base);
  if (S.draft) ui.text.value = S.draft;
  forget();
  connect(), flush();
}
function identify(person) {
  if (!person || person.user_id == null) return;
  const {user_id, hash, name, email} = person;
  who = {user_id: `${user_id}`, hash, name, email}, proved = false;
  if (base !== anonymous || !S.secret || read(baseOf(who)).secret) go(baseOf(who));
  else connect();
}
function signOut() {
  who = fresh = null, proved = false;
  if (phone) phone.then(p => p.end());
  const keys = Object.keys(disk);
  for (const k of keys) if (k.startsWith(anonymous + ':') && !k.includes('#') && !keys.some(o => o.startsWith(k + '#'))) delete disk[k];
  ui.text.value = '';
  go(anonymous);
}

const messages = new Map();
let heard = S.seen || 0, theySaw = 0, more, loading, typist;

function forget() {
  hangUp(), messages.clear(), files.clear();
  heard = S.seen || 0, theySaw = 0, more = undefined, typist = null;
  draw();
}
function accept(message) {
  messages.set(message.seq, message);
  if (message.key) delete disk[`${base}#${message.key}`];
  if (message.from === 'us') typist = null;
}
async function older() {
  if (loading || more === false || !S.secret) return;
  loading = true;
  const mine = S.secret, first = Math.min(...messages.keys());
  try {
    const r = await call('GET', `/messages${first < Infinity ? `?before=${first}` : ''}`);
    if (r.ok && S.secret === mine) {
      r.data.messages.forEach(accept);
      more = r.data.more;
      ui.log.ariaLive = 'off';
      draw();
    }
  } catch {}
  loading = false;
}

// One tab at a time, in order.
let flushing, stuck = 0, flushTimer;
async function flush() {
  if (flushing) return;
  flushing = true;
  clearTimeout(flushTimer);
  const turn = async () => {
    try {
      for (;;) {
        if (outbox().some(i => !i.failed)) await settle();
        const item = outbox().find(i => !i.failed);
        if (!item) break;
        const mine = S.secret, {at, n, files: sent, written, ...message} = item;
        const r = await call('POST', '/messages', {...message, attachments: sent.map(f => f.id)});
        if (again(r.status)) throw r;
        if (r.ok) delete disk[at];
        else keep(at, json({...item, failed: r.data.detail || T.failed}));
        stuck = 0;
        if (r.ok && mine === S.secret) accept(r.data.message), connect();
        draw();
      }
    } catch {flushTimer = setTimeout(flush, backoff(++stuck));}
    flushing = false;
    draw();
  };
  if (navigator.locks) navigator.locks.request(base, turn).catch(turn);
  else turn();
}

let ws, tries = 0, told = 0, beat, silence, redial, typingTimer;
const say = frame => ws && ws.readyState === 1 && ws.send(json(frame));
async function connect() {
  clearTimeout(redial);
  if (!S.secret) return;
  try {
    await settle();
    if (ws || !S.secret) return;
    const mine = ws = new WebSocket(url('/live').replace('http', 'ws'));
    mine.onopen = () => say({hello: {secret: S.secret, after: heard}});
    mine.onmessage = e => {if (ws === mine) clearTimeout(silence), hear(JSON.parse(e.data));};
    mine.onclose = e => {
      if (ws !== mine) return;
      hangUp();
      if (e.code === 4410) delete disk[base], proved = false, go(base), hint(e.reason);
      else if (e.code !== 4401) retry(e.code === 4429 ? 6 : 1);
    };
    silence = setTimeout(hangUp, REPLY_MS_MAX, 1);
    beat = setInterval(ping, PING_MS);
  } catch {hangUp(), retry(1);}
}
function retry(n) {
  tries += n;
  redial = setTimeout(connect, backoff(tries));
  draw();
}
function hangUp(again) {
  const old = ws;
  ws = null, told = 0;
  clearInterval(beat), clearTimeout(silence), clearTimeout(redial);
  if (old) old.close();
  if (again) retry(1);
}
function ping() {
  clearTimeout(silence);
  silence = setTimeout(hangUp, PONG_MS_MAX, 1);
  say({ping: 1});
}
function hear(frame) {
  const {welcome, message, typing, seen} = frame;
  if (welcome) {
    tries = 0, theySaw = welcome.seen || 0;
    if (opened && more == null) older();
    flush();
  }
  if (message) ui.log.ariaLive = 'polite', accept(message), heard = Math.max(heard, message.seq);
  if (typing !== undefined) {
    typist = typing;
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => {typist = null; draw();}, TYPING_MS);
  }
  if (seen) theySaw = Math.max(theySaw, seen);
  if (frame.call && phone) phone.then(p => p.hear(frame.call));
  shop.desk = frame.desk || welcome && welcome.desk || shop.desk;
  draw();
}
function wake() {
  if (document.hidden) return;
  stuck = tries = 0;
  if (ws) ping();
  else connect();
  for (const chip of chips) if (chip.timer) clearTimeout(chip.timer), upload(chip);
  flush();
  draw();
}

const chips = new Set(), files = new Map();
let sendWhenLoaded = false;

function attach(list) {
  for (const file of list) {
    const name = clean(file.name);
    if (file.size > shop.limits.attachment_bytes) {hint(T.too_big(name, bytes(shop.limits.attachment_bytes))); continue;}
    const chip = {file, name, key: random(), tries: 0, bar: h('progress', {max: 1, value: 0, 'aria-label': name})};
    chip.el = h('li', '', h('bdi', '', name), chip.bar, button('', T.remove_file(name), () => discard(chip), icon(CROSS)));
    chips.add(chip), ui.chips.append(chip.el);
    upload(chip);
  }
}
function discard(chip) {
  chips.delete(chip), chip.el.remove(), clearTimeout(chip.timer);
  if (chip.request) chip.request.abort();
  ui.text.focus();
}
async function upload(chip) {
  const later = () => {chip.timer = setTimeout(upload, backoff(++chip.tries), chip);};
  chip.timer = 0;
  try {await settle();} catch {return later();}
  const x = chip.request = new XMLHttpRequest(), form = new FormData();
  form.append('file', chip.file);
  x.open('POST', url('/attachments'));
  x.setRequestHeader('Accept-Language', T.lang);
  x.setRequestHeader('Authorization', `Bearer ${auth()}`);
  x.setRequestHeader('Bliss-Key', chip.key);
  x.upload.onprogress = e => {chip.bar.value = e.loaded / e.total;};
  x.onloadend = () => {
    let data = {};
    try {data = JSON.parse(x.response);} catch {}
    if (!chips.has(chip)) return;
    if (x.status < 300 && data.id != null) {
      chip.sent = data, chip.bar.remove();
      files.set(data.id, Promise.resolve(chip.file));
      if (sendWhenLoaded) send();
    } else if (x.status < 400 || again(x.status)) later();
    else discard(chip), sendWhenLoaded = false, hint(T.trouble(chip.name, data.detail || T.failed));
  };
  x.send(form);
}
function load(a) {
  if (!files.has(a.id)) {
    files.set(a.id, request('GET', `/attachments/${a.id}`)
      .then(r => {if (!r.ok) throw r; return r.blob();})
      .catch(error => {files.delete(a.id); throw error;}));
  }
  return files.get(a.id);
}
// Never opened: it would run as the host site.
const save = a => load(a).then(blob => {
  const href = URL.createObjectURL(blob);
  h('a', {href, download: clean(a.name)}).click();
  setTimeout(() => URL.revokeObjectURL(href), 6e4);
}).catch(() => hint(T.failed));

function attachment(a) {
  const name = clean(a.name), size = bytes(a.size);
  if (!/^image\/(png|jpeg|gif|webp|avif)$/.test(a.media_type)) {
    return button('file', T.get(name, size), () => save(a), icon(DOWN), h('span', '', h('bdi', '', name), ' ', h('small', '', size)));
  }
  const el = button('image', T.get(name, size), () => save(a), ''), w = a.width || 240, t = a.height || 180;
  el.style.aspectRatio = `${w}/${t}`;
  el.style.width = `${Math.max(44, Math.min(w, 260, 300 * w / t))}px`;
  load(a).then(blob => {
    const src = URL.createObjectURL(blob), img = h('img', {src, alt: ''});
    img.onload = () => URL.revokeObjectURL(src);
    img.onerror = async () => {// a strict img-src allows a canvas
      URL.revokeObjectURL(src);
      const bitmap = await createImageBitmap(blob), canvas = h('canvas', {width: bitmap.width, height: bitmap.height});
      canvas.getContext('2d').drawImage(bitmap, 0, 0);
      el.replaceChildren(canvas);
    };
    el.replaceChildren(img);
  }).catch(() => el.replaceChildren(name));
  return el;
}

customElements.define('bliss-chat', class extends HTMLElement {
  disconnectedCallback() {/* a new <body> */ if (this.parentNode) setTimeout(mount);}
});
const host = document.createElement('bliss-chat'), root = host.attachShadow({mode: 'open'});
const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);
root.adoptedStyleSheets = [sheet];

const ui = {
  badge: h('span', 'badge'),
  title: h('h2', ''), team: h('div', ''),
  log: h('div', {class: 'log', role: 'log', 'aria-live': 'polite', 'aria-label': T.messages, tabindex: 0, scroll: scrolled}),
  pill: button('pill', T.fresh, () => {stick = true; draw(); ui.text.focus();}),
  note: h('p', 'note'), hint: h('p', {class: 'hint', role: 'status', id: 'hint'}),
  chips: h('ul', ''), picker: h('input', {type: 'file', multiple: '', hidden: '', change() {attach(this.files); this.value = '';}}),
  text: h('textarea', {rows: 1, dir: 'auto', 'aria-label': T.write, placeholder: T.write, enterkeyhint: 'send', input: typed, keydown: entered}),
  plea: h('p', 'plea', T.ask),
  name: h('input', {autocomplete: 'name', dir: 'auto'}),
  email: h('input', {type: 'email', autocomplete: 'email', 'aria-describedby': 'hint'}),
};
ui.launch = button('launch', T.chat, () => open(), icon(SMILE), ui.badge);
ui.ring = button('send ring', T.phone, dial);
ui.about = h('div', 'about', ui.plea,
  h('label', '', T.name, ui.name), h('label', '', T.email, ui.email));
ui.form = h('form', {novalidate: '', submit(e) {e.preventDefault(); send();}},
  ui.hint, ui.chips,
  h('div', 'row', button('', T.attach, () => ui.picker.click(), icon(CLIP)), ui.text,
    h('button', {class: 'send', 'aria-label': T.send}, icon(UP))),
  ui.picker, ui.about);
ui.panel = h('section', {
  class: 'panel', role: 'dialog', tabindex: -1,
  keydown(e) {if (e.key === 'Escape' && !e.isComposing) close();},
  paste(e) {if (e.clipboardData.files.length) e.preventDefault(), attach(e.clipboardData.files);},
  dragover(e) {e.preventDefault();},
  drop(e) {e.preventDefault(); attach(e.dataTransfer.files);},
}, h('header', {role: 'none'}, ui.title, ui.ring, button('', T.close, close, icon(CROSS)), ui.team),
ui.log, h('div', 'over', ui.pill), ui.note, ui.form);
ui.all = h('div', {class: 'b', lang: T.lang, dir: T.dir, hidden: ''}, ui.launch, ui.panel);
root.append(ui.all);
for (const type of ['keydown', 'keyup', 'keypress', 'paste', 'drop']) root.addEventListener(type, e => e.stopPropagation());

let opened = false, stick = true, nodes = new Map(), newest = 0;
const hint = text => {ui.hint.textContent = text;};
const looking = () => opened && !document.hidden;
const narrow = () => matchMedia('(max-width:480px),(max-height:420px)').matches;

function open(quiet) {
  opened = stick = true;
  ask();
  put({opened});
  picture();
  older();
  if (!quiet) (narrow() ? ui.panel : ui.text).focus();
}
function close() {
  opened = false;
  put({opened});
  picture();
  ui.launch.focus();
}
let phone, failed = 0;
function dial() {
  phone ||= import(`${origin}/widget-call.js?language=${T.lang}&${failed}`).then(m => m.default({
    root, panel: ui.panel, h, icon, key: anonymous, url, open, connect, shop: () => shop, known: () => who || S,
    prove: async () => {await settle(); put({secret: auth()}); return S.secret;},
  }));
  phone.then(p => p.show(), () => {phone = null, failed++; hint(T.failed);});
}
function scrolled() {
  const {scrollTop, scrollHeight, clientHeight} = ui.log;
  stick = scrollHeight - scrollTop - clientHeight < 48;
  if (stick) ui.pill.hidden = true;
  if (scrollTop < 120 && more) older();
}
let typingSince = -1e9, typingEnd;
function typed() {
  grow();
  if (S.secret) put({draft: ui.text.value});
  const now = performance.now();
  if (now - typingSince > TYPING_MS / 2) say({typing: true}), typingSince = now;
  clearTimeout(typingEnd);
  typingEnd = setTimeout(rest, TYPING_MS);
}
function rest() {
  if (typingSince > 0) say({typing: false});
  clearTimeout(typingEnd), typingSince = -1e9;
}
function grow() {
  const {style} = ui.text;
  style.height = 'auto', style.height = `${Math.max(44, ui.text.scrollHeight)}px`;
}
function entered(e) {
  if (e.key !== 'Enter' || e.shiftKey || e.isComposing || e.keyCode === 229) return; // 229: Safari
  e.preventDefault();
  send();
}
function send() {
  const text = ui.text.value.trim(), over = [...text].length - shop.limits.text_chars, list = [...chips];
  sendWhenLoaded = false;
  hint('');
  if (!text && !list.length) return ui.text.focus();
  if (over > 0) return hint(T.too_long(over));
  if (ui.email.ariaInvalid = ui.email.validity.typeMismatch) return ui.email.focus(), hint(T.bad_email);
  if (list.some(chip => !chip.sent)) {sendWhenLoaded = true; return hint(T.uploading);}
  const name = ui.name.value.trim() || S.name, email = ui.email.value.trim() || S.email;
  put({secret: auth(), draft: '', name, email});
  enqueue({
    key: random(), text, files: list.map(chip => chip.sent), ...!who && {name, email},
    page: {url: location.href, title: document.title}, language: navigator.language,
    time_zone: new Intl.DateTimeFormat().resolvedOptions().timeZone, written: new Date().toISOString(),
  });
  ui.text.value = '', chips.clear(), ui.chips.replaceChildren(), stick = true;
  grow(), rest(), ui.text.focus();
  draw();
  flush();
}
function takeBack(item) {
  delete disk[item.at];
  ui.text.value = [item.text, ui.text.value].filter(t => t).join('\n');
  put({draft: ui.text.value});
  grow(), ui.text.focus(), draw();
}
function resend({at, failed, ...item}) {
  delete disk[at];
  enqueue(item);
  draw();
  flush();
}

const linked = text => text.split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/i).map((part, i) =>
  i % 2 ? h('a', {href: part, target: '_blank', rel: 'noopener noreferrer nofollow ugc'}, part) : part);
const face = person => h('span', {class: 'face', 'aria-hidden': 'true'}, person.initials || '');
const nameOf = m => m.from === 'you' ? T.you : m.author && m.author.name || shop.name;
const bubble = (m, from) => h('div', `m ${m.from}`,
  h('span', 'vh', `${from}: `),
  m.text ? h('div', {class: 'text', dir: 'auto'}, ...linked(m.text)) : null,
  ...(m.attachments || []).map(attachment));

function paint() {
  const colour = /^#[0-9a-f]{6}$/i.test(shop.colour) ? shop.colour : '#f2b134';
  const [r, g, b] = [1, 3, 5].map(i => (parseInt(colour.slice(i, i + 2), 16) / 255) ** 2.2);
  const {style} = ui.all;
  style.setProperty('--c', colour);
  style.setProperty('--on', .2126 * r + .7152 * g + .0722 * b > .2 ? '#201b14' : '#fff');
}
function deskLine({desk} = shop) {
  if (desk.open) {
    const team = desk.agents || [], names = team.map(a => a.name), rest = names.splice(3).length;
    if (rest) names.push(T.others(rest));
    return T.here(team.length, new Intl.ListFormat(lang).format(names))
      + (desk.wait_seconds != null ? ' ' + T.wait(Math.max(1, Math.round(desk.wait_seconds / 60))) : '');
  }
  const back = new Date(desk.back_at || 0);
  return desk.open === false ? T.away + (back > Date.now() ? ' ' + T.back(dayWord(back, T.on, 1e9), clock.format(back)) : '') : '';
}

let drawing;
function draw() {
  drawing ||= Promise.resolve().then(() => {drawing = null; picture();});
}
function picture() {
  if (looking() && heard > (S.seen || 0)) put({seen: heard});
  if (S.seen > told && ws && ws.readyState === 1) say({seen: told = S.seen});

  const sent = [...messages.values()].sort((a, b) => a.seq - b.seq);
  const unread = sent.filter(m => m.from === 'us' && m.seq > (S.seen || 0)).length;
  ui.all.hidden = !(shop.name || S.secret);
  ui.launch.hidden = opened, ui.panel.hidden = !opened;
  ui.launch.ariaLabel = unread ? T.unread(unread) : T.chat;
  ui.badge.hidden = !unread, ui.badge.textContent = unread;
  ui.panel.ariaLabel = shop.name ? T.with(shop.name) : T.chat;
  if (!opened) return;

  ui.title.textContent = shop.name || '';
  ui.ring.hidden = !(shop.calls && shop.calls.open);
  ui.team.replaceChildren(...(shop.desk.open && shop.desk.agents || []).slice(0, 3).map(face), h('p', '', deskLine()));
  ui.about.hidden = !!(who || S.secret && (S.email || shop.desk.open !== false)), ui.plea.hidden = shop.desk.open !== false;
  ui.note.replaceChildren(...typist ? [T.typing(typist.name)] : tries > 1 ? [T.lost] : []);
  ui.note.hidden = !ui.note.firstChild;

  // [id, make]
  const rows = [...sent, ...outbox().map(item => ({...item, item, from: 'you', at: item.written, attachments: item.files}))];
  const list = [], lastOwn = rows.filter(m => m.from === 'you').pop();
  if (shop.greeting && (!S.secret || more === false || !rows.length)) list.push(['greeting', () => bubble({from: 'us', text: shop.greeting}, nameOf({}))]);
  let day, by, then;
  for (const m of rows) {
    const at = new Date(m.at), id = m.key || m.seq, time = clock.format(at), from = nameOf(m);
    const label = dayWord(at, (_, day) => day, 0);
    if (label !== day) by = null, list.push([`day ${label} ${id}`, () => h('p', 'day', label)]);
    if (by !== m.from + from || at - then > GROUP_MS) {
      list.push([`by ${id} ${time}`, () => h('div', `by ${m.from}`, m.from === 'us' ? face(m.author || {}) : null, h('span', '', `${from} · ${time}`))]);
    }
    day = label, by = m.from + from, then = at;
    list.push([id, () => bubble(m, from)]);
    const {item} = m, state = item ? item.failed || (stuck || !navigator.onLine ? T.waiting : T.sending)
      : m === lastOwn ? theySaw >= m.seq ? T.seen : T.sent : '';
    if (state) {
      list.push([`state ${id} ${state}`, () => h('div', `state${item && item.failed ? ' bad' : ''}`, h('span', '', state),
        ...item && item.failed ? [button('', T.retry, () => resend(item)), button('', T.remove, () => takeBack(item))] : [])]);
    }
  }
  const {log} = ui, fromEnd = log.scrollHeight - log.scrollTop, first = log.querySelector('.m'), kept = new Map();
  for (const [id, make] of list) kept.set(id, nodes.get(id) || make());
  for (const [id, node] of nodes) if (!kept.has(id)) node.remove();
  let next = log.firstChild;
  for (const node of kept.values()) {
    if (node === next) next = next.nextSibling;
    else log.insertBefore(node, next);
  }
  nodes = kept;

  const last = [{seq: 0}, ...sent].pop();
  if (last.seq > newest && last.from === 'us' && !stick) ui.pill.hidden = false;
  newest = last.seq;
  if (stick) log.scrollTop = log.scrollHeight, ui.pill.hidden = true;
  else if (first && first !== log.querySelector('.m')) log.scrollTop = log.scrollHeight - fromEnd;
}

function mount() {
  if (host.isConnected) return;
  document.body.append(host);
  try {// above every transform
    host.popover = 'manual';
    host.showPopover();
  } catch {}
}

function begin() {
  mount();
  paint();
  new ResizeObserver(() => {if (stick) ui.log.scrollTop = ui.log.scrollHeight;}).observe(ui.log);
  const view = window.visualViewport; // less the keyboard
  const fit = () => {
    if (view.scale > 1.01) return;
    ui.all.style.setProperty('--high', `${view.height}px`);
    ui.all.style.setProperty('--top', `${view.offsetTop}px`);
  };
  if (view) view.addEventListener('resize', fit), view.addEventListener('scroll', fit);
  for (const type of ['online', 'offline', 'pageshow', 'focus']) addEventListener(type, wake);
  document.addEventListener('visibilitychange', wake);
  addEventListener('storage', e => {
    if (e.key && !e.key.startsWith(base)) return;
    const before = S.secret;
    S = read(base);
    if (S.secret !== before) forget();
    connect();
    draw();
  });

  const early = window.Bliss && window.Bliss.q || [];
  const api = {open: () => open(), close, identify, signOut};
  const obey = ([name, ...rest]) => api[name] && api[name](...rest);
  window.Bliss = {...api, q: {push: obey}};
  if (S.draft) ui.text.value = S.draft;
  identify(window.blissSettings);
  ask(), connect(), flush();
  if (S.opened && !narrow()) open(true);
  try {if (sessionStorage[anonymous]) dial();} catch {}
  early.forEach(obey);
}
if (document.body) begin();
else addEventListener('DOMContentLoaded', begin);
})();

// The socket of a page: what changes is told as events on the body, to which the parts of the page
// listen and fetch themselves anew. Whatever is missed while the socket is down, coming back tells
// everything to refresh.

import { words } from './words.js';

const BEAT_MS = 25_000; // the server takes a page for gone after 70 s of silence
const ANSWER_MS = 10_000;
const RETRY_MS_MAX = 15_000;

let socket, tries = 0, beat, silence, again;
let looking = { open: null, typing: false };
let wasDown = false;

export const tell = name => document.body.dispatchEvent(new CustomEvent(name));
const tellWith = (name, detail) => document.body.dispatchEvent(new CustomEvent(name, { detail }));

/** The conversation that the page shows, and its customer; null where it shows none. */
export const shown = () => {
  const main = document.getElementById('main');
  return main?.dataset.conversation
    ? { conversation: +main.dataset.conversation, customer: +main.querySelector('#customer [data-customer]')?.dataset.customer }
    : null;
};

const say = frame => {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
};

/** Tells the others what this page shows, and whether its reader writes a reply. */
export const look = typing => {
  looking = { open: shown()?.conversation ?? null, typing };
  say(looking);
};

const refreshAll = () => {
  tell('desk-changed');
  tell('agents-changed');
  tell('calls-changed');
  tell('promises-changed');
  tell('notifications-changed');
  const here = shown();
  if (here) tell(`conversation-${here.conversation}`);
};

const hear = frame => {
  if (frame.pong) return clearTimeout(silence);
  if (frame.presence) return tellWith('presence', frame.presence);
  if (frame.customer_typing) return tellWith('customer-typing', frame.customer_typing);
  const { event, conversation, customer, agent } = frame;
  const here = shown();
  if (event === 'catch_up') return refreshAll();
  if (event === 'draft.saved') {
    if (String(agent) === document.body.dataset.me) tellWith('draft-saved', { conversation });
    return;
  }
  if (event === 'notifications.changed') {
    if (String(agent) === document.body.dataset.me) tell('notifications-changed');
    return;
  }
  if (event === 'standards.changed') {
    if (here?.conversation === conversation) tell(`conversation-${conversation}`);
    return;
  }
  if (event === 'call.changed' || event === 'promise.changed') tell('calls-changed');
  if (event === 'promise.changed') tell('promises-changed');
  if (event === 'agent.changed' || event === 'settings.changed') {
    tell('agents-changed');
    tell('calls-changed');
    if (here && event === 'settings.changed') tell(`conversation-${here.conversation}`);
  }
  if (event !== 'agent.changed') tell('desk-changed');
  if (here && (here.conversation === conversation || (event.startsWith('customer.') && here.customer === customer))) {
    tell(`conversation-${here.conversation}`);
  }
  if (event === 'message.sent' && here?.customer === customer) {
    tellWith('customer-typing', { customer, typing: false });
  }
};

const banner = on => {
  let shownNow = document.getElementById('offline');
  if (!on) return shownNow?.remove();
  if (shownNow) return;
  shownNow = document.createElement('div');
  shownNow.id = 'offline';
  shownNow.className = 'offline';
  shownNow.setAttribute('role', 'status');
  shownNow.textContent = words.offline;
  document.querySelector('.rail').before(shownNow);
};

const connect = () => {
  clearTimeout(again);
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  const mine = socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
  mine.onopen = () => {
    tries = 0;
    banner(false);
    // What came between the drawing of the page and now is told, if there is any.
    say(wasDown ? looking : { ...looking, seen: +document.body.dataset.seen });
    if (wasDown) { refreshAll(); tell('desk-back'); }
    wasDown = false;
    document.documentElement.dataset.uiLive = 'yes';
    clearInterval(beat);
    beat = setInterval(ping, BEAT_MS);
  };
  mine.onmessage = ({ data }) => hear(JSON.parse(data));
  mine.onclose = () => {
    if (mine !== socket) return;
    clearInterval(beat);
    clearTimeout(silence);
    wasDown = true;
    delete document.documentElement.dataset.uiLive;
    // A single short break is mended before anybody needs to know.
    if (++tries > 1 || !navigator.onLine) banner(true);
    again = setTimeout(connect, Math.min(RETRY_MS_MAX, 300 * 2 ** tries) * (0.5 + Math.random() / 2));
  };
};

const ping = () => {
  say({ ping: 1 });
  clearTimeout(silence);
  silence = setTimeout(() => socket.close(), ANSWER_MS);
};

addEventListener('online', () => { tries = 0; connect(); });
addEventListener('offline', () => { banner(true); socket?.close(); });
// After sleep a socket may look open and be dead.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return;
  if (socket?.readyState === WebSocket.OPEN) ping();
  else connect();
});
addEventListener('pageshow', event => { if (event.persisted) { connect(); refreshAll(); } });

look(false);
connect();

// The desk: opening conversations without leaving the page, the thread's end, what was read, who
// else is here, the count in the tab's title, and what failed.

import { look, shown } from './live.js';
import { words } from './words.js';

const thread = () => document.getElementById('thread');
const scroller = () => document.getElementById('talk-scroll');

// --- opening a conversation -----------------------------------------------------------------

// A click on a row fetches the page and morphs what differs: the list keeps its place. A click that
// wants a new tab, and any failure, is left to the browser.
document.addEventListener('click', async event => {
  const link = event.target.closest?.('a.row, a.filter, .story a, a.desk__back, a.dock__open, a[data-goes-on], .list__only a, .list__more a');
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (!document.querySelector('main.desk') || !/^\/(desk|conversations\/\d+)(\?|$)/.test(link.getAttribute('href'))) return;
  event.preventDefault();
  await go(link.href, true);
});

let going;
const go = async (href, push) => {
  going?.abort();
  const mine = going = new AbortController();
  const main = document.getElementById('main');
  // What takes longer than a blink is shown to be on its way; the fresh page takes the sign away.
  const slow = setTimeout(() => main.setAttribute('aria-busy', 'true'), 200);
  try {
    // Whoever writes stops doing so here: the draft is saved before the composer goes.
    document.dispatchEvent(new CustomEvent('leaving'));
    const response = await fetch(href, { signal: mine.signal, headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    if (!response.ok || !page.querySelector('main.desk')) throw new Error('not the desk');
    const text = page.getElementById('main').outerHTML;
    if (push) history.pushState({ bliss: true }, '', href);
    document.title = page.title;
    const kept = document.querySelector('#list .list')?.parentElement.scrollTop;
    await window.htmx.swap({ text, target: '#main', swap: 'outerMorph' });
    const list = document.querySelector('#list .list')?.parentElement;
    if (list && kept) list.scrollTop = kept;
    arrived(true);
  } catch (error) {
    if (error.name !== 'AbortError') location.assign(href);
  } finally {
    clearTimeout(slow);
    if (going === mine) {
      going = undefined;
      document.getElementById('main').removeAttribute('aria-busy');
    }
  }
};

addEventListener('popstate', () => {
  if (document.querySelector('main.desk') && /^\/(desk|conversations\/\d+)$/.test(location.pathname)) go(location.href, false);
  else location.reload();
});

// --- the thread -----------------------------------------------------------------------------

let atEnd = true;
const toEnd = () => {
  const box = scroller();
  if (!box) return;
  box.scrollTop = box.scrollHeight;
  // On a phone the page itself scrolls.
  if (matchMedia('(max-width: 55rem)').matches) scrollTo(0, document.documentElement.scrollHeight);
};

document.addEventListener('scroll', event => {
  if (event.target === scroller()) atEnd = event.target.scrollHeight - event.target.scrollTop - event.target.clientHeight < 80;
}, true);

// Whoever read the end still does in a window of another height. On a phone its bars come and go as one scrolls.
addEventListener('resize', () => {
  if (atEnd && scroller() && !matchMedia('(max-width: 55rem)').matches) scroller().scrollTop = scroller().scrollHeight;
});

/** The desk has come into the page, perhaps with a conversation. */
const arrived = moved => {
  document.querySelector('.filter[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (!shown()) return look(false);
  atEnd = true;
  toEnd();
  look(false);
  read();
  countDown();
  if (moved) document.getElementById('talk-title')?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent('conversation-shown'));
};

let told = '';
const read = () => {
  const here = shown();
  if (!here || document.hidden || !document.hasFocus()) return;
  const sequence = thread()?.dataset.sequence;
  const now = `${here.conversation}/${sequence}`;
  if (!sequence || now === told) return;
  told = now;
  fetch(`/conversations/${here.conversation}/reading`, { method: 'PUT', body: new URLSearchParams({ sequence }) })
    .then(response => { if (!response.ok) told = ''; }, () => { told = ''; });
};
addEventListener('focus', read);
document.addEventListener('visibilitychange', read);
// Something was told of what is on the page: it is read once more.
document.addEventListener('told-of-shown', () => { told = ''; read(); });

// The bar of a reply that can be taken back begins where its time has come to.
const countDown = () => {
  for (const state of document.querySelectorAll('.message__state[data-seconds]')) {
    const bar = state.querySelector('.countdown');
    bar.style.animationDuration = `${Math.max(1, +state.dataset.seconds)}s`;
  }
};

// Earlier messages come above what is being read, which stays where it is.
const page = () => (matchMedia('(max-width: 55rem)').matches ? document.scrollingElement : scroller());
let fromEnd = null;
document.addEventListener('htmx:before:swap', event => {
  const box = event.detail.ctx.sourceElement?.matches?.('.thread__earlier') && page();
  fromEnd = box ? box.scrollHeight - box.scrollTop : null;
});

document.addEventListener('htmx:after:swap', () => {
  const box = page();
  if (fromEnd !== null && box) box.scrollTop = box.scrollHeight - fromEnd;
  else if (atEnd) toEnd();
  fromEnd = null;
  read();
  countDown();
  title();
  document.dispatchEvent(new CustomEvent('thread-changed'));
});

// What unfolds in the thread, or beside it, is seen.
document.addEventListener('toggle', ({ target }) => {
  if (target.open && target.matches?.('.suggestion .menu, .promise .menu')) target.scrollIntoView({ block: 'nearest' });
}, true);

// --- who else is here -----------------------------------------------------------------------

const presence = { people: [], customer: false };
let customerTypes;
const showPresence = () => {
  const place = document.getElementById('presence');
  if (!place) return;
  const me = document.body.dataset.me;
  const others = presence.people.filter(person => String(person.id) !== me);
  const name = document.querySelector('#customer-title .person__name')?.textContent;
  const typing = others.some(person => person.typing) || presence.customer;
  const said = [
    ...others.map(person => (person.typing ? words.is_here_and_writing : words.is_here)(person.name)),
    ...(presence.customer ? [name ? words.is_writing(name) : words.customer_is_writing] : []),
  ];
  const lines = said.map(what => {
    const [, before, who, after] = what.match(/^(.*?)<b>(.*)<\/b>(.*)$/s);
    const line = document.createElement('span');
    const strong = document.createElement('b');
    strong.textContent = who;
    line.append(before, strong, after);
    return line;
  });
  const avatars = document.createElement('span');
  avatars.className = 'avatars';
  for (const person of others) {
    const avatar = document.createElement('span');
    avatar.className = `avatar avatar--${person.colour} avatar--small`;
    avatar.setAttribute('aria-hidden', 'true');
    avatar.textContent = person.initials;
    avatars.append(avatar);
  }
  const dots = document.createElement('span');
  dots.className = 'typing';
  dots.setAttribute('aria-hidden', 'true');
  dots.append(...[0, 1, 2].map(() => document.createElement('i')));
  place.replaceChildren(...(others.length ? [avatars] : []), ...lines, ...(typing ? [dots] : []));
  if (atEnd) toEnd();
};
document.body.addEventListener('presence', ({ detail }) => {
  if (detail.conversation !== shown()?.conversation) return;
  presence.people = detail.people;
  showPresence();
});
document.body.addEventListener('customer-typing', ({ detail }) => {
  if (detail.customer !== shown()?.customer) return;
  presence.customer = detail.typing;
  clearTimeout(customerTypes);
  if (detail.typing) customerTypes = setTimeout(() => { presence.customer = false; showPresence(); }, 8000);
  showPresence();
});
document.addEventListener('conversation-shown', () => { presence.people = []; presence.customer = false; showPresence(); });

// --- the tab --------------------------------------------------------------------------------

const title = () => {
  const unseen = +(document.querySelector('#bell .bell')?.dataset.unseen ?? 0);
  const plain = document.title.replace(/^\(\d+\) /, '');
  document.title = unseen ? `(${unseen}) ${plain}` : plain;
};

// On pages without the list the count is fetched by itself.
let counting;
document.body.addEventListener('desk-changed', () => {
  if (document.getElementById('list')) return;
  clearTimeout(counting);
  counting = setTimeout(async () => {
    const response = await fetch('/desk/list').catch(() => null);
    if (!response?.ok) return;
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.getElementById('waiting');
    if (fresh) document.getElementById('waiting')?.replaceWith(fresh);
    title();
  }, 1000);
});

// --- words at the edge of the page -----------------------------------------------------------

export const toast = said => {
  const note = document.createElement('div');
  note.className = 'toast';
  note.textContent = said;
  document.getElementById('toasts').append(note);
};
new MutationObserver(changes => {
  for (const { addedNodes } of changes) for (const node of addedNodes) setTimeout(() => node.remove?.(), node.querySelector?.('button') ? 15_000 : 7000);
}).observe(document.getElementById('toasts'), { childList: true });

// An answer that is an error page is told in its own words; nothing of the page is replaced by it.
document.addEventListener('htmx:response:error', event => {
  const { ctx } = event.detail;
  const status = ctx.response?.raw?.status ?? ctx.response?.status;
  if (!ctx.text || !ctx.text.includes('data-error-detail')) return;
  // A part of the desk may speak of such words and have none.
  const page = new DOMParser().parseFromString(ctx.text, 'text/html');
  const detail = page.querySelector('[data-error-detail]')?.textContent;
  // By it a failure of ours is found in the log.
  const number = page.querySelector('[data-error-number]')?.textContent ?? '';
  if (detail && !ctx.sourceElement?.getAttribute?.(`hx-status:${status}`)) toast(`${detail} ${number}`.trim());
});
document.addEventListener('htmx:error', event => {
  const { ctx } = event.detail;
  if (!ctx || ctx.response || !ctx.sourceElement) return;
  if (ctx.sourceElement.matches?.('form, button')) {
    toast(words.did_not_reach);
  }
});

title();
arrived(false);

// The story so far: whoever follows one of its lines is taken to the place that it comes from.

import { shown } from './live.js';
import { remember, remembered } from './remember.js';

const CHOICE = 'bliss-story';
const STEPS_MAX = 5;

/** The thing in the thread that an address names, fetched with what is before it where it is not there yet. */
const find = async hash => {
  const id = hash.slice(1);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const found = document.getElementById(id);
    const button = document.querySelector('#earlier .thread__earlier');
    const message = id.match(/^message-(\d+)$/)?.[1];
    if (found || !button || !message) return found;
    const response = await fetch(`${button.getAttribute('hx-get')}&to=${message}`).catch(() => null);
    if (!response?.ok) return null;
    await window.htmx.swap({ text: await response.text(), target: '#earlier', swap: 'outerHTML' });
  }
  return document.getElementById(id);
};

const goTo = async hash => {
  if (!/^#(message|call)-\d+$/.test(hash)) return false;
  const there = await find(hash);
  if (!there) return false;
  for (const before of document.querySelectorAll('[data-ui-found]')) before.removeAttribute('data-ui-found');
  there.setAttribute('data-ui-found', '');
  there.tabIndex = -1;
  there.scrollIntoView({ block: 'center' });
  there.focus({ preventScroll: true });
  return true;
};

document.addEventListener('click', event => {
  const link = event.target.closest?.('.so-far a[href], .message__repeat a[href]');
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const to = new URL(link.href);
  if (to.pathname !== location.pathname || !to.hash) return;
  event.preventDefault();
  goTo(to.hash);
});

// Whether it is unfolded is the reader's choice. Until they choose, it is folded where there is little room, and in a
// low window while one writes: then what was said last matters more.
const NARROW = matchMedia('(max-width: 55rem)');
const LOW = matchMedia('(max-height: 62rem)');
const fold = () => {
  const story = document.getElementById('so-far');
  if (!story || story.querySelector('.so-far__handed')) return;
  const choice = remembered(CHOICE);
  const writing = Boolean(document.querySelector('.composer__text')?.value);
  story.open = choice ? choice === 'open' : !NARROW.matches && !(LOW.matches && writing);
};
document.addEventListener('input', event => { if (event.target.matches?.('.composer__text')) fold(); });
document.addEventListener('click', event => {
  const head = event.target.closest?.('.so-far > summary');
  if (!head) return;
  remember(CHOICE, head.parentElement.open ? 'folded' : 'open');
});

const arrive = () => { fold(); goTo(location.hash); };
document.addEventListener('conversation-shown', arrive);
document.addEventListener('thread-changed', fold);
if (shown()) arrive();

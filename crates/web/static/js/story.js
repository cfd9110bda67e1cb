// The story so far: whoever follows one of its lines is taken to the place that it comes from.

import { shown } from './live.js';

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

// Whether it is unfolded is the reader's choice; where there is little room it waits until it is asked for.
const fold = () => {
  const story = document.getElementById('so-far');
  if (!story || story.dataset.uiReady) return;
  story.dataset.uiReady = 'yes';
  let choice = null;
  try { choice = localStorage.getItem(CHOICE); } catch { /* without storage it is as it comes */ }
  const handed = story.querySelector('.so-far__handed');
  if (!handed) story.open = choice ? choice === 'open' : !matchMedia('(max-width: 55rem)').matches;
};
document.addEventListener('click', event => {
  const head = event.target.closest?.('.so-far > summary');
  if (!head) return;
  try { localStorage.setItem(CHOICE, head.parentElement.open ? 'folded' : 'open'); } catch { /* as above */ }
});

const arrive = () => { fold(); goTo(location.hash); };
document.addEventListener('conversation-shown', arrive);
document.addEventListener('thread-changed', fold);
if (shown()) arrive();

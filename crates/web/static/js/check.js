// The check before sending: hints under the draft, taken with a key. It never holds anything back: what
// fails or comes late is simply not there.

import { toast } from './desk.js';
import { words } from './words.js';

const QUIET_MS = 350;

const composer = () => document.querySelector('form.composer');
const textOf = form => form.querySelector('.composer__text');
const place = form => form.querySelector('[data-check]');

let timer, running, checked = { form: null, text: '' };

const tell = (form, said) => {
  const status = form.querySelector('[data-check-status]');
  if (status && status.textContent !== said) status.textContent = said;
};

const show = (form, html) => {
  const here = place(form);
  if (!here) return;
  // Whoever read the end of the thread still does when hints take some of its room.
  const thread = document.getElementById('talk-scroll');
  const atEnd = thread && thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  here.innerHTML = html;
  if (atEnd) thread.scrollTop = thread.scrollHeight;
  const count = +(here.querySelector('.hints')?.dataset.hints ?? 0);
  tell(form, count ? words.hints(count) : '');
};

/** Asks the desk; the answer's HTML, or null where it does not come. */
const ask = async (form, text, signal) => {
  const { conversation, kind } = form.dataset;
  const body = new URLSearchParams({ kind, text });
  const response = await fetch(`/conversations/${conversation}/check`, { method: 'POST', body, signal }).catch(() => null);
  return response?.ok ? response.text().catch(() => null) : null;
};

const check = async form => {
  clearTimeout(timer);
  timer = undefined;
  running?.abort();
  const text = textOf(form).value;
  // A first answer has its standards beside it from the start.
  if (!text.trim() && !place(form)?.matches('[data-start]')) {
    checked = { form, text };
    return show(form, '');
  }
  const mine = running = new AbortController();
  const html = await ask(form, text, mine.signal);
  if (running !== mine || !form.isConnected || html === null) return;
  // What was written meanwhile has moved every place.
  if (textOf(form).value !== text) return later(form);
  checked = { form, text };
  show(form, html);
};
const later = form => {
  clearTimeout(timer);
  timer = setTimeout(() => check(form), QUIET_MS);
};

document.addEventListener('input', event => {
  const form = event.target.closest?.('form.composer');
  if (form && event.target.matches('.composer__text')) later(form);
});

// --- taking an offer ------------------------------------------------------------------------

/** Puts words in the place of others, so that Ctrl+Z takes them back. */
const replace = (text, from, to, offered) => {
  text.focus();
  text.setSelectionRange(from, to);
  // The one way that browsers know how to undo; where it is missing, the words come all the same.
  if (!document.execCommand?.('insertText', false, offered)) {
    text.setRangeText(offered, from, to, 'end');
    text.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertReplacementText', data: offered }));
  }
};

const take = (form, offer) => {
  const text = textOf(form);
  if (checked.form !== form || checked.text !== text.value) return check(form);
  replace(text, +offer.dataset.from, +offer.dataset.to, offer.dataset.text);
  check(form);
};

/** What is to be put in there is written over. */
const goTo = (form, { dataset }) => {
  const text = textOf(form);
  if (checked.form !== form || checked.text !== text.value) return check(form);
  text.focus();
  text.setSelectionRange(+dataset.from, +dataset.to);
};

document.addEventListener('keydown', event => {
  const form = event.target.closest?.('form.composer');
  if (!form || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (event.key === 'Enter') {
    event.preventDefault();
    const offer = place(form)?.querySelector('[data-offer]');
    if (offer) take(form, offer);
  } else if (event.code === 'KeyP') {
    event.preventDefault();
    form.querySelector('[data-share]')?.click();
  }
});

document.addEventListener('click', async event => {
  const form = event.target.closest?.('form.composer');
  if (!form) return;
  const offer = event.target.closest('[data-offer]');
  if (offer) return take(form, offer);
  const place = event.target.closest('[data-go-to]');
  if (place) return goTo(form, place);
  const off = event.target.closest('[data-silence]');
  if (!off) return;
  const response = await fetch(`/settings/hints/${off.dataset.silence}/silence`, { method: 'POST' }).catch(() => null);
  if (!response?.ok) return toast(words.needs_connection);
  toast(words.hint_silenced);
  textOf(form).focus();
  check(form);
});

// --- on sending -----------------------------------------------------------------------------

// What is sent goes out at once. Where its last words were not looked at yet, that is done now, and what
// is found is told beside the message while it can still be taken back.
let onItsWay = null;
document.addEventListener('htmx:before:request', event => {
  const form = event.detail.ctx.sourceElement;
  if (!form?.matches?.('form.composer')) return;
  clearTimeout(timer);
  timer = undefined;
  const text = textOf(form).value;
  const looked = checked.form === form && checked.text === text;
  onItsWay = looked || !text.trim() ? null : ask(form, text);
});
document.addEventListener('thread-changed', async () => {
  const found = onItsWay;
  const undo = document.querySelector('#thread .message--pending [data-key=z]');
  // The message may be told to the page before the desk has answered and emptied the composer.
  const now = composer();
  if (!found || !undo || !now || textOf(now).value) return;
  onItsWay = null;
  const html = await found;
  const form = composer();
  if (!html || !form || !undo.isConnected || textOf(form).value) return;
  show(form, html);
  const here = place(form);
  const hints = here.querySelector('.hints');
  if (!hints) return;
  for (const one of here.querySelectorAll('.hint__offers, .hint__off')) one.remove();
  const head = document.createElement('p');
  head.className = 'hints__sent';
  head.textContent = words.hints_on_its_way;
  const back = document.createElement('button');
  back.type = 'button';
  back.className = 'button button--small';
  back.textContent = words.take_back;
  back.onclick = () => document.querySelector('#thread .message--pending [data-key=z]')?.click();
  hints.prepend(head);
  hints.append(back);
  // It is over when the message has gone out.
  const seconds = +(undo.closest('[data-seconds]')?.dataset.seconds ?? 0);
  setTimeout(() => { if (head.isConnected) show(form, ''); }, seconds * 1000 + 1000);
});

// --- would we be proud to see this shared? ----------------------------------------------------

document.addEventListener('beforetoggle', event => {
  const post = event.target;
  if (!post.matches?.('.shared-post') || event.newState !== 'open') return;
  const written = textOf(post.closest('form')).value.trim();
  post.querySelector('[data-share-text]').textContent = written || words.nothing_written;
}, true);

// --- a composer has come into the page ---------------------------------------------------------

const begin = () => {
  const form = composer();
  if (!form || checked.form === form || place(form)?.firstChild) return;
  if (textOf(form).value.trim() || place(form)?.matches('[data-start]')) later(form);
};
document.addEventListener('conversation-shown', begin);
document.addEventListener('thread-changed', begin);
begin();

// Canned replies: a slash at the start of a line, the button or Alt+C opens the list of them, which what is typed from
// there on narrows. Enter puts one in the place of what was typed, Escape leaves that as it is.

import { words } from './words.js';

const SEARCH_AFTER_MS = 120;
/** Whoever typed more than this looks for nothing any more. */
const TYPED_MAX = 60;

const composer = () => document.querySelector('form.composer[data-kind=reply]');
const textOf = form => form.querySelector('.composer__text');
const placeOf = form => form.querySelector('[data-canned]');
const listOf = form => form.querySelector('.canned__list');

/**
 * The list that is open: in which composer, from where in its text, and whether a slash stands there, in which case
 * it goes out of the way of words that are none of ours.
 */
let open = null;

const options = () => [...listOf(open.form).children];
const chosen = () => options().find(option => option.getAttribute('aria-selected') === 'true');
const choose = option => {
  for (const one of options()) one.setAttribute('aria-selected', one === option);
  const text = textOf(open.form);
  if (option) {
    text.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  } else {
    text.removeAttribute('aria-activedescendant');
  }
};
const tell = (form, said) => { form.querySelector('[data-canned-status]').textContent = said; };
const show = (form, isShown) => {
  placeOf(form).hidden = !isShown;
  form.querySelector('[data-canned-open]').setAttribute('aria-expanded', isShown);
};

const close = () => {
  if (!open) return;
  const { form, timer, request } = open;
  clearTimeout(timer);
  request?.abort();
  choose(null);
  open = null;
  show(form, false);
  tell(form, '');
};

/** What was typed since it was opened; null where the caret has left it. */
const typed = () => {
  const { form, from, slash } = open, { value, selectionEnd } = textOf(form);
  if (!form.isConnected || selectionEnd < from + slash || (slash && value[from] !== '/')) return null;
  const written = value.slice(from + slash, selectionEnd);
  return written.length > TYPED_MAX || /\n|^\s/.test(written) ? null : written;
};

const load = async () => {
  const mine = open, { form } = mine;
  clearTimeout(mine.timer);
  mine.timer = undefined;
  mine.request?.abort();
  const request = mine.request = new AbortController();
  const asked = typed();
  if (asked === null) return close();
  const address = `/conversations/${form.dataset.conversation}/canned-replies?q=${encodeURIComponent(asked)}`;
  const response = await fetch(address, { signal: request.signal }).catch(() => null);
  const html = response?.ok ? await response.text().catch(() => null) : null;
  if (open !== mine || mine.request !== request) return;
  mine.request = undefined;
  const page = new DOMParser().parseFromString(html ?? `<p>${words.type_on}</p>`, 'text/html');
  const found = page.querySelectorAll('[role=option]');
  listOf(form).replaceChildren(...found);
  form.querySelector('.canned__note').replaceChildren(...page.querySelector('p')?.childNodes ?? []);
  // A slash may begin a path as well: where nothing fits, nothing stands in the way of that.
  show(form, found.length > 0 || !mine.slash);
  choose(found[0] ?? null);
  tell(form, found.length ? words.canned_found(found.length) : '');
  const { hurried } = mine;
  mine.hurried = undefined;
  if (!hurried) return;
  if (found.length) put(found[0]);
  else goOn(form, hurried);
};

/** A line that was ended while its words were looked for, and are none of ours, is ended. */
const goOn = (form, { key, at }) => {
  close();
  if (key !== 'Enter') return;
  const text = textOf(form);
  if (text.selectionEnd === at) return write(text, '\n');
  // Somebody wrote on meanwhile.
  text.setRangeText('\n', at, at, 'preserve');
  text.dispatchEvent(new Event('input', { bubbles: true }));
};

const later = () => {
  clearTimeout(open.timer);
  open.timer = setTimeout(load, SEARCH_AFTER_MS);
};

const begin = (form, from, slash) => {
  close();
  open = { form, from, slash };
  load();
};

/** Writes in the place of what is selected, as if it had been typed, so that it can be undone like it. */
const write = (text, added) => {
  if (document.execCommand?.('insertText', false, added)) return;
  text.setRangeText(added, text.selectionStart, text.selectionEnd, 'end');
  text.dispatchEvent(new Event('input', { bubbles: true }));
};

const put = option => {
  const { form, from } = open, text = textOf(form), { dataset } = option;
  const until = text.selectionEnd;
  close();
  text.focus();
  text.setSelectionRange(from, until);
  write(text, dataset.text);
  // What is still to be put in is written over at once.
  if (dataset.from) text.setSelectionRange(from + +dataset.from, from + +dataset.to);
  fetch(`/canned-replies/${dataset.id}/uses`, { method: 'POST', keepalive: true }).catch(() => null);
};

/** Opens the list where the caret is, or closes it. */
const toggle = form => {
  if (open?.form === form && !placeOf(form).hidden) return close();
  const text = textOf(form);
  text.focus();
  text.setSelectionRange(text.selectionEnd, text.selectionEnd);
  begin(form, text.selectionEnd, 0);
};

document.addEventListener('input', event => {
  const form = event.target.closest?.('form.composer[data-kind=reply]');
  if (!form || !event.target.matches('.composer__text')) return;
  const { value, selectionEnd: caret } = event.target;
  const opens = event.data?.endsWith('/') && value[caret - 1] === '/' && (caret === 1 || value[caret - 2] === '\n');
  if (opens) return begin(form, caret - 1, 1);
  if (open?.form !== form) return;
  if (open.hurried) goOn(form, open.hurried);
  else if (typed() === null) close();
  else later();
});

// Before everything else on the page that has a use for these keys.
document.addEventListener('keydown', event => {
  if (event.isComposing) return;
  if (event.code === 'KeyC' && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    const form = composer();
    if (!form || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    toggle(form);
    return;
  }
  if (!open || event.target !== textOf(open.form) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (placeOf(open.form).hidden) return;
  const found = options();
  if ((event.key === 'Enter' || event.key === 'Tab') && (open.timer || open.request)) {
    if (open.hurried) return goOn(open.form, open.hurried);
    // What was typed quickly is looked for first.
    open.hurried = { key: event.key, at: event.target.selectionEnd };
    if (open.timer) load();
  } else if (event.key === 'Escape') {
    close();
  } else if (!found.length) {
    return;
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    choose(found.at((found.indexOf(chosen()) + (event.key === 'ArrowDown' ? 1 : -1)) % found.length));
  } else if (event.key === 'Enter' || event.key === 'Tab') {
    put(chosen() ?? found[0]);
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

document.addEventListener('mousedown', event => {
  // The caret stays where it is.
  if (event.target.closest?.('[data-canned] [role=option], [data-canned-open]')) event.preventDefault();
});
document.addEventListener('click', event => {
  const option = event.target.closest?.('[data-canned] [role=option]');
  if (option && open) return put(option);
  const button = event.target.closest?.('[data-canned-open]');
  if (button) toggle(button.form);
});

// Whoever goes elsewhere is done with it.
document.addEventListener('focusout', event => {
  if (open && event.target === textOf(open.form) && !open.form.contains(event.relatedTarget)) close();
});
document.addEventListener('selectionchange', () => {
  if (open && document.activeElement === textOf(open.form) && typed() === null) close();
});
document.addEventListener('htmx:before:request', event => {
  if (open && event.detail.ctx.sourceElement === open.form) close();
});

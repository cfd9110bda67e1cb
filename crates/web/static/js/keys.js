// Everything by the keyboard: keys for what is on the page, and the palette for everything else.

import { remember, remembered } from './remember.js';
import { words } from './words.js';

const SEARCH_AFTER_MS = 120;
const SECOND_KEY_MS = 1500;
const PLACES = { t: '/today', d: '/desk', p: '/promises', c: '/customers', f: '/search', n: '/notifications', s: '/settings' };
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

// Whether single letters are keys: some people dictate, and to a page dictation is typing.

const SWITCH = 'bliss-keys';

const lettersAreOn = () => remembered(SWITCH) !== 'off';
const switchLetters = on => remember(SWITCH, on ? null : 'off');

const letters = document.getElementById('keys-single');
if (letters) {
  letters.checked = lettersAreOn();
  letters.addEventListener('change', () => switchLetters(letters.checked));
}
if (isMac) for (const key of document.querySelectorAll('#keys [data-command]')) key.textContent = '⌘';

/** Opens a dialog in the place of any other. The browser brings the focus back when it closes. */
function openDialog(dialog) {
  if (!dialog || dialog.open) return;
  document.querySelector('dialog[open]')?.close();
  dialog.showModal();
}

// Where the keys go.

function isWriting(element) {
  if (!element?.matches) return false;
  if (element.isContentEditable || element.matches('textarea, select')) return true;
  return element.matches('input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])');
}

const isShown = (element) => element.checkVisibility({ visibilityProperty: true });

/** Does what an element with `data-key` is for. */
function act(element) {
  if (element.matches('details')) element = element.querySelector('summary');
  if (element.matches('summary')) {
    const details = element.parentElement;
    details.open = !details.open;
    (details.open ? firstControlAfter(details, element) : element)?.focus();
  } else if (isWriting(element)) {
    element.focus();
  } else {
    element.click();
  }
}

function firstControlAfter(details, summary) {
  const controls = details.querySelectorAll('input:not([type=hidden]), textarea, select, button, a[href]');
  return [...controls].find((control) => !summary.contains(control) && isShown(control));
}

/**
 * The element of that key: one that is seen, or else one that is not, such as an item of a closed
 * menu, or the way back that only narrow screens show.
 */
function keyed(key) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  return found.find(isShown) ?? found[0];
}

/** Chooses between a reply and a note, and goes there to write. */
function write(kind) {
  const choice = document.querySelector(`.composer [name="kind"][value="${kind}"]`);
  if (!choice) return false;
  if (choice.checked) choice.closest('.composer').querySelector('.composer__text')?.focus();
  else choice.click();
  return true;
}

const ROWS = 'main .list .row, main .table--links tbody th a';

function step(by) {
  const rows = [...document.querySelectorAll(ROWS)].filter(isShown);
  if (!rows.length) return false;
  let at = rows.indexOf(document.activeElement);
  if (at < 0) at = rows.findIndex((row) => row.hasAttribute('aria-current'));
  const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
  const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
  row.focus();
  row.scrollIntoView({ block: 'nearest' });
  return true;
}

function search() {
  const field = [...document.querySelectorAll('main [role=search] input')].find(isShown);
  if (field) {
    field.focus();
    field.select();
  } else {
    openPalette();
  }
  return true;
}

/** Chooses the row that has the focus, or does so no more. */
function chooseRow() {
  const box = document.activeElement?.closest('.list > li')?.querySelector('[data-choose]');
  box?.click();
  return Boolean(box);
}

function openRow() {
  const row = document.activeElement?.closest(ROWS);
  row?.click();
  return Boolean(row);
}

/** What a single key does; whether it did anything. */
function single(key) {
  switch (key) {
    case '?': openDialog(document.getElementById('keys')); return true;
    case '/': return search();
    case 'j': return step(1);
    case 'k': return step(-1);
    case 'o': return openRow();
    case 'x': if (chooseRow()) return true;
  }
  const element = keyed(key);
  if (element) {
    act(element);
    return true;
  }
  switch (key) {
    case 'r': return write('reply');
    case 'n': return write('note');
    case 'c': location.assign('/conversations/new'); return true;
  }
  return false;
}

let going = 0;

/** The second key after `g`. */
function go(key) {
  const isSecond = Date.now() - going < SECOND_KEY_MS;
  going = 0;
  if (!isSecond || !PLACES[key]) return false;
  location.assign(PLACES[key]);
  return true;
}

function escape(event) {
  if (isWriting(event.target)) {
    event.target.blur();
    return true;
  }
  if (document.querySelector(':popover-open')) return false;
  const back = keyed('u');
  back?.click();
  return Boolean(back);
}

// On the window: after everything on the page had its turn, and could say that the key was its own.
window.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const { key } = event;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && key.toLowerCase() === 'k') {
    event.preventDefault();
    if (palette?.open) palette.close();
    else openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (key === 'Escape') {
    if (escape(event)) event.preventDefault();
    return;
  }
  if (key.length !== 1 || isWriting(event.target) || !letters?.checked) return;
  if (event.repeat && key !== 'j' && key !== 'k') return;
  if (go(key) || (key !== 'g' && single(key))) event.preventDefault();
  else if (key === 'g') going = Date.now();
});

// The palette.

const palette = document.getElementById('palette');
const input = document.getElementById('palette-words');
const results = document.getElementById('palette-results');
const trouble = document.getElementById('palette-trouble');
const count = document.getElementById('palette-count');

let timer = 0;
let request = null;
/** Enter was pressed before the results were there. */
let isHurried = false;

function openPalette() {
  if (!palette || palette.open) return;
  openDialog(palette);
  start();
}

function start() {
  input.value = '';
  input.focus();
  load();
}

function options() {
  return [...results.querySelectorAll('[role=option]')];
}

function chosen() {
  return results.querySelector('[role=option][aria-selected=true]');
}

function choose(option) {
  chosen()?.setAttribute('aria-selected', 'false');
  if (option) {
    option.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  } else {
    input.removeAttribute('aria-activedescendant');
  }
}

async function load() {
  clearTimeout(timer);
  timer = 0;
  request?.abort();
  const own = new AbortController();
  request = own;
  const asked = input.value.trim();
  try {
    const response = await fetch(`/palette?q=${encodeURIComponent(asked)}`, {
      signal: own.signal,
      headers: { 'HX-Request': 'true' },
    });
    if (response.status === 401) return location.reload();
    if (!response.ok) throw new Error(String(response.status));
    show(await response.text(), asked);
  } catch (error) {
    if (error.name === 'AbortError') return;
    results.replaceChildren();
    choose(null);
    trouble.textContent = words.type_on;
    trouble.hidden = false;
    count.textContent = trouble.textContent;
    isHurried = false;
  }
  if (request === own) request = null;
}

function show(html, asked) {
  results.innerHTML = html;
  trouble.hidden = true;
  const found = options();
  choose(found[0]);
  results.scrollTop = 0;
  count.textContent = asked ? words.results(found.length) : '';
  if (isHurried) open(found[0]);
}

function open(option, elsewhere = false) {
  isHurried = false;
  if (!option) return;
  if (elsewhere && option.href) {
    window.open(option.href, '_blank', 'noopener');
    return;
  }
  // What opens a dialog closes this one by itself, in the right order.
  if (!option.dataset.dialog && option.href) palette.close();
  option.click();
}

input?.addEventListener('input', () => {
  isHurried = false;
  clearTimeout(timer);
  timer = setTimeout(load, SEARCH_AFTER_MS);
});

input?.addEventListener('keydown', (event) => {
  if (event.isComposing) return;
  const found = options();
  const at = found.indexOf(chosen());
  const moves = {
    ArrowDown: (at + 1) % found.length,
    ArrowUp: (at - 1 + found.length) % found.length,
    Home: 0,
    End: found.length - 1,
  };
  if (event.key in moves) {
    event.preventDefault();
    if (found.length) choose(found[moves[event.key]]);
  } else if (event.key === 'Enter') {
    event.preventDefault();
    if (timer || request) isHurried = true;
    else open(chosen(), event.ctrlKey || event.metaKey);
  }
});

// The focus stays in the field; a pointer chooses without taking it.
results?.addEventListener('mousedown', (event) => event.preventDefault());

palette?.addEventListener('bliss:opened', start);
palette?.addEventListener('close', () => {
  clearTimeout(timer);
  timer = 0;
  request?.abort();
  request = null;
  isHurried = false;
});

// A click beside a dialog that has nothing to lose closes it.
document.addEventListener('click', (event) => {
  if (event.target !== palette && event.target.id !== 'keys') return;
  const box = event.target.getBoundingClientRect();
  const isInside = event.clientX >= box.left && event.clientX <= box.right
    && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!isInside) event.target.close();
});

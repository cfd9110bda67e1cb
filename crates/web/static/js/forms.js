// What plain HTML leaves to be done: menus that close, dialogs that open, things to copy, forms that
// are sent once. Everything listens on the document, for htmx swaps what is inside.

import { words } from './words.js';

const TOAST_MS = 5000;

/** Says something once, for eyes and for screen readers. */
function say(what) {
  const region = document.getElementById('toasts');
  if (!region) return;
  const toast = document.createElement('div');
  toast.className = 'toast';
  toast.textContent = what;
  region.append(toast);
  setTimeout(() => toast.remove(), TOAST_MS);
}

// htmx 4.0.1 takes the click on a link before it looks at the modifiers, so that a new tab never
// opens. Its listener does not get to see such clicks.
document.addEventListener('click', (event) => {
  const modified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (modified && event.target.closest?.('a[href]')) event.stopImmediatePropagation();
}, true);

// With hx-swap="none" an answer changes other parts of the page. Its target would be what asked for it, and
// htmx throws away an answer whose target has left the page: as a button does when what it did is told to the
// page, which draws itself anew, before the answer has come.
document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  if (ctx.swap === 'none') ctx.target = document.documentElement;
});

// Time zones.

function fillTimeZones(within) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone) return;
  for (const field of within.querySelectorAll('[data-time-zone]')) {
    if (!('value' in field)) field.textContent = zone;
    else if (!field.value) field.value = zone;
  }
}

fillTimeZones(document);
document.addEventListener('htmx:after:swap', () => fillTimeZones(document));

// Words that are offered for a field: a button with `data-fill` puts its own into the field of that id.

document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-fill]');
  const field = button && document.getElementById(button.dataset.fill);
  if (!field) return;
  field.value = button.textContent.trim();
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
});

// Copying.

/** What a button copies: its own words, what it points at (`#id`), or the code beside it. */
function toCopy(button) {
  const given = button.dataset.copy;
  if (given && !given.startsWith('#')) return given;
  const source = given
    ? document.getElementById(given.slice(1))
    : button.closest('.copy, .card')?.querySelector('code, input, textarea');
  return source?.value ?? source?.dataset?.secret ?? source?.textContent ?? '';
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // The clipboard's own interface is there over HTTPS only; a desk on a local network may not be.
    const area = document.createElement('textarea');
    area.value = text;
    area.setAttribute('readonly', '');
    area.className = 'visually-hidden';
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    before?.focus?.();
    return done;
  }
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest?.('[data-copy]');
  if (!button) return;
  const done = await copy(toCopy(button).trim());
  say(done ? words.copied : words.not_copied);
});

document.addEventListener('click', (event) => {
  if (event.target.closest?.('[data-print]')) print();
});

// Menus.

function closeMenu(menu) {
  if (!menu.open) return;
  const held = menu.contains(document.activeElement);
  menu.open = false;
  if (held) menu.querySelector('summary')?.focus();
}

// One that unfolds in the dock stays: what is half written in it is not put away by whoever presses “Hold”, and
// the button that they press does not move from under them.
function closeMenusBut(kept) {
  for (const menu of document.querySelectorAll('details.menu[open]:not([data-stays])')) {
    if (!kept || !menu.contains(kept)) menu.open = false;
  }
}

document.addEventListener('click', (event) => {
  closeMenusBut(event.target);
  const item = event.target.closest?.('details.menu .menu__item');
  // The click is still to be acted on, and what is hidden cannot be.
  if (item) setTimeout(() => closeMenu(item.closest('details.menu')), 0);
});

// Whoever tabs out of a menu is done with it.
document.addEventListener('focusin', (event) => closeMenusBut(event.target));

// What was wrong is said until the form is sent again or put away, whatever is drawn anew around it meanwhile.
const forgive = (place) => {
  for (const error of place?.querySelectorAll('.field__error[hx-morph-skip]') ?? []) error.replaceChildren();
};
document.addEventListener('htmx:before:request', (event) => forgive(event.detail?.ctx?.sourceElement?.closest?.('form')));
document.addEventListener('toggle', ({ target }) => { if (target.matches('details.menu') && !target.open) forgive(target); }, true);

// A form in a menu did what it should. Where more than one thing is done, the menu lasts.
document.addEventListener('htmx:after:request', (event) => {
  const { sourceElement, response } = event.detail?.ctx ?? {};
  const menu = sourceElement?.matches?.('form, button') && sourceElement.closest('details.menu[open]');
  if (!menu || !response?.raw?.ok || menu.matches('[data-lasts]')) return;
  // The next promise is another one.
  if (sourceElement.matches('form[data-reset]')) sourceElement.reset();
  closeMenu(menu);
});

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest?.('details.menu[open]');
  if (!menu || event.isComposing) return;
  if (event.key === 'Escape') {
    event.preventDefault();
    event.stopImmediatePropagation();
    menu.open = false;
    menu.querySelector('summary')?.focus();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const items = [...menu.querySelectorAll('.menu__item')].filter((item) => item.checkVisibility());
    const at = items.indexOf(document.activeElement);
    if (at < 0 && document.activeElement !== menu.querySelector('summary')) return;
    event.preventDefault();
    const step = event.key === 'ArrowDown' ? 1 : -1;
    const next = at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length;
    items[next]?.focus();
  }
});

// Escape closes a menu also when the focus is elsewhere.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
  const menu = document.querySelector('details.menu[open]');
  if (!menu) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  menu.open = false;
});

// Dialogs.

/** Opens a dialog. When it closes, the browser brings the focus back to where it was. */
function openDialog(dialog, opener) {
  if (!dialog || dialog.open) return;
  // What is in a menu, or in another dialog, is gone when this one closes.
  const menu = opener?.closest?.('details.menu');
  if (menu) closeMenu(menu);
  opener?.closest?.('dialog[open]')?.close();
  dialog.showModal();
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest?.('[data-dialog]');
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    openDialog(dialog, opener);
    dialog?.dispatchEvent(new CustomEvent('bliss:opened', { bubbles: true }));
    return;
  }
  if (event.target.closest?.('[data-close]')) event.target.closest('dialog')?.close();
});

// What is asked in a dialog that the server fills: it opens when it has come, and closes once it is done. It closes
// before the answer is shown, for that would open it again.

const parts = () => document.querySelectorAll('dialog[data-part]');
document.addEventListener('htmx:after:swap', () => {
  for (const part of parts()) if (part.querySelector('form')) openDialog(part);
});
document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  const part = ctx?.sourceElement?.closest?.('dialog[data-part]');
  if (!part || !ctx.response?.raw?.ok) return;
  part.close();
  part.replaceChildren();
});
document.addEventListener('close', ({ target }) => { if (target.matches('dialog[data-part]')) target.replaceChildren(); }, true);

// Forms.

document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

// A plain form is sent once. The buttons are put to rest after the form was read, for the one that
// was pressed is part of what is sent.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'dialog' || form.target === '_blank') return;
  setTimeout(() => {
    for (const button of form.querySelectorAll('button:not([type="button"]):not(:disabled)')) {
      button.disabled = true;
      button.dataset.uiSending = '';
    }
  }, 0);
});

// Back from the page that it led to, in the browser's memory of this one.
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('[data-ui-sending]')) {
    button.disabled = false;
    delete button.dataset.uiSending;
  }
});

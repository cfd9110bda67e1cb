// Choosing several conversations in the list, to do one thing with all of them. The list is drawn anew whenever
// something happens on the desk: what is chosen is kept here, and shown in it again.

import { tell } from './live.js';
import { words } from './words.js';

const chosen = new Set();
/** All that the list would show on all of its pages, as its address says it; or null. */
let all = null;
let several = false;
let last = null;

const list = () => document.querySelector('#list .list');
const boxes = () => [...document.querySelectorAll('#list [data-choose]')];
const part = name => document.getElementById(`bulk-${name}`);

const show = () => {
  const bar = document.getElementById('bulk');
  if (!bar) return;
  const here = boxes();
  // Whoever has left the list is chosen no more: nothing is done to what one does not see.
  const shown = new Set(here.map(box => box.value));
  for (const id of chosen) if (!shown.has(id)) chosen.delete(id);
  if (!chosen.size) all = null;
  for (const box of here) {
    box.checked = chosen.has(box.value);
    box.tabIndex = several || chosen.size ? 0 : -1;
  }
  list()?.classList.toggle('list--choosing', several || chosen.size > 0);
  document.querySelector('[data-choose-several]')?.setAttribute('aria-pressed', several || chosen.size > 0);
  bar.toggleAttribute('data-ui-shown', chosen.size > 0);
  const whole = chosen.size > 0 && chosen.size === here.length;
  const count = all === null ? words.chosen(chosen.size) : words.all_chosen;
  if (part('count').textContent !== count) part('count').textContent = count;
  part('page').hidden = whole;
  part('all').hidden = !whole || all !== null || !('more' in document.getElementById('list').dataset);
  const field = (name, value) => Object.assign(document.createElement('input'), { type: 'hidden', name, value });
  part('chosen').replaceChildren(...(all === null ? [...chosen].map(id => field('id', id)) : [field('all', all || '?')]));
};

const none = () => {
  chosen.clear();
  several = false;
  last = null;
  show();
};

document.addEventListener('click', event => {
  const box = event.target.closest?.('#list [data-choose]');
  if (box) {
    const here = boxes();
    const [from, to] = [here.findIndex(other => other.value === last), here.indexOf(box)].sort((a, b) => a - b);
    // With Shift, all from the one before to this one.
    const range = event.shiftKey && from >= 0 ? here.slice(from, to + 1) : [box];
    for (const { value } of range) box.checked ? chosen.add(value) : chosen.delete(value);
    all = null;
    last = box.value;
    show();
    return;
  }
  const button = event.target.closest?.('#bulk-page, #bulk-all, #bulk-none, [data-choose-several]');
  if (!button) return;
  if (button.id === 'bulk-page') for (const { value } of boxes()) chosen.add(value);
  if (button.id === 'bulk-all') all = document.getElementById('list').dataset.query;
  if (button.id === 'bulk-none') return none();
  if ('chooseSeveral' in button.dataset) {
    if (several || chosen.size) return none();
    several = true;
    show();
    boxes()[0]?.focus();
  }
  show();
});

// Before the key goes back from a conversation, it lets go of what was chosen.
window.addEventListener('keydown', event => {
  if (event.key !== 'Escape' || event.defaultPrevented || !(several || chosen.size)) return;
  if (document.querySelector('dialog[open], details.menu[open], :popover-open') || event.target.matches?.('textarea, input:not([type=checkbox])')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  none();
}, true);

document.addEventListener('htmx:after:swap', show);
document.addEventListener('conversation-shown', show);
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (!ctx?.sourceElement?.closest?.('#bulk') || !ctx.response?.raw?.ok) return;
  none();
  document.querySelector('#list .row')?.focus();
  tell('desk-changed');
});

// A replay: the player of a call, and what is written about it, saved as it is typed.

import { player } from './player.js';
import { locale, words } from './words.js';

const find = id => document.getElementById(id);

const replay = find('replay-data');
if (replay) {
  player({
    data: JSON.parse(replay.textContent),
    moment: '.moment__play',
    words,
    locale,
  });
}

// --- which moments are shown -----------------------------------------------------------------

let kind = '';
const sift = () => {
  const filter = find('filter');
  if (!filter) return;
  filter.hidden = false;
  const chosen = filter.querySelector(`[value="${kind}"]`) ?? filter.querySelector('[value=""]');
  chosen.checked = true;
  kind = chosen.value;
  for (const one of document.querySelectorAll('#replay-moments > .moments > .moment')) one.hidden = kind !== '' && one.dataset.kind !== kind;
};
document.addEventListener('change', event => {
  if (event.target.name !== 'filter') return;
  kind = event.target.value;
  sift();
});
sift();

// --- what is said to a moment ----------------------------------------------------------------

const dialog = find('replay-dialog');
// What was pressed may be gone when it has done its work: then one goes on at its moment.
let acted;
document.addEventListener('click', event => { acted = event.target.closest?.('.moment')?.id ?? acted; });
const goOn = () => {
  if (document.activeElement && document.activeElement !== document.body) return;
  document.getElementById(acted)?.querySelector('summary')?.focus({ preventScroll: true });
};
document.addEventListener('htmx:after:swap', () => {
  sift();
  if (dialog.querySelector('form') && !dialog.open) dialog.showModal();
  else if (!dialog.open) setTimeout(goOn, 0);
});
dialog.addEventListener('close', () => {
  dialog.replaceChildren();
  setTimeout(goOn, 0);
});
document.addEventListener('htmx:before:swap', event => {
  const { ctx } = event.detail;
  // Done: what it says is in the page. It closes before the answer is shown, for that would open it again.
  if (dialog.open && ctx?.sourceElement?.closest?.('#replay-dialog') && ctx.response?.raw?.ok) {
    dialog.close();
    dialog.replaceChildren();
  }
});

// --- looking back ----------------------------------------------------------------------------

const SAVE_AFTER_MS = 800;
const reflection = find('reflection');
if (reflection) {
  const state = find('reflection-state');
  let timer;
  let saving = Promise.resolve();
  const text = () => JSON.stringify(Object.fromEntries(new FormData(reflection)));
  let kept = text();
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    // One after the other: the last that was typed is the last that is kept.
    saving = saving.then(async () => {
      const body = text();
      if (body === kept) return;
      try {
        const response = await fetch(reflection.dataset.save, { method: 'PUT', headers: { 'content-type': 'application/json' }, body, keepalive: true });
        if (response.ok) {
          kept = body;
          state.textContent = words.reflection_saved;
        } else {
          const problem = await response.json().catch(() => null);
          state.textContent = problem?.detail ?? words.reflection_not_saved;
        }
      } catch {
        state.textContent = words.reflection_not_yet;
        timer = setTimeout(save, 5000);
      }
    });
  };
  reflection.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  });
  reflection.addEventListener('change', save);
  reflection.addEventListener('submit', event => { event.preventDefault(); save(); });
  addEventListener('pagehide', save);
}

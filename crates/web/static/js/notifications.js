// What is new for oneself: a soft sound where no page is looked at, a word to screen readers, the count on the app, and
// what is seen because it is on the page. The bell itself comes from the server, whenever something changes.

import { shown } from './live.js';
import { remember, remembered } from './remember.js';
import { chime } from './ring.js';
import { words } from './words.js';

const TOLD = 'bliss-told';
/** How long a page that is not looked at waits before it makes a sound: one that is looked at hears of it meanwhile. */
const AFTER_MS = 400;

const bell = document.getElementById('bell');
const said = document.getElementById('bell-said');
let last, asked;

/** Whether no page of this browser has heard of it yet: a sound is made once, however many are open. */
const isFirst = told => {
  if (told <= +(remembered(TOLD) ?? 0)) return false;
  remember(TOLD, String(told));
  return true;
};

const heard = () => {
  const now = bell?.querySelector('.bell')?.dataset;
  if (!now) return;
  const [told, unseen] = [+now.told, +now.unseen];
  // What a page is told on loading is no news.
  const isNews = last !== undefined && told > last && unseen > 0;
  last = told;
  if (!document.hidden) isFirst(told);
  else if (isNews && now.sound === 'yes') setTimeout(() => { if (isFirst(told)) chime(); }, AFTER_MS);
  if (isNews) said.textContent = words.news(now.words);
  if (unseen) navigator.setAppBadge?.(unseen).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
  seeShown(now);
};

/** What is told of the conversation on this page is read there, once for each time that it is told. */
const seeShown = ({ conversations, latest }) => {
  const here = shown()?.conversation;
  if (!here || !conversations.split(' ').includes(String(here)) || asked === `${here}/${latest}`) return;
  asked = `${here}/${latest}`;
  document.dispatchEvent(new CustomEvent('told-of-shown'));
};

document.addEventListener('htmx:after:swap', heard);
document.addEventListener('conversation-shown', heard);

// What is new for oneself: a soft sound where no page is looked at, a word to screen readers, the count on the app, what is
// seen because it is on the page, and the browser's own notices, which are put away once what they tell is seen anywhere. The bell itself comes from the server, whenever something changes.

import { shown } from './live.js';
import { remember, remembered } from './remember.js';
import { chime } from './ring.js';
import { words } from './words.js';

const TOLD = 'bliss-told';
const TOLD_HERE = 'bliss-push';
/** How long a page that is not looked at waits before it makes a sound: one that is looked at hears of it meanwhile. */
const AFTER_MS = 400;

const bell = document.getElementById('bell');
const said = document.getElementById('bell-said');
let last, asked, wentOn;

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
  putAway(now.ids.split(' '));
  goOn(now.toldHere);
  seeShown(now);
};

/** Puts away the notices of this browser of which nothing is unseen any more. */
const putAway = async unseen => {
  if (globalThis.Notification?.permission !== 'granted') return;
  const registration = await navigator.serviceWorker?.getRegistration('/');
  for (const notice of await registration?.getNotifications({ tag: 'news' }) ?? []) {
    if (!notice.data.ids.some(id => unseen.includes(String(id)))) notice.close();
  }
};

/** Whoever is told in this browser and has signed in anew is told again. */
const goOn = async toldHere => {
  if (toldHere === 'yes' || wentOn || remembered(TOLD_HERE) !== document.body.dataset.me) return;
  wentOn = true;
  (await import('./push.js')).goOn();
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

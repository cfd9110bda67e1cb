// What is new for oneself: a soft sound where no page is looked at, a word to screen readers, the count on the app, what is
// seen because it is on the page, and the browser's own notices, which are put away once what they tell is seen anywhere, and
// when one signs out. The bell itself comes from the server, whenever something changes.

import { shown } from './live.js';
import { TOLD_HERE, remember, remembered } from './remember.js';
import { chime } from './ring.js';
import { words } from './words.js';

const TOLD = 'bliss-told';
/** How long a page that is not looked at waits before it makes a sound: one that is looked at hears of it meanwhile. */
const AFTER_MS = 400;
/** How long signing out waits at the most until what is shown is put away. */
const LEAVE_MS = 500;

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
  const isFresh = last === undefined;
  const isNews = !isFresh && told > last && unseen > 0;
  last = told;
  // Of a desk that was brought back from a backup less was told than this browser remembers.
  if (isFresh && !document.hidden) remember(TOLD, String(told));
  else if (!document.hidden) isFirst(told);
  else if (isNews && now.sound === 'yes') setTimeout(() => { if (isFirst(told)) chime(); }, AFTER_MS);
  if (isNews) said.textContent = words.news(now.words);
  if (unseen) navigator.setAppBadge?.(unseen).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
  putAway(now.ids.split(' '));
  goOn(now.toldHere);
  seeShown(now);
};

/** The notices that this browser shows. */
const notices = async filter => {
  if (globalThis.Notification?.permission !== 'granted') return [];
  const registration = await navigator.serviceWorker?.getRegistration('/');
  return await registration?.getNotifications(filter) ?? [];
};

/** Puts away the notices of this browser of which nothing is unseen any more. */
const putAway = async unseen => {
  for (const notice of await notices({ tag: 'news' })) {
    if (!notice.data.ids.some(id => unseen.includes(String(id)))) notice.close();
  }
};

/** Puts away all that this browser shows of whoever signs out. */
const leave = async () => {
  for (const notice of await notices()) notice.close();
  await navigator.clearAppBadge?.();
};

/** Whoever let this browser tell them is told in it: also once they have signed in anew, or it has another address. */
const goOn = async toldHere => {
  if (toldHere === wentOn || remembered(TOLD_HERE) !== document.body.dataset.me) return;
  wentOn = toldHere;
  try {
    await (await import('./push.js')).goOn(toldHere === 'yes');
  } catch { /* The desk or the push service cannot be reached: the next page tries it again. */ }
};

/** What is told of the conversation on this page is read there, once for each time that it is told. */
const seeShown = ({ conversations, latest }) => {
  const here = shown()?.conversation;
  if (!here || !conversations.split(' ').includes(String(here)) || asked === `${here}/${latest}`) return;
  asked = `${here}/${latest}`;
  document.dispatchEvent(new CustomEvent('told-of-shown'));
};

// Whoever comes next sees nothing of it. Without this script the form goes on its way by itself.
document.addEventListener('submit', async event => {
  if (event.target.getAttribute('action') !== '/sign-out' || event.defaultPrevented) return;
  event.preventDefault();
  const late = new Promise(done => setTimeout(done, LEAVE_MS));
  await Promise.race([leave().catch(() => {}), late]);
  event.target.submit();
});

// The push service gave this browser another address.
navigator.serviceWorker?.addEventListener('message', ({ data }) => {
  if (data !== 'push-changed') return;
  wentOn = undefined;
  goOn(bell?.querySelector('.bell')?.dataset.toldHere);
});

document.addEventListener('htmx:after:swap', heard);
document.addEventListener('conversation-shown', heard);

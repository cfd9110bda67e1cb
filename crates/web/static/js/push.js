// Being told in this browser while no page is open: letting it, going on after one has signed in anew or the push service
// gave it another address, and taking it back.

import { TOLD_AT, TOLD_HERE, remember, remembered } from './remember.js';
import { words } from './words.js';

const BROWSERS = '/settings/notifications/browsers';

const me = document.body.dataset.me;
const section = document.getElementById('push-here');
const said = document.getElementById('push-said');

const send = (method, body) => fetch(BROWSERS, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const subscribed = async () => (await navigator.serviceWorker?.getRegistration('/'))?.pushManager?.getSubscription();

/** This browser tells nothing any more. */
const forget = async () => {
  remember(TOLD_HERE, null);
  remember(TOLD_AT, null);
  await (await subscribed())?.unsubscribe();
};

const bytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0));
const isSame = (one, other) => one?.byteLength === other.byteLength && new Uint8Array(one).every((byte, at) => byte === other[at]);
/** The key of the desk in a list of browsers; empty where it cannot be read. */
const keyIn = page => page.querySelector('.push-browsers')?.dataset.key;

/** Lets this browser be told, by a subscription that this desk alone can send to. */
const subscribe = async key => {
  await navigator.serviceWorker.register('/service-worker.js');
  const { pushManager } = await navigator.serviceWorker.ready;
  let subscription = await pushManager.getSubscription();
  if (subscription && !isSame(subscription.options.applicationServerKey, key)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  return subscription ?? pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
};

/** Lets the desk tell this browser what is new for whoever is signed in; what it answered. */
const letIt = async key => {
  const subscription = await subscribe(bytes(key));
  const answer = await send('POST', subscription);
  if (answer.ok) {
    remember(TOLD_HERE, me);
    remember(TOLD_AT, subscription.endpoint);
  }
  return answer;
};

const goOnAlone = async isTold => {
  if (Notification.permission !== 'granted') return forget();
  const subscription = await subscribed();
  const known = remembered(TOLD_AT);
  const at = known ?? subscription?.endpoint;
  const isThere = Boolean(at) && subscription?.endpoint === at;
  if (isTold && isThere && known) return;
  const answer = at ? await send('PUT', { endpoint: at }) : null;
  if (answer?.ok && isThere) return remember(TOLD_AT, at);
  if (answer?.status === 409) return forget();
  if (answer && !answer.ok && answer.status !== 404) return;
  const list = await (await fetch(BROWSERS)).text();
  const key = keyIn(new DOMParser().parseFromString(list, 'text/html'));
  if (!key) return;
  // What the desk does not know any more may be what its push service does not know either.
  if (isThere) await subscription.unsubscribe();
  await letIt(key);
};

/**
 * What somebody let here goes on for them, once they are signed in anew or the push service gave this browser another
 * address; and is let anew where the desk does not know it any more, unless they took it back elsewhere. One page at a
 * time sees to it.
 */
export const goOn = isTold => navigator.locks.request('bliss-push', () => goOnAlone(isTold));

/** Which of the ways to go on is shown; none while the desk has no key, which it says itself. */
const state = () => {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'unable';
  if (Notification.permission === 'denied') return 'denied';
  if (document.querySelector('.push-browser[data-this]')) return 'on';
  return keyIn(document) ? 'off' : 'keyless';
};

const show = () => {
  const now = state();
  for (const one of section.querySelectorAll('[data-push]')) one.hidden = one.dataset.push !== now;
};

const turnOn = async () => {
  said.textContent = '';
  if (await Notification.requestPermission() !== 'granted') return show();
  try {
    const answer = await letIt(keyIn(document));
    if (!answer.ok) throw new Error((await answer.json()).detail);
    said.textContent = words.push_on;
  } catch (error) {
    // A browser says in words of its own, and in English, why its push service is not there.
    said.textContent = words.push_failed(error.message);
  }
  show();
};

if (section) {
  show();
  const button = document.getElementById('push-on');
  button.addEventListener('click', async () => {
    button.disabled = true;
    await turnOn();
    button.disabled = false;
  });
  document.addEventListener('htmx:after:swap', show);
  document.addEventListener('click', event => {
    if (event.target.closest?.('[data-this] [data-push-remove]')) { said.textContent = ''; forget(); }
  });
}

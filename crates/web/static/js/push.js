// Being told in this browser while no page is open: letting it, going on after one has signed in anew, and taking it back.

import { remember, remembered } from './remember.js';
import { words } from './words.js';

const BROWSERS = '/settings/notifications/browsers';
/** Who is told here, as far as this browser knows. */
const HERE = 'bliss-push';

const me = document.body.dataset.me;
const section = document.getElementById('push-here');
const said = document.getElementById('push-said');

const send = (method, body) => fetch(BROWSERS, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const subscribed = async () => (await navigator.serviceWorker?.getRegistration('/'))?.pushManager?.getSubscription();

/** This browser tells nothing any more. */
const forget = async () => {
  remember(HERE, null);
  await (await subscribed())?.unsubscribe();
};

/** What was let here goes on for whoever is signed in anew; unless they took it back elsewhere. */
export const goOn = async () => {
  const subscription = await subscribed();
  if (!subscription || Notification.permission !== 'granted') return remember(HERE, null);
  const { endpoint } = subscription;
  const answer = await send('PUT', { endpoint }).catch(() => null);
  if (answer?.status === 404) await forget();
};

const bytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0));
const isSame = (one, other) => one?.byteLength === other.byteLength && new Uint8Array(one).every((byte, at) => byte === other[at]);

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

/** Which of the ways to go on is shown. */
const state = () => {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'unable';
  if (Notification.permission === 'denied') return 'denied';
  return document.querySelector('.push-browser[data-this]') ? 'on' : 'off';
};

const show = () => {
  const now = state();
  for (const one of section.querySelectorAll('[data-push]')) one.hidden = one.dataset.push !== now;
};

const turnOn = async () => {
  said.textContent = '';
  if (await Notification.requestPermission() !== 'granted') return show();
  try {
    const subscription = await subscribe(bytes(document.querySelector('.push-browsers').dataset.key));
    const answer = await send('POST', subscription);
    if (!answer.ok) throw new Error((await answer.json()).detail);
    remember(HERE, me);
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

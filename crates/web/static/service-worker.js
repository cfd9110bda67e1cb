// Runs without any page: shows what this browser is told, and leads there. What it says comes sealed from the desk
// (RFC 8291), in the language of whoever reads it. It keeps nothing and stands in the way of no request.

const BROWSERS = '/settings/notifications/browsers';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

const read = data => { try { return data.json(); } catch { return {}; } };

// A browser that is told something has to show something, or it is not told for long.
const show = ({ tag = 'news', title = 'Bliss', body = '', lang, dir, url = '/notifications', page = url, ids = [], count }) => Promise.all([
  self.registration.showNotification(title, { tag, body, lang, dir, renotify: true, data: { url, page, ids } }),
  count && navigator.setAppBadge?.(count)?.catch(() => {}),
]);

self.addEventListener('push', event => event.waitUntil(show(read(event.data))));

/** Goes to the page that is open at it already, so that nothing is lost that is written elsewhere; or opens one. */
const go = async ({ url, page }) => {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = open.find(one => { const { pathname, search } = new URL(one.url); return [pathname, pathname + search].includes(page); });
  return there ? there.focus() : self.clients.openWindow(url);
};

self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(go(event.notification.data));
});

/** The push service gave this browser another address: the desk is told, as long as somebody is signed in here. */
const change = async ({ oldSubscription, newSubscription }) => {
  const now = newSubscription ?? await self.registration.pushManager.subscribe(oldSubscription.options);
  await fetch(BROWSERS, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(now) });
};

self.addEventListener('pushsubscriptionchange', event => event.waitUntil(change(event)));

// Runs without any page: shows what this browser is told, and leads there. What it says comes sealed from the desk
// (RFC 8291), in the language of whoever reads it. It keeps nothing and stands in the way of no request.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

const read = data => { try { return data.json(); } catch { return {}; } };

// A browser that is told something has to show something, or it is not told for long.
const show = ({ tag = 'news', title = 'Bliss', body = '', lang, dir, url = '/notifications', page = url, ids = [], count }) => Promise.all([
  self.registration.showNotification(title, { tag, body, lang, dir, renotify: true, data: { url, page, ids } }),
  count && navigator.setAppBadge?.(count)?.catch(() => {}),
]);

self.addEventListener('push', event => event.waitUntil(show(read(event.data))));

const pages = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

/**
 * Goes to the page that is open at it already, so that nothing is lost that is written elsewhere; or opens one. What it
 * tells is seen by that: where a page is opened by following it, and where one is there by asking for the same.
 */
const go = async ({ url, page }) => {
  const there = (await pages()).find(one => { const { pathname, search } = new URL(one.url); return [pathname, pathname + search].includes(page); });
  if (!there) return self.clients.openWindow(url);
  return Promise.all([there.focus(), url !== page && fetch(url, { redirect: 'manual' })]);
};

self.addEventListener('notificationclick', event => {
  event.notification.close();
  event.waitUntil(go(event.notification.data));
});

// The push service gave this browser another address. Who let it is known to pages alone, which go on for nobody else: one
// that is open does now, or else the next that they open.
const change = async () => { for (const page of await pages()) page.postMessage('push-changed'); };

self.addEventListener('pushsubscriptionchange', event => event.waitUntil(change()));

// A push service that a story runs, and what it takes to be a browser there: a story gets what the desk tells a browser,
// opens it by the book (RFC 8291), and hands it to Chromium, whose own push service cannot be reached from here.

import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { until } from './support.mjs';

const derive = (secret, salt, info, length) => Buffer.from(hkdfSync('sha256', secret, salt, info, length));

/** Opens a message with the keys of the browser that it is for. */
const open = (body, pair, auth) => {
  const [salt, theirs, record] = [body.subarray(0, 16), body.subarray(21, 21 + body[20]), body.subarray(21 + body[20])];
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), theirs]);
  const input = derive(pair.computeSecret(theirs), auth, info, 32);
  const key = derive(input, salt, 'Content-Encoding: aes128gcm\0', 16);
  const cipher = createDecipheriv('aes-128-gcm', key, derive(input, salt, 'Content-Encoding: nonce\0', 12));
  cipher.setAuthTag(record.subarray(-16));
  const text = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
  return text.subarray(0, text.lastIndexOf(2)).toString();
};

/** Begins it: what browsers are told, as text, and at which paths; how it answers next; and what each says of itself. */
export const startPushService = () => new Promise(done => {
  const service = { told: [], at: [], answers: [] };
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const auth = randomBytes(16);
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => {
      service.told.push(open(Buffer.concat(parts), pair, auth));
      service.at.push(request.url);
      response.writeHead(service.answers.shift() ?? 201).end();
    });
  }).listen(0, '127.0.0.1', () => {
    service.subscription = {
      endpoint: `http://127.0.0.1:${server.address().port}/browser`,
      expirationTime: null,
      keys: { p256dh: pair.getPublicKey().toString('base64url'), auth: auth.toString('base64url') },
    };
    done(service);
  });
  service.stop = () => server.close();
});

/**
 * Lets pages of that context subscribe at it, as a browser does at its own, each time at another address; what a page
 * remembers is the browser's.
 */
export const subscribesAt = (context, service) => context.addInitScript(given => {
  if (!('PushManager' in window)) return;
  const kept = () => {
    const key = localStorage.getItem('story-push');
    if (!key) return null;
    const subscription = { ...given, endpoint: `${given.endpoint}/${localStorage.getItem('story-push-number')}` };
    const applicationServerKey = Uint8Array.from(JSON.parse(key)).buffer;
    return { ...subscription, options: { applicationServerKey }, toJSON: () => subscription, unsubscribe: async () => { localStorage.removeItem('story-push'); return true; } };
  };
  PushManager.prototype.getSubscription = async () => kept();
  PushManager.prototype.subscribe = async ({ applicationServerKey, userVisibleOnly }) => {
    if (!userVisibleOnly) throw new Error('A browser asks that all of it is seen.');
    if (kept()) return kept();
    localStorage.setItem('story-push', JSON.stringify([...applicationServerKey]));
    localStorage.setItem('story-push-number', +localStorage.getItem('story-push-number') + 1);
    return kept();
  };
}, service.subscription);

/** The push service gives the browser of a page another address, and says so to nobody but its worker. */
export const isGivenAnotherAddress = async page => {
  await page.evaluate(() => localStorage.setItem('story-push-number', +localStorage.getItem('story-push-number') + 100));
  const { origin } = new URL(page.url());
  const worker = page.context().serviceWorkers().find(one => one.url() === `${origin}/service-worker.js`);
  await worker.evaluate(async () => {
    const event = new ExtendableEvent('pushsubscriptionchange');
    const done = [];
    event.waitUntil = promise => done.push(promise);
    self.dispatchEvent(event);
    await Promise.all(done);
  });
};

const deliver = async (page, data) => {
  const wire = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  const registered = new Promise(done => wire.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const found = registrations.find(one => one.scopeURL === `${origin}/` && !one.isDeleted);
    if (found) done(found.registrationId);
  }));
  await wire.send('ServiceWorker.enable');
  await wire.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registered, data });
  await wire.detach();
};

/** The notices that the browser of a page shows. */
export const notices = page => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.getRegistration('/');
  const shown = await registration?.getNotifications() ?? [];
  return shown.map(({ tag, title, body, data }) => ({ tag, title, body, data }));
});

/**
 * Hands what came to the browser of that page, as its push service would, until it shows it: what comes while the worker
 * begins is lost now and then.
 */
export const arrives = async (page, data) => {
  const { tag } = JSON.parse(data);
  await until(async () => {
    await deliver(page, data);
    return until(async () => (await notices(page)).some(one => one.tag === tag), `the notice "${tag}"`, 3000);
  }, `the notice "${tag}" to be shown`);
};

/** Clicks on a notice, as far as a story can: a page is let be opened by people alone, so what would be opened is told. */
export const click = async (page, tag) => {
  const { origin } = new URL(page.url());
  const worker = page.context().serviceWorkers().find(one => one.url() === `${origin}/service-worker.js`);
  return worker.evaluate(async name => {
    const [notification] = await self.registration.getNotifications({ tag: name });
    let went;
    self.clients.openWindow = async url => { went = url; };
    WindowClient.prototype.focus = async function focus() { went = `there already: ${new URL(this.url).pathname}`; };
    const event = new NotificationEvent('notificationclick', { notification });
    const done = [];
    event.waitUntil = promise => done.push(promise);
    self.dispatchEvent(event);
    await Promise.all(done);
    return went;
  }, tag);
};

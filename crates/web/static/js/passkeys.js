// Passkeys: forms whose button asks the device, and send what it says. What the device is asked stands in
// `data-passkey-options`, or is fetched from where `data-passkey-from` says; for a form with `data-passkey-offered`, the
// browser offers passkeys by itself in the field that is for that. ("Web Authentication", W3C, Level 2, sections 5.1.3 and 5.1.4; Level 3, 5.1.4.)

import { words } from './words.js';

/** What is asked for at the door is good for ten minutes: a page that stays open asks again before they are over. */
const ASK_AGAIN_MS = 8 * 60_000;

const toBytes = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), letter => letter.charCodeAt(0));
const toText = buffer => {
  const letters = Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join('');
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

/** What the device is asked, with bytes where the desk wrote text. */
const readOptions = options => {
  const known = ({ id, transports, ...rest }) => ({ ...rest, id: toBytes(id), ...(transports?.length ? { transports } : {}) });
  const read = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: toBytes(options.user.id) };
  for (const name of ['excludeCredentials', 'allowCredentials']) if (options[name]) read[name] = options[name].map(known);
  return read;
};

/** What the device says, in text. */
const write = ({ id, rawId, type, response }) => {
  const parts = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({ id, rawId: toText(rawId), type, response: parts });
};

const options = async form => {
  if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions);
  const answer = await fetch(form.dataset.passkeyFrom, { method: 'POST' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
};

/** What to say of what went wrong; nothing where somebody else is asked instead. */
const said = error => {
  switch (error.name) {
    case 'AbortError': return '';
    case 'NotAllowedError': return words.passkey_not_given;
    case 'InvalidStateError': return words.passkey_there_already;
    default: return words.passkey_failed;
  }
};

// The browser does one of these at a time: whatever waits gives way to what was asked last.
let waiting;
/** When the browser is to offer passkeys again. */
let again;

const ask = async (form, how = {}) => {
  waiting?.abort();
  const own = waiting = new AbortController();
  const publicKey = readOptions(await options(form));
  const making = form.dataset.passkey === 'make';
  const what = { ...how, publicKey, signal: own.signal };
  const credential = await (making ? navigator.credentials.create(what) : navigator.credentials.get(what));
  form.elements.credential.value = write(credential);
  form.requestSubmit();
};

// Before the form counts as sent, which puts its button to rest.
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('[data-passkey]') || form.elements.credential.value) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const place = form.querySelector('[data-passkey-said]');
  place.textContent = '';
  clearTimeout(again);
  try {
    await ask(form);
  } catch (error) {
    place.textContent = said(error);
    offer();
  }
}, true);

// Back from the page that it led to: what was said then is no answer any more.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('[data-passkey]')) form.elements.credential.value = '';
});

/** A page that nobody looks at waits until somebody does. */
const whileLookedAt = () => {
  if (document.visibilityState === 'visible') offer();
  else document.addEventListener('visibilitychange', offer, { once: true });
};

/** Lets the browser offer passkeys where one types, if it does that. */
const offer = async () => {
  const form = document.querySelector('[data-passkey-offered]');
  if (!form || !await window.PublicKeyCredential.isConditionalMediationAvailable?.()) return;
  clearTimeout(again);
  again = setTimeout(whileLookedAt, ASK_AGAIN_MS);
  try {
    await ask(form, { mediation: 'conditional' });
  } catch {
    // Nobody asked for it, so nobody is told; the button is there.
  }
};

if (window.PublicKeyCredential && navigator.credentials) {
  for (const form of document.querySelectorAll('[data-passkey]')) {
    form.hidden = false;
    // It was hidden when the browser looked for where to begin.
    form.querySelector('[autofocus]')?.focus();
  }
  offer();
} else {
  for (const form of document.querySelectorAll('[data-passkey-needed]')) form.hidden = true;
  for (const note of document.querySelectorAll('[data-passkey-missing]')) note.hidden = false;
  for (const other of document.querySelectorAll('[data-passkey-else]')) other.open = true;
}

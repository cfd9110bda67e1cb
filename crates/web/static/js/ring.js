// Ringing: two soft notes, and a word from the browser where its page is not looked at.

import { remember, remembered } from './remember.js';
import { words } from './words.js';

const EVERY_MS = 3_000;
const QUIET = 'bliss-ring-quiet';

let ringing, tones;

/** Whether somebody wants no sound. */
export const isQuiet = () => remembered(QUIET) === 'yes';
export const beQuiet = on => { remember(QUIET, on ? 'yes' : null); if (on) stop(); };

/** Rings until it is stopped; `who` is calling. */
export const ring = who => {
  if (ringing || isQuiet()) return;
  ringing = setInterval(tone, EVERY_MS);
  tone();
  if (document.hidden && window.Notification?.permission === 'granted') new Notification(words.is_calling(who), { tag: 'bliss-call' });
};
export const stop = () => { clearInterval(ringing); ringing = undefined; };

/** Two soft notes, a third apart. */
const tone = () => play([[523.25, 0], [659.25, 0.28]], 0.09);

/** One softer note: something is new. */
export const chime = () => play([[783.99, 0]], 0.05);

const play = (notes, loudness) => {
  tones ??= new AudioContext();
  if (tones.state !== 'running') { tones.resume().catch(() => {}); if (tones.state !== 'running') return; }
  for (const [hertz, after] of notes) {
    const [note, loud] = [tones.createOscillator(), tones.createGain()];
    const at = tones.currentTime + after;
    note.frequency.value = hertz;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(loudness, at + 0.03);
    loud.gain.exponentialRampToValueAtTime(0.0005, at + 0.9);
    note.connect(loud).connect(tones.destination);
    note.start(at);
    note.stop(at + 1);
  }
};

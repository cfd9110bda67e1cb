// The mirror of a call: how one sounds, in the shape of a mouth and in words.

import { locale, words } from './words.js';

const OPEN_AT = 2; // a reading from which the arc is wide open

/** Minutes and seconds. */
export const clock = seconds => {
  const s = Math.max(0, Math.floor(seconds));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
};

/** A mouth of that reading: up at its ends for more than usual, down for less. */
const mouth = value => {
  const bend = Math.max(-1, Math.min(1, value / OPEN_AT)) * 7;
  return { ends: 11 - bend / 2, middle: 11 + bend };
};
const arc = value => { const { ends, middle } = mouth(value); return `M4 ${ends.toFixed(1)}C12 ${middle.toFixed(1)} 28 ${middle.toFixed(1)} 36 ${ends.toFixed(1)}`; };
const band = (low, high) => {
  const [l, h] = [mouth(low), mouth(high)];
  return `M4 ${h.ends.toFixed(1)}C12 ${h.middle.toFixed(1)} 28 ${h.middle.toFixed(1)} 36 ${h.ends.toFixed(1)}L36 ${l.ends.toFixed(1)}C28 ${l.middle.toFixed(1)} 12 ${l.middle.toFixed(1)} 4 ${l.ends.toFixed(1)}Z`;
};
const inWords = ({ value, low, high, unsure }) => {
  if (unsure === 'pressed') return words.mirror_pressed;
  if (unsure) return words.mirror_listening;
  if (low > 0) return words.mirror_smile;
  if (high < 0) return words.mirror_less;
  return Math.abs(value) < 0.3 ? words.mirror_usual : value > 0 ? words.mirror_perhaps_smile : words.mirror_perhaps_less;
};

/** Shows a frame; `part` finds the places of the mirror by their names. */
export const show = (part, frame) => {
  const set = (name, said) => { const place = part(name); if (place && place.textContent !== said) place.textContent = said; };
  if ('cue' in frame) return set('cue', frame.cue ?? '');
  const { smile, first, talk_share: [ours, theirs], turn_ms: [, turn], pace: [pace], floor } = frame;
  part('arc')?.setAttribute('d', arc(smile.unsure ? 0 : smile.value));
  part('band')?.setAttribute('d', smile.unsure ? '' : band(smile.low, smile.high));
  part('mirror')?.classList.toggle('mirror--sure', !smile.unsure && smile.low > 0);
  part('mirror')?.classList.toggle('mirror--listening', floor === 'customer');
  set('smile', floor === 'customer' ? words.mirror_you_listen : inWords(smile));
  set('first', inWords(first));
  const talk = ours + theirs;
  const share = talk > 0 ? Math.round((100 * ours) / talk) : 0;
  set('share', talk > 0 ? words.mirror_share(share) : '–');
  const bar = part('share-bar');
  if (bar) bar.style.inlineSize = `${share}%`;
  if (turn > 0) set('vent', clock(turn / 1000));
  set('pace', pace === null ? '–' : words.mirror_pace(pace.toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })));
};

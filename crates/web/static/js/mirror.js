// The mirror of a call: how one sounds, in the shape of a mouth and in words.

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
  if (unsure === 'pressed') return 'not told: a pressed voice hides it';
  if (unsure) return 'listening…';
  if (low > 0) return 'a smile is heard';
  if (high < 0) return 'less smile than usual';
  return Math.abs(value) < 0.3 ? 'about as usual' : value > 0 ? 'perhaps a smile' : 'perhaps less than usual';
};

/** Shows a frame; `part` finds the places of the mirror by their names. */
export const show = (part, frame) => {
  const set = (name, words) => { const place = part(name); if (place && place.textContent !== words) place.textContent = words; };
  if ('cue' in frame) return set('cue', frame.cue ?? '');
  const { smile, first, talk_share: [ours, theirs], turn_ms: [, turn], pace: [pace], floor } = frame;
  part('arc')?.setAttribute('d', arc(smile.unsure ? 0 : smile.value));
  part('band')?.setAttribute('d', smile.unsure ? '' : band(smile.low, smile.high));
  part('mirror')?.classList.toggle('mirror--sure', !smile.unsure && smile.low > 0);
  part('mirror')?.classList.toggle('mirror--listening', floor === 'customer');
  set('smile', floor === 'customer' ? 'you listen' : inWords(smile));
  set('first', inWords(first));
  const talk = ours + theirs;
  const share = talk > 0 ? Math.round((100 * ours) / talk) : 0;
  set('share', talk > 0 ? `${share} %` : '–');
  const bar = part('share-bar');
  if (bar) bar.style.inlineSize = `${share}%`;
  if (turn > 0) set('vent', clock(turn / 1000));
  set('pace', pace === null ? '–' : `${pace.toFixed(1)} syllables/s`);
};

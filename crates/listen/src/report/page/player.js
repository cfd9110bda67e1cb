// Plays a call: one place in time, shared by the sound, the lanes and the moments. What it plays is in the page:
// the elements that it finds by their ids, and `data` (points of the curves, length in ms).

const AXES = ['smile', 'lively', 'bright', 'pressed'];
// A point tells of the seconds before it; this long after it, it is over.
const STALE_S = 3;

const clock = s => {
  const [h, m, two] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, String(Math.floor(s) % 60).padStart(2, '0')];
  return h ? `${h}:${String(m).padStart(2, '0')}:${two}` : `${m}:${two}`;
};
const element = (name, text, className) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
};
const compared = ([value, low, high]) => {
  if (low > 0) return 'more';
  if (high < 0) return 'less';
  if (Math.abs(value) < .3) return 'usual';
  return value > 0 ? 'perhaps-more' : 'perhaps-less';
};
const picked = (name, then) => document.addEventListener('change', event => {
  if (event.target.name === name) then(event.target.value);
});

// What the player says, where a page does not give words of its own.
const COMPARED = {
  more: 'clearly more than usual',
  less: 'clearly less than usual',
  usual: 'about as usual',
  'perhaps-more': 'perhaps more than usual',
  'perhaps-less': 'perhaps less than usual',
};
const english = (who, why) => ({
  player_play: 'Play',
  player_pause: 'Pause',
  player_at: time => `At ${time}`,
  player_place: (time, length) => `${time} of ${length}`,
  player_axis: axis => axis[0].toUpperCase() + axis.slice(1),
  player_compared: (how, axis) => `${axis}: ${COMPARED[how]}`,
  player_between: (value, low, high) => `${value}, between ${low} and ${high}`,
  player_nothing_told: `Listening… ${who} not speaking here, or there was too little to tell yet.`,
  player_sound_ends: time => `The sound of this page ends at ${time}. Listen to the recording for what comes after.`,
  player_not_played: why,
});

/**
 * Brings the page to life. `moment` selects the buttons that play. The sound may end before the call does: `cutMs`.
 * `words` are said instead of the English ones; in those, `who` is the one whose curves they are, and `why` is what
 * is said when the sound cannot be played. Numbers are written as in `locale`.
 */
export const player = ({ data, cutMs = data.length, moment, who, why, words, locale = 'en-GB' }) => {
  const says = { ...english(who, why), ...words };
  const decimal = { signDisplay: 'exceptZero', minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const signed = value => value.toLocaleString(locale, decimal).replace('-', '−');
  const find = id => document.getElementById(id);
  const [sound, controls, play, now, seek, lanes, scroll, head, readout, fault] =
    ['sound', 'player', 'play', 'now', 'seek', 'lanes', 'scroll', 'head', 'readout', 'fault'].map(find);
  const length = Math.max(data.length / 1000, .001);
  const cut = cutMs / 1000;
  let at = 0;
  let hovering = false;

  const point = s => {
    let [low, high] = [0, data.points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (data.points[middle][0] / 1000 <= s) low = middle + 1; else high = middle;
    }
    const found = data.points[low - 1];
    return found && s - found[0] / 1000 <= STALE_S ? found : null;
  };
  const told = (name, reading) => {
    const part = element('div');
    const title = says.player_axis(name);
    if (typeof reading === 'string') {
      part.append(element('strong', title), ` ${reading}`);
      return part;
    }
    const [value, low, high, ...reasons] = reading;
    part.append(element('strong', says.player_compared(compared(reading), title)), ` ${says.player_between(...[value, low, high].map(signed))}`);
    const list = element('ul');
    for (let i = 0; i < reasons.length; i += 2) list.append(element('li', `${data.words[reasons[i]]} ${signed(reasons[i + 1])}`));
    if (reasons.length) part.append(list);
    return part;
  };
  const chosen = () => document.querySelector('[name=curve]:checked')?.value ?? 'pressed';
  let shown;
  const readOut = s => {
    if (!readout) return;
    const found = point(s);
    const key = `${clock(s)} ${found?.[0]} ${chosen()}`;
    if (key === shown) return;
    shown = key;
    readout.replaceChildren(element('p', says.player_at(clock(s)), 'at'));
    if (!found) readout.append(element('p', says.player_nothing_told, 'soft'));
    else for (const axis of ['smile', chosen()]) readout.append(told(axis, found[1 + AXES.indexOf(axis)]));
  };

  const show = () => {
    head.style.left = `${100 * at / length}%`;
    now.textContent = clock(at);
    seek.value = at;
    seek.setAttribute('aria-valuetext', says.player_place(clock(at), clock(length)));
    if (!hovering) readOut(at);
    // Where several run at once, the newest is the current one.
    let current = null;
    const buttons = document.querySelectorAll(moment);
    for (const one of buttons) {
      const [from, to] = [one.dataset.from / 1000, one.dataset.to / 1000];
      if (at > 0 && from <= at + .05 && at < Math.max(to, from + 1)) current = one;
    }
    for (const one of buttons) {
      if (one === current && !one.hasAttribute('aria-current')) one.setAttribute('aria-current', 'true');
      if (one !== current) one.removeAttribute('aria-current');
    }
    if (lanes.offsetWidth > scroll.clientWidth && sound && !sound.paused) follow();
  };
  const follow = () => {
    const x = at / length * lanes.offsetWidth;
    if (x < scroll.scrollLeft || x > scroll.scrollLeft + scroll.clientWidth * .95) scroll.scrollLeft = x - scroll.clientWidth * .1;
  };
  const go = s => {
    at = Math.min(Math.max(s, 0), length);
    if (sound) {
      const end = Math.min(cut, sound.duration || cut);
      if (at >= end && at < length - .2 && cut < length) sound.pause();
      sound.currentTime = Math.min(at, end);
    }
    show();
  };
  const start = () => {
    if (!sound) return;
    if (at >= Math.min(length, cut) - .1) {
      if (cut < length && at < length - .2) {
        fault.hidden = false;
        fault.textContent = says.player_sound_ends(clock(cut));
        return;
      }
      go(0);
    }
    sound.play().catch(failed);
  };
  const failed = error => {
    if (error?.name === 'AbortError') return;
    fault.hidden = false;
    fault.textContent = says.player_not_played;
  };

  const timeAt = event => {
    const box = lanes.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1) * length;
  };
  lanes.addEventListener('click', event => { if (event.target !== seek) go(timeAt(event)); });
  lanes.addEventListener('pointermove', event => {
    if (event.pointerType !== 'mouse') return;
    hovering = true;
    readOut(timeAt(event));
  });
  lanes.addEventListener('pointerleave', () => { hovering = false; readOut(at); });
  seek.addEventListener('input', () => { hovering = false; go(Number(seek.value)); });

  let route;
  picked('hear', side => {
    // Only made once somebody asks: plain playing needs no graph.
    if (!route) {
      const context = new AudioContext();
      const source = context.createMediaElementSource(sound);
      const splitter = context.createChannelSplitter(2);
      const merger = context.createChannelMerger(2);
      const gains = [0, 1].map(channel => {
        const both = [context.createGain(), context.createGain()];
        both.forEach((gain, ear) => { splitter.connect(gain, channel); gain.connect(merger, 0, ear); });
        return both;
      });
      source.connect(splitter);
      merger.connect(context.destination);
      route = { context, gains };
    }
    route.context.resume();
    // Alone, a side is in the middle; together, each is in its ear.
    ['agent', 'customer'].forEach((name, channel) => {
      route.gains[channel].forEach((gain, ear) => {
        gain.gain.value = side === name || (side === 'both' && ear === channel) ? 1 : 0;
      });
    });
  });
  picked('zoom', times => {
    lanes.style.width = `${100 * times}%`;
    scroll.scrollLeft = at / length * lanes.offsetWidth - scroll.clientWidth / 2;
  });
  picked('curve', () => { shown = null; readOut(at); });

  document.addEventListener('click', event => {
    const one = event.target.closest?.(moment);
    if (!one) return;
    fault.hidden = true;
    go(Math.max(one.dataset.from / 1000 - 1, 0));
    if (sound) start();
    else scroll.scrollIntoView({ block: 'center' });
  });

  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const on = event.target;
    // Whoever writes, or chooses in a dialog or a menu, means something else.
    if (on.matches?.('textarea, select, audio, [type=radio], [type=checkbox], [type=text], [type=search]') || on.isContentEditable || document.querySelector('dialog[open]')) return;
    if (event.key === ' ' && sound && !on.matches?.('button, summary, a')) {
      event.preventDefault();
      if (sound.paused) start(); else sound.pause();
    }
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      hovering = false;
      go(at + (event.key === 'ArrowLeft' ? -5 : 5));
    }
  });

  controls.hidden = seek.hidden = head.hidden = false;
  for (const one of [readout, find('keys-hint')]) if (one) one.hidden = false;
  lanes.classList.add('ready');
  if (sound) {
    sound.controls = false;
    sound.hidden = true;
    const playing = () => {
      play.classList.toggle('playing', !sound.paused);
      play.querySelector('span').textContent = sound.paused ? says.player_play : says.player_pause;
    };
    let frame;
    const turn = () => {
      at = Math.min(sound.currentTime, length);
      show();
      frame = sound.paused ? null : requestAnimationFrame(turn);
    };
    sound.addEventListener('play', () => { fault.hidden = true; playing(); route?.context.resume(); frame ??= requestAnimationFrame(turn); });
    for (const name of ['pause', 'ended']) sound.addEventListener(name, playing);
    sound.addEventListener('error', failed);
    if (sound.error) failed();
    play.addEventListener('click', () => (sound.paused ? start() : sound.pause()));
  }
  show();
};

// Plays the call: one place in time, shared by the sound, the lanes and the moments.
(() => {
  'use strict';
  const find = id => document.getElementById(id);
  const [sound, player, play, now, seek, lanes, scroll, head, readout, fault] =
    ['sound', 'player', 'play', 'now', 'seek', 'lanes', 'scroll', 'head', 'readout', 'fault'].map(find);
  const data = JSON.parse(find('data').textContent);
  const length = Math.max(data.length / 1000, .001);
  const cut = Number(find('data').dataset.cut) / 1000;
  const moments = [...document.querySelectorAll('.moment')]
    .map(button => ({ button, from: button.dataset.from / 1000, to: button.dataset.to / 1000 }));
  const AXES = ['smile', 'lively', 'bright', 'pressed'];
  // A point tells of the seconds before it; this long after it, it is over.
  const STALE_S = 3;
  let at = 0;

  const clock = s => {
    const [h, m, two] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, String(Math.floor(s) % 60).padStart(2, '0')];
    return h ? `${h}:${String(m).padStart(2, '0')}:${two}` : `${m}:${two}`;
  };
  const signed = value => `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(1)}`;
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  // What is read out

  const point = s => {
    let [low, high] = [0, data.points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (data.points[middle][0] / 1000 <= s) low = middle + 1; else high = middle;
    }
    const found = data.points[low - 1];
    return found && s - found[0] / 1000 <= STALE_S ? found : null;
  };
  const compared = ([value, low, high]) => {
    if (low > 0) return 'clearly more than usual';
    if (high < 0) return 'clearly less than usual';
    if (Math.abs(value) < .3) return 'about as usual';
    return value > 0 ? 'perhaps more than usual' : 'perhaps less than usual';
  };
  const told = (name, reading) => {
    const part = element('div');
    const title = name[0].toUpperCase() + name.slice(1);
    if (typeof reading === 'string') {
      part.append(element('strong', title), ` ${reading}`);
      return part;
    }
    const [value, low, high, ...reasons] = reading;
    part.append(element('strong', `${title}: ${compared(reading)}`), ` ${signed(value)}, between ${signed(low)} and ${signed(high)}`);
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
    readout.replaceChildren(element('p', `At ${clock(s)}`, 'at'));
    if (!found) readout.append(element('p', 'Listening… the agent is not speaking here, or there was too little to tell yet.', 'soft'));
    else for (const axis of ['smile', chosen()]) readout.append(told(axis, found[1 + AXES.indexOf(axis)]));
  };

  // The place in time

  const show = () => {
    const percent = `${100 * at / length}%`;
    head.style.left = percent;
    now.textContent = clock(at);
    seek.value = at;
    seek.setAttribute('aria-valuetext', `${clock(at)} of ${clock(length)}`);
    if (!hovering) readOut(at);
    // Where several run at once, the newest is the current one.
    let current = null;
    for (const one of moments) if (one.from <= at + .05 && at < Math.max(one.to, one.from + 1)) current = one;
    for (const one of moments) {
      if (one === current && !one.button.hasAttribute('aria-current')) one.button.setAttribute('aria-current', 'true');
      if (one !== current) one.button.removeAttribute('aria-current');
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
        fault.textContent = `The sound of this page ends at ${clock(cut)}. Listen to the recording for what comes after.`;
        return;
      }
      go(0);
    }
    sound.play().catch(failed);
  };
  const failed = error => {
    if (error?.name === 'AbortError') return;
    fault.hidden = false;
    fault.textContent = 'This browser cannot play the sound (Ogg Opus). Open the page in a current Firefox, Chrome, Edge or Safari.';
  };

  // The lanes

  let hovering = false;
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

  // Which side, how near, which curve, which moments

  const picked = (name, then) => {
    for (const input of document.querySelectorAll(`[name=${name}]`)) input.addEventListener('change', () => then(input.value));
  };
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
  picked('filter', kind => {
    for (const one of document.querySelectorAll('ol.moments > li')) {
      if (!one.closest('details')) one.hidden = kind !== '' && one.dataset.kind !== kind;
    }
  });

  for (const { button, from } of moments) {
    button.addEventListener('click', () => {
      fault.hidden = true;
      go(Math.max(from - 1, 0));
      if (!sound) scrollTo({ top: scroll.offsetTop - 80 });
      else start();
    });
  }

  // Keys

  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const on = event.target;
    // Radios keep their arrows, buttons and summaries their space.
    const radio = on.matches?.('[type=radio]');
    if (event.key === ' ' && sound && !radio && !on.matches?.('button, summary, audio')) {
      event.preventDefault();
      if (sound.paused) start(); else sound.pause();
    }
    if ((event.key === 'ArrowLeft' || event.key === 'ArrowRight') && !radio && !on.matches?.('audio')) {
      event.preventDefault();
      hovering = false;
      go(at + (event.key === 'ArrowLeft' ? -5 : 5));
    }
  });

  // Begin

  player.hidden = seek.hidden = head.hidden = false;
  for (const id of ['readout', 'keys', 'filter']) if (find(id)) find(id).hidden = false;
  lanes.classList.add('ready');
  if (sound) {
    sound.controls = false;
    sound.hidden = true;
    const playing = () => {
      play.classList.toggle('playing', !sound.paused);
      play.querySelector('span').textContent = sound.paused ? 'Play' : 'Pause';
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
})();

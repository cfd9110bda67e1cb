// A replay: one place in time, shared by the sound, the lanes and the moments; and what is written about
// them, saved as it is typed.

const find = id => document.getElementById(id);
const [sound, player, play, now, seek, lanes, scroll, head, readout, fault] =
  ['sound', 'player', 'play', 'now', 'seek', 'lanes', 'scroll', 'head', 'readout', 'fault'].map(find);

// --- the place in time -----------------------------------------------------------------------

const AXES = ['smile', 'lively', 'bright', 'pressed'];
// A point tells of the seconds before it; this long after it, it is over.
const STALE_S = 3;

const clock = s => {
  const [h, m, two] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, String(Math.floor(s) % 60).padStart(2, '0')];
  return h ? `${h}:${String(m).padStart(2, '0')}:${two}` : `${m}:${two}`;
};
const signed = value => `${value < 0 ? '−' : value > 0 ? '+' : ''}${Math.abs(value).toFixed(1)}`;
const element = (name, text) => {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
};

const look = () => {
  const data = JSON.parse(find('replay-data').textContent);
  const length = Math.max(data.length / 1000, .001);
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
  const compared = ([value, low, high]) => {
    if (low > 0) return 'clearly more than usual';
    if (high < 0) return 'clearly less than usual';
    if (Math.abs(value) < .3) return 'about as usual';
    return value > 0 ? 'perhaps more than usual' : 'perhaps less than usual';
  };
  const told = (name, reading) => {
    const part = element('p', '');
    const title = name[0].toUpperCase() + name.slice(1);
    if (typeof reading === 'string') part.append(element('b', `${title}: `), reading);
    else part.append(element('b', `${title}: ${compared(reading)}`), ` ${signed(reading[0])}, between ${signed(reading[1])} and ${signed(reading[2])}`);
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
    readout.replaceChildren(element('p', `At ${clock(s)}`));
    if (!found) readout.append(element('p', 'Listening… you are not speaking here, or there was too little to tell yet.'));
    else for (const axis of ['smile', chosen()]) readout.append(told(axis, found[1 + AXES.indexOf(axis)]));
  };

  const show = () => {
    head.style.left = `${100 * at / length}%`;
    now.textContent = clock(at);
    seek.value = at;
    seek.setAttribute('aria-valuetext', `${clock(at)} of ${clock(length)}`);
    if (!hovering) readOut(at);
    // Where several run at once, the newest is the current one.
    let current = null;
    const buttons = document.querySelectorAll('.moment__play');
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
    if (sound) sound.currentTime = Math.min(at, sound.duration || length);
    show();
  };
  const start = () => {
    if (!sound) return;
    if (at >= length - .1) go(0);
    sound.play().catch(failed);
  };
  const failed = error => {
    if (error?.name === 'AbortError') return;
    fault.hidden = false;
    fault.textContent = 'The recording could not be played. Sign in again if you have been away for long, or try a current Firefox, Chrome, Edge or Safari.';
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

  const picked = (name, then) => document.addEventListener('change', event => {
    if (event.target.name === name) then(event.target.value);
  });
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
    const one = event.target.closest?.('.moment__play');
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

  player.hidden = seek.hidden = head.hidden = false;
  for (const one of [readout, find('keys-hint')]) if (one) one.hidden = false;
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
};
if (find('replay-data')) look();

// --- which moments are shown -----------------------------------------------------------------

let kind = '';
const sift = () => {
  const filter = find('filter');
  if (!filter) return;
  filter.hidden = false;
  const chosen = filter.querySelector(`[value="${kind}"]`) ?? filter.querySelector('[value=""]');
  chosen.checked = true;
  kind = chosen.value;
  for (const one of document.querySelectorAll('#replay-moments > .moments > .moment')) one.hidden = kind !== '' && one.dataset.kind !== kind;
};
document.addEventListener('change', event => {
  if (event.target.name !== 'filter') return;
  kind = event.target.value;
  sift();
});
sift();

// --- what is said to a moment ----------------------------------------------------------------

const dialog = find('replay-dialog');
// What was pressed may be gone when it has done its work: then one goes on at its moment.
let acted;
document.addEventListener('click', event => { acted = event.target.closest?.('.moment')?.id ?? acted; });
const goOn = () => {
  if (document.activeElement && document.activeElement !== document.body) return;
  document.getElementById(acted)?.querySelector('summary')?.focus({ preventScroll: true });
};
document.addEventListener('htmx:after:swap', () => {
  sift();
  if (dialog.querySelector('form') && !dialog.open) dialog.showModal();
  else if (!dialog.open) setTimeout(goOn, 0);
});
dialog.addEventListener('close', () => {
  dialog.replaceChildren();
  setTimeout(goOn, 0);
});
document.addEventListener('htmx:before:swap', event => {
  const { ctx } = event.detail;
  // Done: what it says is in the page. It closes before the answer is shown, for that would open it again.
  if (dialog.open && ctx?.sourceElement?.closest?.('#replay-dialog') && ctx.response?.raw?.ok) {
    dialog.close();
    dialog.replaceChildren();
  }
});

// --- looking back ----------------------------------------------------------------------------

const SAVE_AFTER_MS = 800;
const reflection = find('reflection');
if (reflection) {
  const state = find('reflection-state');
  let timer;
  let saving = Promise.resolve();
  const text = () => JSON.stringify(Object.fromEntries(new FormData(reflection)));
  let kept = text();
  const save = () => {
    clearTimeout(timer);
    timer = undefined;
    // One after the other: the last that was typed is the last that is kept.
    saving = saving.then(async () => {
      const body = text();
      if (body === kept) return;
      try {
        const response = await fetch(reflection.dataset.save, { method: 'PUT', headers: { 'content-type': 'application/json' }, body, keepalive: true });
        if (response.ok) {
          kept = body;
          state.textContent = 'Saved, for you alone.';
        } else {
          const problem = await response.json().catch(() => null);
          state.textContent = problem?.detail ?? 'This could not be saved. Your words are still here; try again in a moment.';
        }
      } catch {
        state.textContent = 'Not saved yet: the desk cannot be reached. Your words are still here.';
        timer = setTimeout(save, 5000);
      }
    });
  };
  reflection.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  });
  reflection.addEventListener('change', save);
  reflection.addEventListener('submit', event => { event.preventDefault(); save(); });
  addEventListener('pagehide', save);
}

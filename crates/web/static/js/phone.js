// The phone at the desk: the dock in which it rings, one's own call, and its mirror. The server draws the
// dock and says who may do what; here are the line, its sound, and the buttons.

import { chooseMicrophone, chooseSpeaker, listDevices, meter, onChosenSpeaker, openMicrophone } from './microphone.js';
import { clock, show as showMirror } from './mirror.js';
import { remember, remembered } from './remember.js';
import * as ringing from './ring.js';
import { words } from './words.js';

const RECONNECT_MS = 15_000; // the server keeps a lost line for as long
const RETRY_MS = 700;
const GATHER_MS = 1_000;
const MIRROR_OFF = 'bliss-mirror-off';

const dock = document.getElementById('dock');
const panel = () => dock?.querySelector('.dock__panel');
const part = name => dock?.querySelector(`[data-phone="${name}"]`);
/** The call that this page has: its connection, its microphone, its mirror. */
let line = null;

const say = what => { const place = part('line'); if (place) place.textContent = what; };

class Refusal extends Error {}

const ask = async (method, path, body) => {
  const form = body instanceof URLSearchParams;
  const response = await fetch(path, {
    method,
    headers: body && !form ? { 'content-type': 'application/json' } : {},
    body: body ? (form ? body : JSON.stringify(body)) : undefined,
  });
  if (!response.ok) {
    let why = words.did_not_work;
    try { why = (await response.json()).detail ?? why; } catch { /* not JSON */ }
    throw new Refusal(why);
  }
  return response.status === 204 ? null : response.json();
};

// --- the microphone ---------------------------------------------------------------------------

const microphone = async () => {
  try {
    return await openMicrophone({ echoCancellation: true, noiseSuppression: true, autoGainControl: true });
  } catch (error) {
    throw new Refusal(error.message);
  }
};

// --- the line ---------------------------------------------------------------------------------

const gathered = pc => new Promise(done => {
  if (pc.iceGatheringState === 'complete') return done();
  const over = setTimeout(done, GATHER_MS);
  pc.addEventListener('icegatheringstatechange', () => {
    if (pc.iceGatheringState === 'complete') { clearTimeout(over); done(); }
  });
});

/** Connects this browser: `send` takes the offer to the server and brings its answer. */
const connect = async (stream, send) => {
  let servers = [];
  try { servers = (await ask('GET', '/calls/ice-servers')).ice_servers; } catch { /* without, then */ }
  const pc = new RTCPeerConnection({ iceServers: servers });
  const transceiver = pc.addTransceiver(stream ? stream.getAudioTracks()[0] : 'audio', { direction: stream ? 'sendrecv' : 'recvonly' });
  pc.addEventListener('track', event => play(event.streams[0] ?? new MediaStream([event.track])));
  await pc.setLocalDescription(await pc.createOffer());
  await gathered(pc);
  const answer = await send(pc.localDescription.sdp);
  await pc.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
  return { pc, transceiver };
};

let player;
const play = stream => {
  player ??= Object.assign(document.createElement('audio'), { autoplay: true });
  player.srcObject = stream;
  onChosenSpeaker(player);
  player.play().catch(() => say(words.call_press_anywhere));
};
document.addEventListener('click', () => { if (player?.srcObject && player.paused) player.play().catch(() => {}); });

const begin = async (call, role, send) => {
  const stream = role === 'guest' ? null : await microphone();
  try {
    const { pc } = await connect(stream, send);
    line = { call, role, stream, pc, lostAt: 0, muted: false, trouble: '' };
  } catch (error) {
    stream?.getTracks().forEach(track => track.stop());
    throw error;
  }
  watch();
  if (role === 'agent') { openMirror(); showLevel(); }
  devices();
};

const watch = () => {
  const mine = line;
  mine.pc.addEventListener('connectionstatechange', () => {
    if (line !== mine) return;
    const state = mine.pc.connectionState;
    if (state === 'connected') { mine.lostAt = 0; say(mine.trouble); }
    else if (state === 'failed' || state === 'disconnected') again();
  });
};

/** Whether the desk no longer has this page in that call. */
const isOver = async call => {
  const response = await fetch('/calls/dock');
  if (!response.ok) return false;
  const now = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('.dock__panel--mine');
  return now?.dataset.call !== call;
};

/** The line broke: a new offer for the same call, until the server gives it up. A line that ends because
    the call is over may be noticed here before that is told. */
const again = async () => {
  const mine = line;
  if (!mine || mine.again) return;
  mine.again = true;
  mine.lostAt ||= Date.now();
  say(words.call_connecting_again);
  while (line === mine && Date.now() - mine.lostAt < RECONNECT_MS) {
    try {
      if (await isOver(mine.call)) {
        if (line === mine) hangUp();
        return document.body.dispatchEvent(new CustomEvent('calls-changed'));
      }
      const before = mine.pc;
      const { pc } = await connect(mine.stream, sdp => ask('PUT', `/calls/${mine.call}/leg`, { sdp }));
      before.close();
      mine.pc = pc;
      mine.again = false;
      watch();
      if (pc.connectionState === 'connected') say(mine.trouble);
      return;
    } catch (error) {
      if (error instanceof Refusal && navigator.onLine) { say(error.message); break; }
      await new Promise(next => setTimeout(next, RETRY_MS));
    }
  }
  if (line === mine) { mine.again = false; hangUp(); say(words.call_lost); }
};
addEventListener('online', () => { if (line && line.pc.connectionState !== 'connected') again(); });

/** This page lets go of the call; what the server thinks of it is another matter. */
const hangUp = () => {
  if (!line) return;
  line.stream?.getTracks().forEach(track => track.stop());
  line.pc.close();
  line.mirror?.close();
  line.release?.();
  line = null;
  if (player) player.srcObject = null;
};

// A call is in one tab: whoever has the lock has the sound. After a reload the page takes it again, and
// where the tab that has it goes away, another one does.
const inThisTab = (call, run, after) => {
  if (!navigator.locks) return run();
  const name = `bliss-call-${call}`;
  const held = async () => {
    const released = new Promise(release => { pending = release; });
    await run();
    if (line) { line.release = pending; await released; }
  };
  return navigator.locks.request(name, { ifAvailable: true }, lock => {
    if (lock) return held();
    say(words.call_elsewhere);
    after?.(name, held);
  });
};
let pending;

const failed = error => say(error instanceof Refusal ? error.message : words.did_not_work);

const pickUp = (call, conversation) => inThisTab(call, async () => {
  try {
    ringing.stop();
    say(words.connecting);
    await begin(call, 'agent', sdp => ask('POST', `/calls/${call}/pick-up`, { sdp }));
    document.body.dispatchEvent(new CustomEvent('calls-changed'));
    if (location.pathname !== `/conversations/${conversation}`) dock.querySelector('.dock__open')?.click();
  } catch (error) { failed(error); }
});

/** The call that this page is on its way into, and whether it waits there for another tab. */
let joining = null;
const rejoin = async (call, role) => {
  if (joining?.call === call) { if (joining.waits) say(words.call_elsewhere); return; }
  const mine = joining = { call, waits: false };
  const join = async () => {
    mine.waits = false;
    try { await begin(call, role, sdp => ask('PUT', `/calls/${call}/leg`, { sdp })); } catch (error) { failed(error); }
    if (joining === mine) joining = null;
  };
  await inThisTab(call, join, (name, held) => {
    mine.waits = true;
    navigator.locks.request(name, async () => {
      if (!await isOver(call).catch(() => true)) return held();
      if (joining === mine) joining = null;
    });
  });
};

// --- the dock ---------------------------------------------------------------------------------

const ring = () => {
  part('quiet')?.setAttribute('aria-pressed', ringing.isQuiet());
  ringing.ring(dock.querySelector('#dock-who')?.textContent);
};

let shownSince = 0, shownSeconds = 0;
const tick = () => {
  const time = dock?.querySelector('.dock__time');
  if (time) time.textContent = clock(shownSeconds + (Date.now() - shownSince) / 1000);
};
setInterval(tick, 1000);

/** The dock was drawn anew: what it shows, and what this page has to do about it. */
const drawn = () => {
  const now = panel();
  document.body.classList.toggle('has-dock', Boolean(now));
  if (!now) { ringing.stop(); hangUp(); return; }
  shownSince = Date.now();
  shownSeconds = +(now.dataset.seconds ?? dock.querySelector('.dock__time')?.dataset.seconds ?? 0);
  tick();
  const { call, state, role, conversation } = now.dataset;
  if (state === 'ringing') {
    hangUp();
    ring();
    const asked = location.hash === `#pick-up-${call}`;
    if (asked) { history.replaceState(history.state, '', location.pathname); pickUp(call, conversation); }
    return;
  }
  ringing.stop();
  if (line && line.call !== call) hangUp();
  if (!line) { rejoin(call, role); return; }
  if (line.pc.connectionState === 'connected') say(line.trouble);
  showMuted();
  showMirrorOff();
  devices();
};

const act = {
  'pick-up': () => {
    const { call, conversation } = panel().dataset;
    // A call lives in the page of the desk, which does not go away while one looks around in it.
    if (document.querySelector('main.desk')) pickUp(call, conversation);
    else location.assign(`/conversations/${conversation}#pick-up-${call}`);
  },
  quiet: () => { ringing.beQuiet(!ringing.isQuiet()); ring(); },
  mute: () => {
    if (!line) return;
    line.muted = !line.muted;
    for (const track of line.stream?.getAudioTracks() ?? []) track.enabled = !line.muted;
    showMuted();
    return ask(line.muted ? 'POST' : 'DELETE', `/calls/${line.call}/mute`);
  },
  hold: button => toggle(button, 'hold'),
  pause: button => toggle(button, 'recording-pause'),
  keep: () => ask('DELETE', `/calls/${panel().dataset.call}/transfer`),
  'guest-off': () => ask('DELETE', `/calls/${panel().dataset.call}/guest`),
  end: async () => {
    const { call, role } = panel().dataset;
    await ask('DELETE', role === 'guest' ? `/calls/${call}/guest` : `/calls/${call}`);
    hangUp();
  },
  'mirror-off': () => { remember(MIRROR_OFF, remembered(MIRROR_OFF) ? null : 'yes'); showMirrorOff(); },
};
const toggle = (button, what) => ask(button.getAttribute('aria-pressed') === 'true' ? 'DELETE' : 'POST', `/calls/${panel().dataset.call}/${what}`);

const showMuted = () => part('mute')?.setAttribute('aria-pressed', Boolean(line?.muted));
const showMirrorOff = () => {
  const off = Boolean(remembered(MIRROR_OFF));
  const mirror = part('mirror');
  if (mirror) mirror.hidden = off;
  const button = part('mirror-off');
  if (button) { button.setAttribute('aria-pressed', off); button.textContent = off ? words.mirror_show : words.mirror_hide; }
};

dock?.addEventListener('click', async event => {
  const button = event.target.closest('button[data-phone]');
  const what = button && act[button.dataset.phone];
  if (!what || button.dataset.busy) return;
  event.preventDefault();
  button.dataset.busy = 'yes';
  try { await what(button); } catch (error) { failed(error); } finally { delete button.dataset.busy; }
});

dock?.addEventListener('submit', async event => {
  const form = event.target.closest('form[data-phone]');
  if (!form) return;
  event.preventDefault();
  const { call, conversation } = panel().dataset;
  try {
    if (form.dataset.phone === 'note') {
      const text = form.elements.text.value;
      if (!text.trim()) return form.elements.text.focus();
      const body = new URLSearchParams({ kind: 'note', text, key: crypto.randomUUID(), anyway: 'yes' });
      const response = await fetch(`/conversations/${conversation}/messages`, { method: 'POST', body });
      if (!response.ok) throw new Refusal(words.call_note_not_kept);
      form.reset();
      say(words.call_note_kept);
    } else {
      await ask('POST', `/calls/${call}/${form.dataset.phone}`, new URLSearchParams(new FormData(form)));
      form.closest('details')?.removeAttribute('open');
    }
  } catch (error) { failed(error); }
});

document.addEventListener('htmx:after:swap', event => { if (event.target === dock || dock?.contains(event.target)) drawn(); });

// --- leaving ----------------------------------------------------------------------------------

// What would take this page away opens in a tab of its own while a call is on.
document.addEventListener('click', event => {
  const link = event.target.closest?.('a[href]');
  if (!line || !link || event.defaultPrevented || link.target || link.origin !== location.origin || link.hash && link.pathname === location.pathname) return;
  if (document.querySelector('main.desk') && /^\/(desk|conversations\/\d+)$/.test(link.pathname)) return;
  event.preventDefault();
  open(link.href, '_blank');
});
addEventListener('beforeunload', event => { if (line) event.preventDefault(); });

// --- the mirror -------------------------------------------------------------------------------

const OVER = 1000; // what a socket is closed with when nothing more comes (RFC 6455, section 7.4.1)
const openMirror = () => {
  const mine = line;
  const socket = mine.mirror = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/calls/${mine.call}/mirror`);
  socket.onmessage = ({ data }) => { if (line === mine) heard(JSON.parse(data)); };
  socket.onclose = ({ code }) => { if (code !== OVER && line === mine && mine.mirror === socket) setTimeout(() => { if (line === mine) openMirror(); }, 1000); };
};

/** What is wrong stays said while the dock is drawn anew. */
const trouble = what => { line.trouble = what; say(what); };

const heard = frame => {
  if (frame.lost) return trouble(words.call_line_broke(frame.lost));
  if (frame.back) return trouble('');
  if (frame.quiet) return trouble(words.call_nothing_heard(frame.quiet));
  if (frame.recording_stopped) return trouble(words.call_recording_stopped(frame.recording_stopped));
  showMirror(part, frame);
};

// --- devices ----------------------------------------------------------------------------------

const devices = async () => {
  const [microphones, speakers] = [part('microphones'), part('speakers')];
  if (microphones) await listDevices(microphones, speakers, line?.stream, (select, none) => { select.closest('label').hidden = none; });
};
dock?.addEventListener('change', async event => {
  const what = event.target.dataset.phone;
  if (what === 'speakers') chooseSpeaker(event.target.value, player);
  if (what === 'microphones' && line) {
    chooseMicrophone(event.target.value);
    try {
      const stream = await microphone();
      const [track] = stream.getAudioTracks();
      track.enabled = !line.muted;
      await line.pc.getSenders().find(sender => sender.track)?.replaceTrack(track);
      line.stream.getTracks().forEach(old => old.stop());
      line.stream = stream;
      showLevel();
    } catch (error) { failed(error); }
  }
});
navigator.mediaDevices?.addEventListener?.('devicechange', devices);

/** How loud one's own microphone is, for the bar in the menu. */
const showLevel = () => {
  const mine = line;
  const stream = mine?.stream;
  if (!stream) return;
  meter(stream, () => line !== mine || mine.stream !== stream, share => {
    const bar = part('level');
    if (bar) bar.style.inlineSize = `${share}%`;
  });
};

// The dock may have been there before this script was.
if (panel()) drawn();

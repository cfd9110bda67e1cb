// The warm-up: ten seconds are recorded, heard by the desk, and looked at. What was recorded stays in this
// page. The same file is the worklet that records where the browser has no recorder of its own.

import { loudness, openMicrophone } from './microphone.js';
import { remember, remembered } from './remember.js';
import { words } from './words.js';

const LENGTH_MS = 10_000;
const DONE = 'bliss-warm-up';

if (globalThis.registerProcessor) {
  registerProcessor('samples', class extends AudioWorkletProcessor {
    process([[channel]]) {
      if (channel) this.port.postMessage(channel.slice());
      return true;
    }
  });
} else {
  begin();
}

/** What is recorded by a recorder of the browser's own; none where there is none. */
function recorder(stream) {
  if (!globalThis.MediaRecorder) return null;
  const type = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'].find(one => MediaRecorder.isTypeSupported(one));
  if (!type) return null;
  const recording = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 64_000 });
  const parts = [];
  recording.addEventListener('dataavailable', ({ data }) => parts.push(data));
  recording.start();
  return () => new Promise(done => {
    recording.addEventListener('stop', () => done(new Blob(parts, { type: type.split(';')[0] })), { once: true });
    recording.stop();
  });
}

/** The same by a worklet: 16-bit WAV. */
async function samples(context, source) {
  await context.audioWorklet.addModule(import.meta.url);
  const node = new AudioWorkletNode(context, 'samples', { numberOfOutputs: 0 });
  const parts = [];
  node.port.onmessage = ({ data }) => parts.push(data);
  source.connect(node);
  return async () => {
    source.disconnect(node);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const view = new DataView(new ArrayBuffer(44 + 2 * length));
    const text = (at, words) => [...words].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
    text(0, 'RIFF');
    view.setUint32(4, 36 + 2 * length, true);
    text(8, 'WAVEfmt ');
    view.setUint32(16, 16, true);
    view.setUint16(20, 1, true);
    view.setUint16(22, 1, true);
    view.setUint32(24, context.sampleRate, true);
    view.setUint32(28, context.sampleRate * 2, true);
    view.setUint16(32, 2, true);
    view.setUint16(34, 16, true);
    text(36, 'data');
    view.setUint32(40, 2 * length, true);
    let at = 44;
    for (const part of parts) for (const sample of part) {
      view.setInt16(at, Math.max(-1, Math.min(1, sample)) * 32767, true);
      at += 2;
    }
    return new Blob([view], { type: 'audio/wav' });
  };
}

function begin() {
  const place = document.getElementById('warm-up');
  if (!place) return;
  const find = id => document.getElementById(id);
  const [go, skip, say, fault, heard] = ['go', 'skip', 'say', 'fault', 'heard'].map(name => find(`warm-up-${name}`));
  const [time, level] = ['.warm-up__time', '.warm-up__level'].map(name => place.querySelector(name));
  const today = new Date().toLocaleDateString('sv');
  const card = find('today-warm-up');
  const invitation = say.textContent;

  // On Today it is there once a day, and goes when one says so.
  const done = () => remember(DONE, today);
  if (card) {
    card.hidden = remembered(DONE) === today;
    skip.hidden = false;
    skip.addEventListener('click', () => { done(); card.hidden = true; find('main').focus?.(); });
  }

  let sound;
  let player;
  let stop;

  const complain = text => {
    fault.textContent = text;
    fault.hidden = false;
  };

  const record = async () => {
    fault.hidden = true;
    heard.replaceChildren();
    go.disabled = true;
    time.setAttribute('stroke-dasharray', '0 100');
    let stream;
    let context;
    try {
      // What browsers do to a voice changes how it sounds; what is heard should be what was said.
      stream = await openMicrophone({ channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false });
      context = new AudioContext();
      await context.resume();
      const source = context.createMediaStreamSource(stream);
      const finish = recorder(stream) ?? await samples(context, source);
      await listen(context, source);
      sound = await finish();
    } catch (error) {
      complain(error.message);
      return;
    } finally {
      stream?.getTracks().forEach(track => track.stop());
      context?.close();
      place.classList.remove('warm-up--on');
      go.disabled = false;
      go.textContent = words.warm_up_begin;
      say.textContent = invitation;
    }
    await send();
  };

  /** Ten seconds, or until it is enough: the arc opens, and the level is seen. */
  const listen = (context, source) => new Promise(over => {
    const now = loudness(context, source);
    const began = performance.now();
    place.classList.add('warm-up--on');
    go.disabled = false;
    go.textContent = words.warm_up_enough;
    say.textContent = words.warm_up_listening;
    let loud = 0;
    const end = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      stop = undefined;
      over();
    };
    const turn = () => {
      const share = Math.min((performance.now() - began) / LENGTH_MS, 1);
      time.setAttribute('stroke-dasharray', `${100 * share} 100`);
      loud = Math.max(Math.min(now() * 5, 1), loud * .85);
      level.style.strokeWidth = 6 + 34 * loud;
      frame = requestAnimationFrame(turn);
    };
    let frame = requestAnimationFrame(turn);
    // A tab that is not looked at draws nothing, and still ends.
    const timer = setTimeout(end, LENGTH_MS);
    stop = end;
  });

  const post = async path => {
    const form = new FormData();
    form.append('sound', sound, 'warm-up');
    const response = await fetch(path, { method: 'POST', body: form });
    if (!response.ok) {
      const problem = await response.json().catch(() => null);
      throw new Error(problem?.detail ?? words.warm_up_not_heard);
    }
    return response.text();
  };

  const send = async () => {
    say.textContent = words.warm_up_one_moment;
    go.disabled = true;
    try {
      const html = await post('/warm-up');
      heard.replaceChildren(document.createRange().createContextualFragment(html));
      place.classList.add('warm-up--heard');
      done();
      heard.firstElementChild.focus();
    } catch (error) {
      complain(error instanceof TypeError ? words.warm_up_not_reached : error.message);
    } finally {
      say.textContent = invitation;
      go.disabled = false;
    }
  };

  const play = button => {
    if (player && !player.paused) { player.pause(); return; }
    player ??= new Audio(URL.createObjectURL(sound));
    const lane = heard.querySelector('.warm-up__lane');
    const head = lane?.querySelector('.playhead');
    const turn = () => {
      if (head) {
        head.hidden = false;
        head.style.left = `${Math.min(100, 100_000 * player.currentTime / lane.dataset.length)}%`;
      }
      if (!player.paused) requestAnimationFrame(turn);
    };
    player.onplay = () => { button.textContent = words.warm_up_pause; turn(); };
    player.onpause = player.onended = () => { button.textContent = words.warm_up_hear; };
    player.play().catch(() => complain(words.warm_up_not_played));
  };

  const again = () => {
    player?.pause();
    if (player) URL.revokeObjectURL(player.src);
    player = sound = undefined;
    heard.replaceChildren();
    place.classList.remove('warm-up--heard');
    go.focus();
  };

  go.addEventListener('click', () => (stop ? stop() : record()));
  heard.addEventListener('click', async event => {
    const button = event.target.closest('[data-warm-up]');
    if (!button) return;
    fault.hidden = true;
    if (button.dataset.warmUp === 'play') play(button);
    if (button.dataset.warmUp === 'again') again();
    if (button.dataset.warmUp === 'keep') {
      button.disabled = true;
      try {
        const html = await post('/warm-up/baseline');
        button.closest('.buttons').before(document.createRange().createContextualFragment(html));
        button.remove();
      } catch (error) {
        button.disabled = false;
        complain(error.message);
      }
    }
  });
}

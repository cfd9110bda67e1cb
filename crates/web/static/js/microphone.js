// The microphone and the speaker of this browser: which, how loud, and what to say where there is none.

import { remember, remembered } from './remember.js';
import { words } from './words.js';

const MICROPHONE = 'bliss-microphone';
const SPEAKER = 'bliss-speaker';
const SILENCE_DB = -60; // below full scale: from here down a meter is empty

const WHY_NOT = {
  NotAllowedError: words.microphone_not_allowed,
  NotFoundError: words.microphone_not_found,
  NotReadableError: words.microphone_in_use,
};

/** Opens the chosen microphone. Its errors have words for people. */
export const openMicrophone = async audio => {
  if (!navigator.mediaDevices) throw new Error(words.microphone_not_secure);
  const chosen = remembered(MICROPHONE);
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: chosen ? { ...audio, deviceId: { ideal: chosen } } : audio });
  } catch (error) {
    throw new Error(WHY_NOT[error.name] ?? words.microphone_not_now);
  }
};
export const chooseMicrophone = id => remember(MICROPHONE, id);

/** Plays on the chosen speaker, where the browser lets one choose. */
export const onChosenSpeaker = player => {
  const chosen = remembered(SPEAKER);
  if (chosen) player?.setSinkId?.(chosen).catch(() => {});
};
export const chooseSpeaker = (id, player) => {
  remember(SPEAKER, id);
  onChosenSpeaker(player);
};

/** Fills two selects with what there is; `none` hides or disables one in which there is nothing to choose. */
export const listDevices = async (microphones, speakers, stream, none) => {
  if (!navigator.mediaDevices?.enumerateDevices) return;
  const all = await navigator.mediaDevices.enumerateDevices();
  const fill = (select, kind, now, numbered, choosable) => {
    const found = all.filter(device => device.kind === kind);
    select.replaceChildren(...found.map((device, i) => new Option(device.label || numbered(i + 1), device.deviceId, false, device.deviceId === now)));
    none(select, !choosable || found.length === 0);
  };
  fill(microphones, 'audioinput', stream?.getAudioTracks()[0]?.getSettings().deviceId, words.microphone_numbered, true);
  fill(speakers, 'audiooutput', remembered(SPEAKER) ?? 'default', words.speaker_numbered, Boolean(HTMLMediaElement.prototype.setSinkId));
};

/** A function that tells how loud a source is at the moment: root mean square, full scale is 1. */
export const loudness = (context, source) => {
  const analyser = Object.assign(context.createAnalyser(), { fftSize: 1024 });
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return () => {
    analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
  };
};

let context;
/** Shows how loud a stream is ten times a second, in percent of a meter, until `over`. */
export const meter = (stream, over, show) => {
  context ??= new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const loud = loudness(context, source);
  const look = () => {
    if (over()) return source.disconnect();
    const decibels = 20 * Math.log10(loud() + 1e-9);
    show(Math.round(Math.max(0, Math.min(100, 100 - (100 * decibels) / SILENCE_DB))));
    setTimeout(look, 100);
  };
  look();
};

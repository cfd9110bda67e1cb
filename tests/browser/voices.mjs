// Voices for calls: those of the folder in BLISS_VOICES where there is one (… _agent.wav, … _caller.wav), or
// two made here, so that the tests need nothing that is not in the repository.

import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RATE_HZ = 16_000;

/** A wave file of 16 bits: one channel, or several beside one another. */
export const wav = (channels, hertz = RATE_HZ) => {
  const frames = channels[0].length, frame = 2 * channels.length;
  const bytes = Buffer.alloc(44 + frame * frames);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channels.length, 22);
  bytes.writeUInt32LE(hertz, 24);
  bytes.writeUInt32LE(hertz * frame, 28);
  bytes.writeUInt16LE(frame, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(frame * frames, 40);
  channels.forEach((channel, c) => channel.forEach((sample, i) => bytes.writeInt16LE(Math.round(32767 * Math.max(-1, Math.min(1, sample))), 44 + frame * i + 2 * c)));
  return bytes;
};

// The first three formants of some vowels, in Hz (Peterson and Barney 1952, J. Acoust. Soc. Am. 24, 175–184).
const VOWELS = [[730, 1090, 2440], [270, 2290, 3010], [530, 1840, 2480], [570, 840, 2410], [300, 870, 2240]];

/** Somebody who speaks in syllables: harmonics of a gliding pitch, louder at the formants of one vowel after another. */
export const speech = (seconds, hertz, turns) => {
  const samples = new Float32Array(seconds * RATE_HZ);
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    const at = i / RATE_HZ;
    const turn = turns.find(([from, to]) => at >= from && at < to);
    if (!turn) continue;
    const within = at - turn[0];
    const syllable = Math.floor(within * 4);
    const shape = Math.sin(Math.PI * ((within * 4) % 1)) ** 0.6;
    const pitch = hertz * (1 + 0.15 * Math.sin(2 * Math.PI * 0.7 * within) - 0.03 * within);
    phase += pitch / RATE_HZ;
    const formants = VOWELS[(syllable * 7 + 3) % VOWELS.length];
    let sum = 0;
    for (let n = 1; n * pitch < 4000; n++) {
      const f = n * pitch;
      const gain = formants.reduce((all, formant, k) => all + Math.exp(-(((f - formant) / (90 + 40 * k)) ** 2)) / (k + 1), 0.02);
      sum += (gain / n ** 0.5) * Math.sin(2 * Math.PI * n * phase);
    }
    samples[i] = 0.22 * shape * sum;
  }
  return samples;
};

/** The paths of an agent's and a caller's voice. */
export const voices = () => {
  const folder = process.env.BLISS_VOICES;
  if (folder) {
    const find = end => join(folder, readdirSync(folder).sort().find(name => name.endsWith(end)));
    return { agent: find('_agent.wav'), caller: find('_caller.wav') };
  }
  const made = mkdtempSync(join(tmpdir(), 'bliss-voices-'));
  const [agent, caller] = [join(made, 'agent.wav'), join(made, 'caller.wav')];
  writeFileSync(agent, wav([speech(20, 118, [[0.5, 4], [9, 13], [16, 19]])]));
  writeFileSync(caller, wav([speech(20, 205, [[4.4, 8.6], [13.4, 15.6]])]));
  return { agent, caller };
};

export const TELEPHONE_HZ = 8000;

/** One side of a call: pulses through a resonator, four syllables a second, in those stretches of seconds. */
export const side = (length, pitch, ...turns) => {
  const sound = new Float32Array(length * TELEPHONE_HZ);
  for (let i = 0; i < sound.length; i++) sound[i] = (((i * 7919) % 1000) / 1000 - .5) * 2e-3;
  for (const [from, to] of turns) {
    let [phase, before, before2] = [0, 0, 0];
    for (let i = from * TELEPHONE_HZ; i < to * TELEPHONE_HZ; i++) {
      const time = i / TELEPHONE_HZ - from;
      phase += pitch * (1.15 - .2 * (time % 1.7) / 1.7 + .05 * Math.sin(12 * time)) / TELEPHONE_HZ;
      const pulse = phase >= 1 ? 1 : 0;
      phase -= pulse;
      const hz = 500 + 250 * Math.sin(12.5 * time);
      const now = .06 * pulse + 1.9 * Math.cos(2 * Math.PI * hz / TELEPHONE_HZ) * before - .9025 * before2;
      [before2, before] = [before, now];
      sound[i] += Math.max(-.6, Math.min(.6, 4 * now * (.02 + .98 * Math.sin(6 * time) ** 2)));
    }
  }
  return sound;
};

/** Half a minute of a call, agent and customer beside one another: the agent begins to speak once too early. */
export const callWithAnInterruption = () => wav([side(30, 190, [1, 5], [9, 14], [22, 27]), side(30, 120, [5.5, 11.5], [14.5, 16])], TELEPHONE_HZ);

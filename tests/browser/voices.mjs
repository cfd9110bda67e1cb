// Voices for calls: those of the folder in BLISS_VOICES where there is one (… _agent.wav, … _caller.wav), or
// two made here, so that the tests need nothing that is not in the repository.

import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const RATE = 16_000;

/** A wave file of 16 bits in one channel. */
export const wav = samples => {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(2 * RATE, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, i) => bytes.writeInt16LE(Math.max(-32768, Math.min(32767, Math.round(32767 * sample))), 44 + 2 * i));
  return bytes;
};

// The first three formants of some vowels, in Hz (Peterson and Barney 1952, J. Acoust. Soc. Am. 24, 175–184).
const VOWELS = [[730, 1090, 2440], [270, 2290, 3010], [530, 1840, 2480], [570, 840, 2410], [300, 870, 2240]];

/** Somebody who speaks in syllables: harmonics of a gliding pitch, louder at the formants of one vowel after another. */
export const speech = (seconds, hertz, turns) => {
  const samples = new Float32Array(seconds * RATE);
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    const at = i / RATE;
    const turn = turns.find(([from, to]) => at >= from && at < to);
    if (!turn) continue;
    const within = at - turn[0];
    const syllable = Math.floor(within * 4);
    const shape = Math.sin(Math.PI * ((within * 4) % 1)) ** 0.6;
    const pitch = hertz * (1 + 0.15 * Math.sin(2 * Math.PI * 0.7 * within) - 0.03 * within);
    phase += pitch / RATE;
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
  writeFileSync(agent, wav(speech(20, 118, [[0.5, 4], [9, 13], [16, 19]])));
  writeFileSync(caller, wav(speech(20, 205, [[4.4, 8.6], [13.4, 15.6]])));
  return { agent, caller };
};

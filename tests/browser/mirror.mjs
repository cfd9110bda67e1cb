// How long it takes from a sound in the microphone until the mirror has it on the page: node mirror.mjs. The agent's
// microphone hears bursts; the page notes when one begins, and when the first frame with it has been drawn.

import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dock, goTo, inDock } from './desk.mjs';
import { launchWith, seat, startDesk } from './support.mjs';
import { call } from './visitor.mjs';
import { speech, wav } from './voices.mjs';

const SECONDS = Number(process.argv[2] ?? 30);
const folder = mkdtempSync(join(tmpdir(), 'bliss-bursts-'));
const sound = (name, samples) => { writeFileSync(join(folder, name), wav([samples])); return join(folder, name); };
// Bursts that do not fall into step with a mirror's tenths of a second.
const bursts = speech(17, 140, Array.from({ length: 10 }, (_, i) => [0.5 + 1.637 * i, 1.1 + 1.637 * i]));
const [desk, agents, customers] = await Promise.all([startDesk(), launchWith(sound('agent.wav', bursts)), launchWith(sound('caller.wav', speech(10, 205, [[1, 4]])))]);
const mia = await seat(desk, agents, 'Mia', { permissions: ['microphone'] });
await mia.addInitScript(() => {
  const LOUD_DB = -45;
  window.waits = [];
  let began;
  // What the microphone hears, at the time at which it does.
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async wanted => {
    const stream = await ask(wanted);
    const context = new AudioContext();
    const analyser = Object.assign(context.createAnalyser(), { fftSize: 256 });
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(256);
    let quiet = 0;
    setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const loud = 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / 256 + 1e-12) > LOUD_DB;
      if (loud && quiet > 60) began = performance.now();
      quiet = loud ? 0 : quiet + 1;
    }, 4);
    return stream;
  };
  const Socket = WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      if (!String(given[0]).endsWith('/mirror')) return;
      this.addEventListener('message', ({ data }) => {
        const { level_db: level } = JSON.parse(data);
        if (began && level?.[0] > LOUD_DB) {
          const from = began;
          began = undefined;
          requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - from)));
        }
      });
    }
  };
});
await goTo(mia, '/desk');
await call(desk, customers, 'Ana');
await inDock(mia, 'Pick up').click();
await dock(mia).getByText('In a call').waitFor();
// The call begins, and settles.
await mia.waitForTimeout(4_000);
await mia.evaluate(() => { window.waits = []; });
await mia.waitForTimeout(1000 * SECONDS);
const waits = (await mia.evaluate(() => window.waits)).sort((a, b) => a - b);
const at = share => waits[Math.min(waits.length - 1, Math.floor(share * waits.length))]?.toFixed(0);
console.log(`from a sound to the mirror on the page: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms, of ${waits.length} sounds`);
console.log('What is judged of it (talk, smile) is decided up to 100 ms later.');
await Promise.all([agents.close(), customers.close()]);
await desk.stop();

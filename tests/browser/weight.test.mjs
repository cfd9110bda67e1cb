// What the desk weighs on its first visit, and whether anything in it moves while it loads.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, noFaults, seat, startDesk } from './support.mjs';

const BYTES_MAX = 150 * 1024;
let desk, browser, mia;

before(async () => {
  [desk, browser] = await Promise.all([startDesk(), launch()]);
  mia = await seat(desk, browser, 'Mia');
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** Pages, and what each may weigh. */
const pages = [['/desk', BYTES_MAX], ['/conversations/1', 2 * BYTES_MAX]];
for (const [path, most] of pages) {
  test(`${path} comes in at most ${most >> 10} KB with all that belongs to it, and stays where it is`, async () => {
    const wire = await mia.context().newCDPSession(mia);
    await wire.send('Network.enable');
    await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
    // On a slow machine, which would show half of a page while the other half is read.
    await wire.send('Emulation.setCPUThrottlingRate', { rate: 6 });
    let bytes = 0;
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; });
    await mia.addInitScript(() => {
      window.shifts = [];
      const note = list => list.getEntries().forEach(({ value, sources }) => window.shifts.push([value, sources?.map(({ node }) => node?.className)]));
      new PerformanceObserver(note).observe({ type: 'layout-shift', buffered: true });
    });
    await mia.goto(desk.base + path, { waitUntil: 'networkidle' });
    assert(bytes > 50 * 1024 && bytes <= most, `${bytes} bytes`);
    assert.deepEqual(await mia.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(window.shifts))))), []);
    await wire.detach();
    noFaults(mia);
  });
}

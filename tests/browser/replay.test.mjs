// A call, looked back at in a browser: playing it, saying something to a moment, sharing it and taking it back;
// and the warm-up with a microphone of the browser's own making.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { look, shoot } from './look.mjs';
import { launch, launchWith, noFaults, seat, startDesk, until } from './support.mjs';
import { TELEPHONE_HZ, callWithAnInterruption, side, wav } from './voices.mjs';

let desk, browser, aiko, mia, replay;

before(async () => {
  [desk, browser] = await Promise.all([startDesk(), launch()]);
  aiko = await seat(desk, browser, 'Aiko', { reducedMotion: 'reduce' });
  mia = await seat(desk, browser, 'Mia', { reducedMotion: 'reduce' });
  const call = callWithAnInterruption();
  await aiko.goto('/recordings/new');
  await aiko.locator('input[name=files]').setInputFiles({ name: 'call.wav', mimeType: 'audio/wav', buffer: call });
  await aiko.locator('input[name=who]').fill('Gerda Lindqvist');
  await aiko.locator('input[name=subject]').fill('Broken teapot');
  await aiko.locator('main form button').last().click();
  await aiko.waitForURL('**/replays/*');
  replay = aiko.url();
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

const at = page => page.locator('#sound').evaluate(sound => sound.currentTime);
const interruption = page => page.locator('#replay-moments .moment[data-kind=interruption]').first();

describe('looking back', () => {
  test('the list, and the replay, read well everywhere', async () => {
    await aiko.goto('/replays');
    await look(aiko, 'replays');
    await mia.goto('/replays');
    await look(mia, 'replays, none');
    await aiko.goto(replay);
    await aiko.locator('#readout').waitFor();
    await look(aiko, 'replay');
    noFaults([aiko, mia]);
  });

  test('keys, lanes, the slider and moments all lead to a place in the call', async () => {
    await aiko.goto(replay);
    await aiko.locator('#sound[src]').evaluate(sound => new Promise(done => { if (sound.readyState) done(); else sound.addEventListener('loadedmetadata', done); }));
    await aiko.locator('body').press('ArrowRight');
    await until(async () => await at(aiko) === 5, 'five seconds on');
    assert.equal(await aiko.locator('#now').textContent(), '0:05');
    assert.match(await aiko.locator('#readout').textContent(), /At 0:05/);
    await aiko.locator('body').press('ArrowLeft');
    await until(async () => await at(aiko) === 0, 'back at the beginning');
    await aiko.locator('body').press(' ');
    await until(() => aiko.locator('#sound').evaluate(sound => !sound.paused), 'it plays');
    await until(async () => await at(aiko) > .3, 'it moves');
    await aiko.locator('body').press(' ');
    await until(() => aiko.locator('#sound').evaluate(sound => sound.paused), 'it stops');

    await aiko.locator('.lane--customer').scrollIntoViewIfNeeded();
    const lane = await aiko.locator('.lane--customer').boundingBox();
    await aiko.mouse.click(lane.x + lane.width / 2, lane.y + 20);
    await until(async () => Math.abs(await at(aiko) - 15) < .2, 'the middle');
    await interruption(aiko).locator('.moment__play').click();
    const from = await interruption(aiko).locator('.moment__play').evaluate(button => button.dataset.from / 1000);
    await until(async () => await at(aiko) >= from - 1.05 && await at(aiko) < from + 3, 'the moment');
    await until(() => aiko.locator('#sound').evaluate(sound => !sound.paused), 'it plays from there');
    await aiko.locator('#play').click();
    await aiko.getByRole('slider', { name: 'Place in the call' }).fill('20');
    await until(async () => Math.abs(await at(aiko) - 20) < .1, 'where the slider is');
    noFaults(aiko);
  });

  test('a moment is contested and counts no more, until that is undone', async () => {
    await aiko.goto(replay);
    const row = aiko.locator('#replay-figures tr', { hasText: 'Interruptions' });
    assert.match(await row.textContent(), /1 \(/);
    await interruption(aiko).locator('summary').click();
    await aiko.getByRole('button', { name: '“not an interruption”' }).click();
    await interruption(aiko).getByText('You said: not an interruption').waitFor();
    await row.getByText('none, one contested').waitFor();
    await look(aiko, 'replay, contested');
    await interruption(aiko).getByRole('button', { name: /^Undo/ }).click();
    await row.getByText(/1 \(/).waitFor();
    noFaults(aiko);
  });

  test('what is written stays, and what is shared is seen by others until it is taken back', async () => {
    await aiko.goto(replay);
    await aiko.getByLabel('What worked?').fill('The greeting.');
    await aiko.getByText('Saved, for you alone.').waitFor();
    await interruption(aiko).locator('summary').click();
    await aiko.getByRole('button', { name: 'Write a note for yourself' }).click();
    await aiko.getByLabel('What would you like to remember?').fill('She was not done yet.');
    await look(aiko, 'replay, note dialog');
    await aiko.getByRole('button', { name: 'Keep the note' }).click();
    await interruption(aiko).getByText('She was not done yet.').waitFor();
    await until(async () => !await aiko.locator('#replay-dialog').evaluate(dialog => dialog.open), 'the dialog closes');

    await interruption(aiko).locator('summary').click();
    await aiko.getByRole('button', { name: 'Share with the team…' }).click();
    await aiko.getByText('Everybody on this desk will see it').waitFor();
    await look(aiko, 'replay, sharing dialog');
    await aiko.getByLabel('With these words of yours').fill('Here I should have waited.');
    await aiko.getByLabel(/^And the sound/).check();
    await aiko.getByRole('button', { name: 'Share with the team', exact: true }).click();
    await interruption(aiko).getByText('Shared with the team, with its sound').waitFor();

    const conversation = await aiko.getByRole('link', { name: 'Open the conversation' }).getAttribute('href');
    await mia.goto(desk.base + conversation);
    const shared = mia.locator('.shared');
    await shared.getByText('Here I should have waited.').waitFor();
    const seconds = await shared.locator('audio').evaluate(sound => new Promise(done => {
      sound.addEventListener('loadedmetadata', () => done(sound.duration));
      sound.load();
      sound.preload = 'metadata';
    }));
    assert.ok(seconds > 2 && seconds < 8, `${seconds} s`);
    await look(mia, 'conversation, shared moment');
    await interruption(aiko).getByRole('button', { name: /^Take it back/ }).click();
    await shared.waitFor({ state: 'detached' });

    await aiko.reload();
    assert.equal(await aiko.getByLabel('What worked?').inputValue(), 'The greeting.');
    noFaults([aiko, mia]);
  });

  test('the recording goes, and then everything', async () => {
    await aiko.goto(replay);
    await aiko.getByRole('button', { name: 'Delete the recording now' }).click();
    await look(aiko, 'replay, forget dialog');
    await aiko.getByRole('button', { name: 'Delete the recording', exact: true }).click();
    await aiko.getByText('There is no recording to listen to').waitFor();
    await look(aiko, 'replay, no recording');
    await interruption(aiko).locator('.moment__play').click();
    await until(async () => await aiko.locator('#now').textContent() !== '0:00', 'the place is shown, without the sound');
    await aiko.getByRole('button', { name: 'Delete everything that was heard' }).click();
    await aiko.getByRole('button', { name: 'Delete everything', exact: true }).click();
    await aiko.waitForURL('**/replays');
    await aiko.goto(replay);
    await aiko.getByText('Nothing was kept').waitFor();
    await look(aiko, 'replay, nothing');
    noFaults(aiko);
  });
});

describe('the warm-up', () => {
  let spoken, page;
  before(async () => {
    // The microphone hears the same sentence again and again.
    const voice = join(desk.data, 'voice.wav');
    writeFileSync(voice, wav([side(12, 190, [0, 12])], TELEPHONE_HZ));
    spoken = await launchWith(voice);
    page = await seat(desk, spoken, 'Jonas', { reducedMotion: 'reduce', permissions: ['microphone'] });
  });
  after(() => spoken?.close());

  test('ten seconds at most, heard, played back, kept, and gone from Today', async () => {
    await page.goto('/today');
    const card = page.locator('#today-warm-up');
    await card.waitFor();
    await look(page, 'today, warm-up');
    await page.goto('/warm-up');
    await look(page, 'warm-up');
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('button', { name: 'That is enough' }).waitFor();
    const share = () => page.locator('.warm-up__time').evaluate(arc => Number.parseFloat(arc.getAttribute('stroke-dasharray')));
    await until(async () => await share() > 25, 'the arc opens');
    await shoot(page, 'warm-up-listening');
    // It ends by itself.
    await page.getByText('This was your first').waitFor();
    await page.locator('.warm-up__lane .curve__line').waitFor();
    await look(page, 'warm-up, first');
    await page.getByRole('button', { name: 'Hear it' }).click();
    await until(() => page.locator('.warm-up__lane .playhead').evaluate(head => Number.parseFloat(head.style.left) > 3), 'it plays');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Keep as my usual voice' }).click();
    await page.getByText('this is now what is usual for you').waitFor();
    await page.getByRole('button', { name: 'Again' }).click();
    await page.getByRole('button', { name: 'Begin' }).click();
    await until(async () => await share() > 70, 'most of it has passed');
    await page.getByRole('button', { name: 'That is enough' }).click();
    await page.locator('.warm-up__heard', { hasText: /usual/ }).waitFor();
    await page.locator('.smile').waitFor();
    await look(page, 'warm-up, heard');
    await page.goto('/today');
    await page.locator('#today').waitFor();
    assert.equal(await card.isVisible(), false);
    noFaults(page);
  });

  test('without a recorder of the browser’s own it is recorded all the same', async () => {
    await page.addInitScript(() => { delete globalThis.MediaRecorder; });
    await page.goto('/warm-up');
    const sent = page.waitForRequest(request => request.method() === 'POST' && request.url().endsWith('/warm-up'));
    await page.getByRole('button', { name: 'Begin' }).click();
    const enough = page.getByRole('button', { name: 'That is enough' });
    await enough.waitFor();
    await until(() => page.locator('.warm-up__time').evaluate(arc => Number.parseFloat(arc.getAttribute('stroke-dasharray')) > 10), 'a second has passed');
    await enough.click();
    await sent;
    await page.locator('.warm-up__heard').waitFor();
    noFaults(page);
  });

  test('a microphone that is not allowed is not the end of the world', async () => {
    const shy = await seat(desk, browser, 'Mia');
    await shy.goto('/warm-up');
    await shy.getByRole('button', { name: 'Begin' }).click();
    await shy.locator('#warm-up-fault', { hasText: /microphone/i }).waitFor();
    assert.ok(await shy.getByRole('button', { name: 'Begin' }).isEnabled());
    noFaults(shy);
  });
});

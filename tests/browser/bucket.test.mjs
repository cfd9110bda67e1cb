// Recordings and attachments in a bucket, with a server that speaks S3: recordings go there sealed, both are fetched
// from there, wait here while it is away, and are deleted there.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import S3rver from 's3rver';
import { launch, noFaults, seat, startDesk, until } from './support.mjs';
import { speech, wav } from './voices.mjs';

const BUCKET = 'teapots';
let desk, browser, mia, bucket, at, directory;

/** A server that speaks S3 with one bucket, always at the same place. */
const openBucket = async () => {
  bucket = new S3rver({ address: '127.0.0.1', port: at ?? 0, silent: true, directory, configureBuckets: [{ name: BUCKET, configs: [] }] });
  ({ port: at } = await bucket.run());
};
/** What is in it: names and bytes. */
const inBucket = async () => {
  const { objects } = await bucket.store.listObjects(BUCKET, { maxKeys: 100 });
  return Promise.all(objects.map(async ({ key }) => {
    const { content } = await bucket.store.getObject(BUCKET, key);
    const pieces = [];
    for await (const piece of content) pieces.push(piece);
    return { key, bytes: Buffer.concat(pieces) };
  }));
};
/** Those that are recordings, or attachments. */
const recordings = async () => (await inBucket()).filter(({ key }) => !key.includes('/attachments/'));
const attachments = async () => (await inBucket()).filter(({ key }) => key.includes('/attachments/'));
const here = () => readdirSync(join(desk.data, 'calls'));
const attachmentsHere = () => readdirSync(join(desk.data, 'attachments'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).length;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bliss-bucket-'));
  await openBucket();
  const env = {
    AWS_ENDPOINT: `http://127.0.0.1:${at}`, AWS_ALLOW_HTTP: 'true', AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER',
  };
  [desk, browser] = await Promise.all([startDesk({ args: ['--bucket', `s3://${BUCKET}/bliss`], env }), launch()]);
  mia = await seat(desk, browser, 'Mia');
});
after(async () => {
  await browser?.close();
  await desk?.stop();
  await bucket?.close();
});

/** A picture of one pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
/** Adds a file to Mia's note in the first conversation; how it is answered. */
const attaches = name => mia.evaluate(async ({ name, pixel }) => {
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(atob(pixel), one => one.charCodeAt())]), name);
  const answer = await fetch('/conversations/1/drafts/note/attachments', { method: 'POST', body: form });
  return [answer.status, `/attachments/${[...(await answer.text()).matchAll(/\/attachments\/(\d+)/g)].at(-1)?.[1]}/${name}`];
}, { name, pixel: PIXEL });
const fetches = place => mia.evaluate(async place => {
  const answer = await fetch(place, { cache: 'no-store' });
  return [answer.status, answer.status === 200 ? (await answer.arrayBuffer()).byteLength : await answer.text()];
}, place);
let kept;

/** Brings a call of two voices to the desk; its replay. */
const brings = async () => {
  const files = [speech(12, 118, [[0.5, 4], [9, 11]]), speech(12, 205, [[4.4, 8.6]])]
    .map((samples, i) => ({ name: `call-${'ab'[i]}.wav`, mimeType: 'audio/wav', buffer: wav([samples]) }));
  await mia.goto(`${desk.base}/recordings/new`);
  await mia.locator('input[name=files]').setInputFiles(files);
  await mia.locator('input[name=who]').fill('Gerda Lindqvist');
  await mia.locator('main form button').last().click();
  await mia.waitForURL('**/replays/*');
  return new URL(mia.url()).pathname;
};
const plays = replay => mia.evaluate(async path => {
  const [figures, sound] = await Promise.all([fetch(`${path}/figures.json`), fetch(`${path}/audio`)]);
  const start = new TextDecoder().decode((await sound.arrayBuffer()).slice(0, 4));
  return [figures.status, sound.status, start];
}, replay);

test('a recording goes to the bucket, sealed, and is played from there', async () => {
  const replay = await brings();
  await until(() => here().length === 0, 'all is moved');
  const there = await recordings();
  assert.equal(there.length, 2, 'the sound, and what was heard');
  for (const { key, bytes } of there) {
    assert.match(key, /^bliss\/[0-9a-f]{32}$/);
    assert(!bytes.includes('fLaC') && !bytes.includes('talk_s'), 'nobody can read it there');
  }
  assert.deepEqual(await plays(replay), [200, 200, 'fLaC']);
  noFaults(mia);
});

test('an attachment is in the bucket before it is acknowledged, and is fetched from there', async () => {
  await until(() => attachmentsHere() === 0, 'those that the desk had before are moved');
  const before = (await attachments()).length;
  const [status, place] = await attaches('pot.png');
  assert.equal(status, 201);
  kept = place;
  assert.equal(attachmentsHere(), 0);
  assert.equal((await attachments()).length, before + 1);
  assert.deepEqual(await fetches(place), [200, Buffer.from(PIXEL, 'base64').length]);
  noFaults(mia);
});

test('while the bucket is away, recordings wait here, can be played, and somebody is told', async () => {
  await bucket.close();
  const replay = await brings();
  assert.deepEqual(await plays(replay), [200, 200, 'fLaC']);
  const [status, place] = await attaches('lid.png');
  assert.equal(status, 201, 'a file is taken all the same');
  assert.equal(attachmentsHere(), 1);
  assert.equal((await fetches(place))[0], 200);
  const [away, words] = await fetches(kept);
  assert.equal(away, 503);
  assert.match(words, /nothing is lost/);
  await until(async () => {
    await mia.goto(`${desk.base}/settings/phone`);
    return mia.getByText('Recordings stay on this server for now.').isVisible();
  }, 'the settings say so', 60_000);
  assert.equal(here().length, 2);
  await openBucket();
  // Whatever is brought next wakes whoever moves things; so does a minute.
  await brings();
  await until(() => here().length === 0, 'all is moved', 60_000);
  assert.deepEqual(await plays(replay), [200, 200, 'fLaC']);
  await until(() => attachmentsHere() === 0, 'the file is moved', 90_000);
  assert.equal((await fetches(place))[0], 200);
  assert.equal((await fetches(kept))[0], 200);
  await mia.goto(`${desk.base}/settings/phone`);
  assert.equal(await mia.getByText('Recordings stay on this server for now.').count(), 0);
});

test('what is deleted is deleted in the bucket', async () => {
  await mia.goto(`${desk.base}/replays`);
  const before = (await recordings()).length;
  await mia.evaluate(async () => {
    const link = document.querySelector('main a[href^="/replays/"]').getAttribute('href');
    await fetch(`${link}/removal`, { method: 'POST' });
  });
  assert.equal((await recordings()).length, before - 2);
});

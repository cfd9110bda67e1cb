// A failure of ours, as those see it who work at the desk: in words, with a number for whoever runs Bliss.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goTo, live, row, text, toast } from './desk.mjs';
import { look } from './look.mjs';
import { answered, launch, noFaults, seat, startDesk, until } from './support.mjs';

let desk, browser, mia;

before(async () => {
  [desk, browser] = await Promise.all([startDesk(), launch()]);
  mia = await seat(desk, browser, 'Mia', { reducedMotion: 'reduce' });
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

/** The desk's own page of an error, as it is for a failure of ours. */
const failure = async () => {
  const answer = await mia.request.get(`${desk.base}/no-such-page`);
  assert.equal(answer.status(), 404);
  const number = answer.headers()['x-request-id'];
  const page = await answer.text();
  assert.ok(page.includes(`<code>${number}</code>`));
  const said = page
    .replace('"empty__number">Number of this request:', '"empty__number" data-error-number>Say this number to whoever runs Bliss:')
    .replace(/data-error-detail>[^<]*/, 'data-error-detail>Something went wrong on our side.');
  return { number, said };
};

test('what went wrong is said with its number, and what was written stays', async () => {
  const { number, said } = await failure();
  await goTo(mia, `${desk.base}/desk`);
  await live(mia);
  await row(mia).first().click();
  await mia.locator('#talk-title').waitFor();
  await text(mia).fill('Thank you for waiting.');
  const send = url => url.pathname.endsWith('/messages');
  await mia.route(send, route => route.fulfill({ status: 500, contentType: 'text/html', body: said }));
  await mia.locator('.composer__foot .composer__send').click();
  await toast(mia, `Say this number to whoever runs Bliss: ${number}`).waitFor();
  await mia.unroute(send);
  await until(async () => (await text(mia).inputValue()) === 'Thank you for waiting.', 'the words to be there still');
  noFaults(mia, answered(500));
});

test('a page that fails says its number', async () => {
  const { said } = await failure();
  const path = url => url.pathname === '/customers';
  await mia.route(path, route => route.fulfill({ status: 500, contentType: 'text/html', body: said }));
  await mia.goto(`${desk.base}/customers`);
  await mia.getByText('Say this number to whoever runs Bliss').waitFor();
  await look(mia, 'a failure of ours');
  await mia.unroute(path);
  noFaults(mia, answered(500));
});

// Another program is told what happens: Mia says where and of what, sends a test, sees what came of it, and what becomes of
// an address that takes nothing.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { goTo } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { noFaults, until } from './support.mjs';

process.env.BLISS_PRIVATE_WEBHOOKS = 'yes';
const { sit, begin } = openShop();

const told = [];
let status = 200;
let url;
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', text => { body += text; });
  request.on('end', () => {
    told.push({ headers: request.headers, event: JSON.parse(body) });
    response.writeHead(status).end(status === 200 ? 'Thank you.' : 'The till is closed.');
  });
});
before(() => new Promise(done => receiver.listen(0, '127.0.0.1', () => {
  url = `http://127.0.0.1:${receiver.address().port}/bliss`;
  done();
})));
after(() => { receiver.close(); receiver.closeAllConnections(); });

const open = async page => {
  await goTo(page, '/settings/webhooks');
  await page.getByRole('link', { name: 'The till' }).click();
  await page.getByRole('heading', { name: 'The till' }).waitFor();
};

test('Mia makes one, is told what is wrong with it, and a test arrives', async () => {
  const page = await sit('Mia');
  await goTo(page, '/settings/webhooks');
  await page.getByRole('heading', { name: 'Nobody is told yet' }).waitFor();
  await look(page, 'webhooks, none');
  await page.getByRole('link', { name: 'New webhook' }).click();
  await page.locator('#webhook-name').fill('The till');
  await page.locator('#webhook-url').fill('till.example');
  await page.getByRole('button', { name: 'Make the webhook' }).click();
  await page.getByRole('alert').filter({ hasText: 'It should be like' }).waitFor();
  await look(page, 'webhook, refused');
  await page.locator('#webhook-url').fill(url);
  await page.getByRole('button', { name: 'Make the webhook' }).click();
  await page.locator('.notice--good').waitFor();
  await page.getByText('Show the secret').click();
  await page.locator('.copy code', { hasText: 'whsec_' }).waitFor();
  await look(page, 'webhook, new');
  await page.getByRole('button', { name: 'Send a test' }).click();
  // It shows by itself what came of it.
  await page.locator('#tries .badge', { hasText: 'Taken' }).waitFor();
  await page.locator('#tries', { hasText: 'Thank you.' }).waitFor();
  await look(page, 'webhook, a test');
  assert.equal(told[0].event.type, 'webhook.test');
  assert.match(told[0].headers['webhook-signature'], /^v1,/);
  noFaults(page, /422/);
});

test('What a customer writes is told, and what was not taken can be told again', async () => {
  const page = await sit('Mia');
  await open(page);
  status = 500;
  await begin('Is the till open?', 'Nora Berg');
  const said = () => told.filter(({ event }) => event.type === 'message.created');
  await until(() => said().length > 0, 'the message is told');
  assert.equal(said()[0].event.data.message.text, 'Is the till open?');
  await page.locator('#log', { hasText: '500 in' }).waitFor();
  await page.locator('.filter', { hasText: 'Not taken' }).click();
  await page.locator('#log .badge', { hasText: 'Trying again' }).first().waitFor();
  await look(page, 'webhook, not taken');
  status = 200;
  await page.locator('#log a', { hasText: 'message.created' }).first().click();
  await page.locator('#tries', { hasText: 'The till is closed.' }).waitFor();
  await look(page, 'webhook, one delivery');
  await page.getByRole('button', { name: 'Tell it again' }).click();
  await page.locator('#tries .badge', { hasText: 'Taken' }).waitFor();
  noFaults(page);
});

test('One that is gone says so, is switched on again, and removing it is taken back', async () => {
  const page = await sit('Mia');
  await open(page);
  status = 410;
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.locator('#tries .badge', { hasText: 'Given up' }).waitFor();
  await open(page);
  await page.locator('.notice--bad', { hasText: 'gone for good' }).waitFor();
  await look(page, 'webhook, gone');
  // She need not look for it: the day begins with it.
  await goTo(page, '/today');
  await page.locator('.notice--bad', { hasText: '“The till” was switched off' }).waitFor();
  await look(page, 'today, a webhook is off');
  await page.getByRole('link', { name: 'See what came of it' }).click();
  status = 200;
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.locator('.notice--good').waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.locator('.notice', { hasText: 'is removed' }).waitFor();
  await look(page, 'webhooks, removed');
  await page.getByRole('button', { name: 'Undo removing' }).click();
  await page.getByRole('link', { name: 'The till' }).waitFor();
  await look(page, 'webhooks');
  noFaults(page);
});

// A program of one's own: a token is made at the desk, what it opens is read on the page about the API, and what that
// page says is tried.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { noFaults } from './support.mjs';

const shop = openShop();

/** A token that is made on the page of settings. */
const makeToken = async (page, ...scopes) => {
  await page.goto('/settings/api-tokens');
  await page.getByLabel('What is it for?').fill('A script of mine');
  for (const scope of scopes) await page.locator(`input[value="${scope}"]`).check();
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.getByText('The token is ready').waitFor();
  return (await page.locator('.copy code').textContent()).trim();
};

test('an agent makes a token, reads what it opens, and it opens that', async () => {
  const page = await shop.sit('Aiko');
  const token = await makeToken(page, 'conversations:read', 'desk:read');
  const asks = (path, options = {}) => fetch(shop.desk.base + path, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });

  await page.getByRole('link', { name: 'What it can ask for' }).click();
  await page.getByRole('heading', { name: 'The API', exact: true }).waitFor();
  await look(page, 'api, closed');
  const asking = page.locator('#get_conversations');
  await asking.locator('summary').press('Enter');
  await asking.getByText('Scope', { exact: false }).first().waitFor();
  await page.locator('#post_conversations summary').click();
  await look(page, 'api, open');

  // The command that stands there asks for what is there.
  const command = await asking.locator('pre').textContent();
  const path = command.match(/\$DESK([^"]+)"/)[1];
  const answer = await asks(path);
  assert.equal(answer.status, 200);
  assert.ok(Array.isArray((await answer.json()).items));
  assert.match(answer.headers.get('ratelimit'), /^"token";r=\d+;t=\d+$/);

  // What is told of an answer is one step away.
  await asking.getByRole('link', { name: 'PageOfConversation' }).click();
  await page.waitForURL('**#schema-PageOfConversation');
  await page.locator('#schema-PageOfConversation').getByRole('link', { name: 'list of Conversation' }).click();
  await page.waitForURL('**#schema-Conversation');

  const refused = await asks('/api/v1/customers');
  assert.equal(refused.status, 403);
  assert.match((await refused.json()).detail, /customers:read/);

  // Revoked, it opens nothing.
  await page.goto('/settings/api-tokens');
  await page.getByRole('button', { name: 'Revoke the token A script of mine' }).click();
  await page.getByText('The token opens nothing any more.').waitFor();
  assert.equal((await asks('/api/v1/me')).status, 401);
  noFaults(page);
});

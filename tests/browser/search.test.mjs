// Search, from a few words to the message that says them: in the palette, on its page, by keyboard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goTo, live, take, text, thread } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { noFaults } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const found = (page, words) => page.locator('#found .found__row', { hasText: words });
const field = page => page.locator('main [role=search] input[type=search]');

test('Mia finds a message by a word of it, narrows the search, and comes to the message', async () => {
  await begin('Could you wrap the porcelain nightingale as a present?', 'Nora Lind');
  const mia = await sit();
  await take(mia, 'Could you wrap the porcelain nightingale');
  await text(mia).fill('Gladly! Would you like the blue ribbon or the amber one?');
  await text(mia).press('Control+Enter');
  await thread(mia).locator('.message__text', { hasText: 'blue ribbon' }).waitFor();

  // From the palette to the page.
  await mia.goto('/today');
  await live(mia);
  await mia.keyboard.press('Control+k');
  await mia.keyboard.type('ribbon amber');
  await mia.locator('#palette-results [role=option]', { hasText: 'porcelain nightingale' }).waitFor();
  await mia.locator('#palette-results [role=option]', { hasText: 'Search everything for “ribbon amber”' }).click();
  await mia.waitForURL(/\/search\?q=ribbon/);
  await found(mia, 'Could you wrap').locator('mark', { hasText: 'ribbon' }).waitFor();
  await look(mia, 'search-found');

  // As one types, the page follows, and so does its address.
  await field(mia).fill('');
  await field(mia).pressSequentially('nighting from:nora');
  await mia.locator('.operator', { hasText: 'from:nora' }).waitFor();
  await found(mia, 'Could you wrap').first().waitFor();
  await mia.waitForURL(/from%3Anora|from:nora/);
  await look(mia, 'search-operators');
  await field(mia).fill('nighting from:karim is:closed');
  await mia.locator('.operator', { hasText: 'is:closed' }).waitFor();
  await mia.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await look(mia, 'search-nothing');
  await mia.locator('.operator', { hasText: 'is:closed' }).click();
  await mia.locator('.operator', { hasText: 'is:closed' }).waitFor({ state: 'detached' });
  await mia.locator('.operator', { hasText: 'from:karim' }).click();
  await mia.locator('.operator').waitFor({ state: 'detached' });
  await found(mia, 'Could you wrap').first().waitFor();

  // By keyboard into the conversation, at the message.
  await goTo(mia, '/search?q=ribbon+amber');
  await field(mia).blur();
  await mia.keyboard.press('j');
  await mia.locator('.found__row:focus').waitFor();
  await mia.keyboard.press('Enter');
  await mia.waitForURL(/\/conversations\/\d+#message-\d+$/);
  await thread(mia).locator('[data-ui-found] .message__text', { hasText: 'blue ribbon' }).waitFor();
  noFaults(mia);
});

test('what is asked kindly, and what cannot be read is said', async () => {
  const mia = await sit();
  await goTo(mia, '/today');
  await mia.keyboard.press('g');
  await mia.keyboard.press('f');
  await mia.waitForURL('**/search');
  await mia.getByRole('heading', { name: 'What are you looking for?' }).waitFor();
  assert.equal(await mia.locator('.rail [aria-current=page]').innerText(), 'Search');
  await look(mia, 'search-begin');

  await field(mia).fill('before:30 february is:happy');
  await mia.locator('.notice', { hasText: '“is:happy” was searched as plain words.' }).waitFor();
  await mia.locator('.notice', { hasText: '“before:30” was searched as plain words.' }).waitFor();
  await look(mia, 'search-misread');

  await goTo(mia, '/search?q=tea');
  await mia.getByRole('link', { name: 'Newest first' }).click();
  await mia.waitForURL(/order=newest/);
  await mia.locator('.found__order [aria-current]', { hasText: 'Newest first' }).waitFor();
  await found(mia, 'tea').first().waitFor();
  // The order stays while one types on.
  await field(mia).fill('teapot');
  await mia.waitForURL(/teapot/);
  await mia.locator('.found__order [aria-current]', { hasText: 'Newest first' }).waitFor();
  noFaults(mia);
});

test('a long search goes on page by page', async () => {
  const mia = await sit();
  await goTo(mia, '/search?q=is:open');
  await found(mia, '').first().waitFor();
  const seen = await mia.locator('.found__row').count();
  assert.ok(seen > 0 && seen <= 20, `${seen} on a page`);
  await goTo(mia, '/search?q=the');
  await look(mia, 'search-many');
  await mia.locator('a[rel=next]').click();
  await mia.waitForURL(/from=/);
  await mia.getByRole('link', { name: 'Back to the beginning' }).first().waitFor();
  noFaults(mia);
});

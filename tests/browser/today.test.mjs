// A day at the desk: what one means to bring, how it is going, the story of whoever writes, and how a
// first answer begins.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { axe, chat, launch, noFaults, open, seat, setUndo, startDesk, until } from './support.mjs';

let desk, agents, customers, pages;

before(async () => {
  [desk, agents, customers] = await Promise.all([startDesk(), launch(), launch()]);
  const mia = await seat(desk, agents);
  await setUndo(desk, mia, 0);
  await mia.context().close();
});
after(async () => {
  await Promise.all([agents?.close(), customers?.close()]);
  await desk?.stop();
});
beforeEach(async () => {
  for (const page of pages ?? []) await page.context().close();
  pages = [];
});

const sit = async (name = 'Mia') => {
  const page = await seat(desk, agents, name);
  pages.push(page);
  return page;
};
const live = page => page.locator('html[data-ui-live=yes]').waitFor();

/** Somebody on the shop's page who has written that. */
const writes = async (...words) => {
  const page = await open(customers);
  pages.push(page);
  await page.goto(`${desk.base}/demo`);
  const w = chat(page);
  await w.open();
  for (const one of words) {
    await w.send(one);
    await w.find('.m.you .text').getByText(one, { exact: true }).waitFor();
    await until(async () => (await w.states()).includes('Sent'), 'it is sent');
  }
  return { page, w };
};

const opens = async (page, words) => {
  await page.goto(`${desk.base}/desk`);
  await live(page);
  await page.locator('#list .row', { hasText: words }).click();
  await page.locator('#talk-title').waitFor();
};

test('Mia begins her day: an intention, a kind word, and another one', async () => {
  const page = await sit();
  await page.goto(`${desk.base}/today`);
  const offer = page.locator('[data-fill]').nth(1);
  const words = (await offer.textContent()).trim();
  await offer.click();
  assert.equal(await page.locator('#intention').inputValue(), words);
  await page.keyboard.type(' Today too.');
  await page.keyboard.press('Enter');
  await page.locator('.today__intention', { hasText: `${words} Today too.` }).waitFor();
  assert.equal(await page.locator('#today-intention').count(), 0);

  const kind = page.locator('#kind-word blockquote');
  const first = await kind.textContent();
  await page.getByRole('button', { name: 'Another one' }).click();
  await until(async () => (await kind.textContent()) !== first, 'another kind word');
  await page.locator('#kind-word a').click();
  await page.locator('.message[data-ui-found]').waitFor();
  // It goes along quietly: in the menu under her name.
  await page.locator('.rail__me').click();
  await page.locator('.menu__intention', { hasText: 'Today too.' }).waitFor();
  noFaults(page);
});

test('A hard moment: ten minutes away by one key, and back', async () => {
  const page = await sit('Aiko');
  await page.goto(`${desk.base}/today`);
  await live(page);
  await page.locator('.check-in__own > summary').click();
  await page.locator('#check-in-words').fill('The line was so loud.');
  await page.getByRole('button', { name: 'It is hard' }).click();
  await page.locator('.check-in__prompt').waitFor();
  await live(page);
  await page.keyboard.press('b');
  await page.getByRole('button', { name: /I am back/ }).waitFor();
  await live(page);
  await page.keyboard.press('b');
  await page.locator('.check-in__prompt').waitFor();
  await page.getByRole('link', { name: 'Your check-ins' }).first().click();
  await page.getByText('The line was so loud.').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: 'Erase all of it' }).click();
  await page.getByText('Nothing is kept').waitFor();
  noFaults(page);
});

test('The story leads to its places, and a repeat stands beside what was said', async () => {
  const many = Array.from({ length: 60 }, (_, n) => `And another small thing, number ${n}.`);
  const { w } = await writes('The spout of my samovar is bent, can you straighten it?', ...many, 'As I said before, the spout of my samovar is bent. Why do I have to explain this again?');
  const page = await sit();
  await opens(page, 'samovar');
  const story = page.locator('#so-far');
  await story.locator('.badge', { hasText: 'said again' }).waitFor();
  await story.locator('.so-far__lead', { hasText: 'Said again' }).waitFor();
  // The first of it is further up than the page goes: it is fetched, shown, and has the focus.
  await story.locator('.so-far__line', { hasText: 'They ask' }).locator('a').first().click();
  await page.locator('.message[data-ui-found]', { hasText: 'can you straighten it?' }).waitFor();
  assert.ok(await page.evaluate(() => document.activeElement.matches('[data-ui-found]')));
  await page.locator('.message__repeat a').first().click();
  await until(() => page.evaluate(() => document.activeElement.textContent.includes('can you straighten it?')), 'what they had said');

  // A first answer begins with a greeting that one key puts in.
  const offer = page.locator('[data-greeting]');
  await offer.waitFor();
  const text = page.locator('.composer__text');
  await text.focus();
  await page.keyboard.press('Alt+g');
  const greeting = await offer.getAttribute('data-greeting');
  assert.equal(await text.inputValue(), `${greeting}\n\n`);
  assert.ok(!await offer.isVisible());
  await page.keyboard.type('Gladly: send it to us, and it will be straight by Friday.');
  await page.keyboard.press('Control+Enter');
  await w.says(`${greeting}\n\nGladly: send it to us, and it will be straight by Friday.`).catch(() => {});
  await story.getByText('First words after').waitFor();

  // Folded, it stays so.
  await story.locator('summary').first().click();
  await page.reload();
  await page.locator('#so-far:not([open])').waitFor();
  await page.locator('#so-far > summary').click();
  noFaults(page);
});

test('Jonas is handed the story with the conversation', async () => {
  await writes('Could you keep two fern pots for me until Saturday?');
  const mia = await sit();
  await opens(mia, 'two fern pots');
  await mia.locator('#assign-menu > summary').click();
  await mia.locator('#assign-menu').getByRole('button', { name: /Jonas/ }).click();
  await mia.getByText('the story so far went with it').waitFor();
  const jonas = await sit('Jonas');
  await opens(jonas, 'two fern pots');
  await jonas.getByText(/Mia handed this to you at/).waitFor();
  await jonas.locator('#so-far').getByText('“Could you keep two fern pots for me until Saturday?”').last().waitFor();
  noFaults([mia, jonas]);
});

test('First words are there for everybody, with what they mean', async () => {
  const page = await sit('Aiko');
  await page.goto(`${desk.base}/first-words`);
  await page.getByRole('row', { name: /Chat/ }).getByText(/min|h|day|s/).first().waitFor();
  await page.getByRole('button', { name: 'What “First words” means' }).click();
  await page.getByText(/from the customer’s first message/).waitFor();
  assert.deepEqual(await axe(page), []);
  noFaults(page);
});

// A customer who is let down, from their first words to a promise that was kept: what helps Mia before, during and
// after, in one story; and the figures of the desk agree with what happened in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { live, take, text, toast } from './desk.mjs';
import { openShop } from './shop.mjs';
import { noFaults, until, watch } from './support.mjs';
import { callWithAnInterruption } from './voices.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const NO_BLAME = 'No blame and no hurry';
const hint = (page, words) => page.locator('.hint', { hasText: words });
const trust = async page => +(await page.locator('#trust-more .trust__word b').textContent()).replace('−', '-');
/** In how many contacts a standard was met, and of how many. */
const share = async (page, title) => {
  await page.goto('/standards?channel=chat');
  const [, met, of] = (await page.locator('.standard', { hasText: title }).innerText()).match(/(\d+) of (\d+)/);
  return [+met, +of];
};

test('Nora is let down, and then she is not: a hasty reply bettered, a promise chosen, warned about and kept', async () => {
  const mia = await sit();
  const [met, of] = await share(mia, NO_BLAME);
  const { page: nora, w } = await begin('Hello, where is my teapot? My order number is 48213.', 'Nora Lind');
  await take(mia, 'where is my teapot');
  const at = mia.url();

  // Nobody answers, and she is upset: trust falls, and says what came before.
  await w.send('This is the third time that I ask. I am furious, this is outrageous!');
  await mia.locator('.trust__fell').waitFor();
  const low = await trust(mia);
  assert.ok(low < 0, `${low}`);
  await mia.locator('#trust-more > summary').click();
  await mia.locator('.trust__part', { hasText: 'What happened before' }).getByText('Trust fell by').first().waitFor();
  await mia.locator('.trust__steps a', { hasText: 'Had to repeat' }).first().waitFor();
  await mia.keyboard.press('Escape');
  await mia.locator('#trust-more:not([open])').waitFor();

  // The hasty reply is caught, and bettered with a key; what is promised gets a time.
  await text(mia).click();
  await text(mia).pressSequentially('Calm down. Could you tell me your order number? I will call you back');
  await hint(mia, 'Known already').waitFor();
  await hint(mia, 'Better words').waitFor();
  await text(mia).press('Alt+Enter');
  await until(async () => (await text(mia).inputValue()).startsWith('I can hear how upsetting this is.'), 'better words');
  const known = 'Could you tell me your order number?';
  await text(mia).evaluate((field, known) => { field.setSelectionRange(field.value.indexOf(known), field.value.indexOf(known) + known.length); }, known);
  await mia.keyboard.type('I am so sorry that you had to ask three times, that was our mistake.');
  await until(async () => !await hint(mia, 'Known already').count(), 'nothing is asked that she has said');
  await hint(mia, 'By when?').getByRole('button').first().click();
  await until(async () => / by .+/.test((await text(mia).inputValue()).split('call you back')[1]), 'a time');
  await until(async () => !await hint(mia, 'By when?').count(), 'no hint left');
  const said = await text(mia).inputValue();
  await text(mia).press('Control+Enter');
  await w.says(said);
  await until(async () => await trust(mia) > low, 'trust rises');

  // It is noticed as a promise. Rather than a time of ours, Nora chooses one.
  const noticed = mia.locator('.suggestion', { hasText: 'call you back' });
  await noticed.getByRole('button', { name: 'No', exact: true }).click();
  await noticed.waitFor({ state: 'detached' });
  await mia.locator('#promise-menu > summary').click();
  await mia.getByRole('button', { name: 'Let them choose a time for a call' }).click();
  const link = await until(async () => (await w.texts()).find(words => words.includes('/call-back/')), 'the link');
  const slots = watch(await nora.context().newPage());
  await slots.goto(link.match(/http\S+/)[0]);
  await until(async () => await slots.locator('#zone').inputValue() === 'Europe/Berlin', 'her zone');
  await slots.locator('.slot').first().click();
  await slots.getByLabel('The number that we call').fill('+49 30 1234567');
  await slots.getByRole('button', { name: 'Call me then' }).click();
  await slots.getByRole('heading', { name: 'We will call you' }).waitFor();
  const promise = mia.locator('#customer .promise', { hasText: 'Call back' }).first();
  await promise.waitFor();

  // Its time comes near: that is said before it is missed, and it is kept.
  await promise.locator('details.menu > summary').click();
  await promise.getByLabel('Another time').fill('in 1 minute');
  await promise.getByRole('button', { name: 'Move' }).click();
  await toast(mia, 'Now due').waitFor();
  const reminder = mia.locator('.reminder', { hasText: 'Call back' });
  await reminder.waitFor({ timeout: 45_000 });
  await reminder.getByRole('button', { name: 'Seen' }).click();
  await reminder.waitFor({ state: 'detached' });
  await mia.goto('/today');
  await live(mia);
  const due = mia.locator('#today-promises .promise', { hasText: 'Nora Lind' });
  await due.getByRole('button', { name: /^Kept/ }).click();
  await toast(mia, 'Kept.').waitFor();
  await mia.goto('/promises');
  await mia.locator('.filter', { hasText: 'Kept' }).click();
  await mia.locator('.promise', { hasText: 'Nora Lind' }).getByText('Kept', { exact: true }).waitFor();

  // She is won back, and trust says so.
  await mia.goto(at);
  await live(mia);
  const before = await trust(mia);
  await w.send('Thank you so much for calling, Mia. That is wonderful, all good now!');
  await mia.locator('.remark', { hasText: 'Resolved' }).waitFor();
  await until(async () => await trust(mia) > before, 'trust rises again');
  await text(mia).click();
  await text(mia).pressSequentially('Thank you, Nora. Enjoy your tea, and goodbye!');
  await text(mia).press('Control+Enter');
  await w.says('Thank you, Nora. Enjoy your tea, and goodbye!');

  // The contact is over, and the standards say of it what the conversation says.
  await mia.getByRole('button', { name: 'Close', exact: true }).click();
  await mia.locator('#talk-head .badge--closed').waitFor();
  await mia.locator('#standards-here > summary').click();
  const here = title => mia.locator('.here__row', { hasText: title });
  await here(NO_BLAME).locator('.here__state--met', { hasText: /^Met$/ }).waitFor();
  await here('They say it once').locator('.here__state--met', { hasText: /^Met$/ }).waitFor();
  await here('The next step, or a warm goodbye').locator('.here__state--met', { hasText: /^Met$/ }).waitFor();
  assert.deepEqual(await share(mia, NO_BLAME), [met + 1, of + 1]);
  noFaults([mia, nora, slots]);
});

test('Mia looks back at a call: its moments and its standards agree, and what she contests counts in both', async () => {
  const mia = await sit();
  await mia.goto('/recordings/new');
  await mia.locator('input[name=files]').setInputFiles({ name: 'call.wav', mimeType: 'audio/wav', buffer: callWithAnInterruption() });
  await mia.locator('input[name=who]').fill('Nora Lind');
  await mia.locator('input[name=subject]').fill('The call about her teapot');
  await mia.locator('main form button').last().click();
  await mia.waitForURL('**/replays/*');
  const own = mia.locator('#replay-standards .here__row', { hasText: 'Let them finish' });
  const interruptions = mia.locator('#replay-moments .moment[data-kind=interruption]');
  assert.equal(await interruptions.count(), 1);
  await own.getByText('You interrupted once.').waitFor();
  await own.locator('.here__state--met').waitFor();
  await interruptions.locator('summary').click();
  await mia.getByRole('button', { name: '“not an interruption”' }).click();
  await own.getByText('You interrupted 0 times.').waitFor();

  // Of a standard itself she may see it otherwise as well, and nobody else learns of it.
  await own.getByRole('button', { name: /^Not so/ }).click();
  await own.getByText('You say that it was not met.').waitFor();
  await mia.reload();
  await own.locator('.here__state--missed').waitFor();
  await own.getByRole('button', { name: /^Take that back/ }).click();
  await own.locator('.here__state--met').waitFor();
  noFaults(mia);
});

// An upset customer writes; a hasty reply is caught and bettered with one key; trust falls and rises, and
// says why; a moment is contested; a label asks what happened before.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { live, row, text as composer } from './desk.mjs';
import { look } from './look.mjs';
import { answered, launch, noFaults, seat, setUndo, startDesk, until } from './support.mjs';
import { visit } from './visitor.mjs';

let desk, browser, mia, visitor, w;

before(async () => {
  [desk, browser] = await Promise.all([startDesk(), launch()]);
  mia = await seat(desk, browser);
  await setUndo(desk, mia, 0);
  ({ page: visitor, w } = await visit(desk, browser));
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

const FURIOUS = 'I am furious, this is the third time my order is late! My order number is 48213. When will you send the teapot?';
const text = () => composer(mia);
const value = () => text().inputValue();
const hint = name => mia.locator('.hint', { hasText: name });
const trust = async () => +(await mia.locator('#trust-more .trust__word b').textContent()).replace('−', '-');
const send = () => text().press('Control+Enter');
/** Writes as a person does, and waits for what the check says of it. */
const write = async words => {
  await text().fill('');
  const checked = mia.waitForResponse(response => response.url().endsWith('/check') && response.request().postData().includes(encodeURIComponent(words.slice(-6)).replaceAll('%20', '+')));
  await text().pressSequentially(words);
  await checked;
};

test('a hasty reply is caught, and bettered with one key', async () => {
  await w.send(FURIOUS);
  await mia.goto('/desk');
  await row(mia, 'this is the third time').click();
  await mia.locator('#trust-more .trust__word').waitFor();
  assert.ok(await trust() < 0, 'they came upset');

  await write('Calm down. Could you share your order number? I will get back to you.');
  await hint('Known already').waitFor();
  await hint('When will you send the teapot?').waitFor();
  assert.equal(await mia.locator('[data-check-status]').textContent(), '4 hints before you send this');
  await look(mia, 'hints');

  // One key takes the first better words, and Ctrl+Z takes them back.
  await text().focus();
  await text().press('Alt+Enter');
  await until(async () => (await value()).startsWith('I can hear how upsetting this is. Could you'), 'the better words');
  await text().press('Control+z');
  await until(async () => (await value()).startsWith('Calm down. Could you'), 'the words from before');
  await text().press('Control+Shift+z');
  await until(async () => (await value()).startsWith('I can hear how upsetting this is.'), 'the better words again');
});

test('a promise is given a time, and nothing is left to say', async () => {
  await write('Hello, I am so sorry, three times late is awful. You are right. I will send the new teapot and write to you');
  const time = hint('By when?').getByRole('button').first();
  await time.waitFor();
  await time.click();
  await until(async () => / by .+/.test((await value()).split('write to you')[1]), 'a time');
  await until(async () => !await hint('By when?').count(), 'no hint left');
  assert.equal(await mia.evaluate(() => document.activeElement.className), 'composer__text');
});

test('what would be shared is seen as others would see it', async () => {
  await text().focus();
  await text().press('Alt+p');
  const post = mia.locator('.shared-post');
  await post.getByText('Fern & Kettle').waitFor();
  assert.equal(await post.locator('[data-share-text]').textContent(), await value());
  await look(mia, 'shared');
  await mia.keyboard.press('Escape');
});

test('trust falls and rises, and says what moved it', async () => {
  await write('You should have read the delivery times. That is our policy.');
  await hint('Better words').first().waitFor();
  // It holds nothing back.
  await send();
  await w.says('You should have read the delivery times. That is our policy.');
  await w.send('This is outrageous! I will cancel and never order from you again.');
  await mia.locator('.trust__fell').waitFor();
  const low = await trust();
  await mia.locator('#trust-more > summary').click();
  const before = mia.locator('.trust__part', { hasText: 'What happened before' });
  await before.getByText('We put it on somebody').first().waitFor();
  await look(mia, 'trust');
  await before.getByText('We put it on somebody').first().click();
  await mia.locator('.message--us[data-ui-found]', { hasText: 'You should have read' }).waitFor();

  await write('I am so sorry, that was our mistake, and I understand how annoying three late parcels are. I will send a new teapot today, free of charge.');
  await send();
  await w.send('Thank you so much, that is wonderful. All good now!');
  await until(async () => await trust() > low + 1, 'trust rises');
  await mia.locator('.remark', { hasText: 'Resolved' }).waitFor();
});

test('a moment is contested with one click', async () => {
  const blame = mia.locator('.message--us .remark', { hasText: 'Blame' });
  const was = await trust();
  await blame.click();
  const card = mia.locator('.remark__card:popover-open');
  await card.locator('dt', { hasText: 'How sure' }).waitFor();
  await look(mia, 'moment');
  await card.getByRole('button', { name: 'Not so' }).click();
  await mia.locator('.remark--contested', { hasText: 'Blame' }).waitFor();
  await until(async () => await trust() > was, 'it moves nothing any more');
  await mia.locator('.remark__card').getByRole('button', { name: 'Take that back' }).click();
  await until(async () => await trust() === was, 'it moves what it moved before');
  await mia.keyboard.press('Escape');
});

test('a label in a note asks what happened before', async () => {
  await mia.locator('.composer [name=kind][value=note]').click({ force: true });
  await mia.locator('.composer[data-kind=note]').waitFor();
  await write('Difficult customer, be careful.');
  await hint('A label').getByText('What happened to them before this?').waitFor();
  await hint('A label').getByText('We put it on somebody').waitFor();
  await look(mia, 'label');
  await send();
  await mia.locator('.message--note .before', { hasText: 'What happened to them before this?' }).waitFor();
});

test('a hint that somebody does not want is not seen again', async () => {
  await mia.locator('.composer[data-kind=reply]').waitFor();
  await write('I will call you back');
  await hint('By when?').locator('[data-silence]').click();
  await until(async () => !await hint('By when?').count(), 'the hint is gone');
  await mia.goto('/settings/hints');
  assert.equal(await mia.locator('input[name=time]').isChecked(), false);
  await look(mia, 'choices');
  await mia.locator('input[name=time]').check();
  await mia.getByRole('button', { name: 'Save' }).click();
  await mia.locator('.notice--good').waitFor();
  await mia.goto('/trust-weights');
  await look(mia, 'weights');
});

test('what is found while it is on its way can be taken back', async () => {
  await setUndo(desk, mia, 30);
  await mia.goto('/desk?view=answered');
  await mia.goto('/desk');
  await row(mia, 'this is the third time').click();
  await live(mia);
  await text().fill('');
  // Faster than the check.
  await text().fill('Please be quick, others are waiting.');
  await send();
  await mia.locator('.hints__sent').waitFor();
  await mia.getByRole('button', { name: 'Take it back' }).click();
  await until(async () => (await value()) === 'Please be quick, others are waiting.', 'the words are a draft again');
  noFaults([mia, visitor]);
});

test('words that nobody noticed are named, by mouse and by keys', async () => {
  await w.send('It was a present from my grandmother. Nothing is left of it.');
  await mia.goto(`${desk.base}/desk`);
  await mia.locator('#list .row', { hasText: 'a present from my grandmother' }).click();
  const said = mia.locator('.message', { hasText: 'a present from my grandmother' });
  await said.waitFor();
  const select = words => said.locator('.message__text').evaluate((text, words) => {
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.data.indexOf(words);
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + words.length);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      return;
    }
    throw new Error(`no ${words}`);
  }, words);
  const here = mia.locator('#naming-here');
  const dialog = mia.locator('#naming');

  await select('Nothing is left of it');
  await here.waitFor();
  await look(mia, 'naming-here');
  await here.click();
  await dialog.getByRole('heading', { name: 'Name this moment' }).waitFor();
  assert.equal(await dialog.getByLabel('The words').inputValue(), 'Nothing is left of it');
  await look(mia, 'naming');
  await dialog.getByLabel('The words').fill('Nothing at all');
  await dialog.getByLabel('What is it?').selectOption('upset');
  await dialog.getByRole('button', { name: 'Name it' }).click();
  await dialog.locator('.field__error', { hasText: 'not in the message' }).waitFor();
  await dialog.getByLabel('The words').fill('Nothing is left of it');
  await dialog.getByRole('button', { name: 'Name it' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const chip = said.locator('.remark', { hasText: 'Upset words' });
  await chip.click();
  const card = said.locator('.remark__card', { hasText: 'Upset words' });
  await card.getByText('you', { exact: true }).waitFor();
  await look(mia, 'named');
  await card.getByRole('button', { name: 'Take it back' }).click();
  await chip.waitFor({ state: 'detached' });

  // A key does what the button does, and a link beside each message does without a selection.
  await select('a present from my grandmother');
  await here.waitFor();
  await mia.keyboard.press('x');
  await dialog.getByRole('heading', { name: 'Name this moment' }).waitFor();
  await mia.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await said.getByRole('link', { name: 'Name a moment' }).focus();
  await mia.keyboard.press('Enter');
  await dialog.getByLabel('The words').waitFor();
  assert.ok((await dialog.getByLabel('The words').inputValue()).startsWith('It was a present'));
  await mia.keyboard.press('Escape');
  noFaults(mia, answered(422));
});

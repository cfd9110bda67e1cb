// A customer and the desk talk: everything that happens between the two, with real browsers on
// both sides, and with the network and the server taken away in the middle of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goTo, live, row, saved, send, take, text, thread, toast, write } from './desk.mjs';
import { openShop } from './shop.mjs';
import { CUT, answered, chat, noFaults, open, setUndo, until, watch, MIA, PASSWORD, PICTURE } from './support.mjs';

const shop = openShop();
const { sit, begin } = shop;

const sentTexts = page => thread(page).locator('.message__text').allTextContents();

const FROND = { name: 'frond.png', mimeType: 'image/png', buffer: PICTURE };
const GUIDE = {
  name: 'Care guide.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'),
};

test('a visitor writes, is answered with files, and both see what the other does', async () => {
  const mia = await sit();
  await setUndo(shop.desk, mia, 8);
  await goTo(mia, '/desk');
  await mia.evaluate(() => { window.samePage = true; });

  // It appears by itself.
  const { page, w } = await begin('My fern drops its leaves', 'Nora Lind');
  await row(mia, 'My fern drops its leaves').filter({ hasText: 'Nora Lind' }).waitFor();
  await row(mia, 'My fern drops its leaves').click();
  await thread(mia).getByText('My fern drops its leaves').waitFor();
  assert(await mia.evaluate(() => window.samePage), 'the page was not loaded anew');

  // Each sees the other type.
  await w.text.pressSequentially('It stands in');
  await mia.locator('#presence', { hasText: 'Nora Lind is writing' }).waitFor();
  await write(mia, 'Good morning Nora!');
  await w.find('.note', { hasText: 'Mia is typing' }).waitFor();

  // An answer with two files, taken back and sent.
  await mia.locator('[data-attach]').setInputFiles([FROND, GUIDE]);
  await mia.locator('.composer .file', { hasText: 'frond.png' }).waitFor();
  await mia.locator('.composer .file', { hasText: 'Care guide.pdf' }).waitFor();
  await text(mia).press('Control+Enter');
  await thread(mia).locator('.message--pending', { hasText: 'Good morning Nora!' }).waitFor();
  assert.equal(await text(mia).inputValue(), '');
  assert.equal(await mia.locator('.composer .file').count(), 0);
  await thread(mia).getByRole('button', { name: 'Undo' }).click();
  await mia.locator('.composer .file', { hasText: 'frond.png' }).waitFor();
  await mia.locator('.composer .file', { hasText: 'Care guide.pdf' }).waitFor();
  assert.equal(await text(mia).inputValue(), 'Good morning Nora!');
  assert.equal(await thread(mia).locator('.message--us').count(), 0);
  await send(mia);
  await thread(mia).locator('.message--pending').waitFor();
  assert(!(await w.texts()).some(words => words.includes('Good morning')), 'not before its time');

  // It is there, live, with the picture and the file.
  await w.says('Good morning Nora!');
  assert.equal((await w.texts()).filter(words => words.includes('Good morning')).length, 1);
  await w.find('.by.us', { hasText: 'Mia' }).waitFor();
  await until(() => w.find('.image img').evaluate(img => img.naturalWidth === 460 && img.complete), 'the picture');
  const [download] = await Promise.all([page.waitForEvent('download'), w.find('button.file', { hasText: 'Care guide.pdf' }).click()]);
  assert.equal(download.suggestedFilename(), 'Care guide.pdf');
  assert.deepEqual(await download.createReadStream().then(stream => stream.toArray()).then(Buffer.concat), GUIDE.buffer);
  await thread(mia).locator('.message--us .message__state', { hasText: 'Seen' }).waitFor();
  await thread(mia).locator('.message--us img').evaluate(img => img.decode());

  // Words that come in leave half-written ones alone.
  await write(mia, 'Is it near a window?');
  await text(mia).evaluate(field => field.setSelectionRange(5, 9));
  await w.text.fill('');
  await w.send('In the hall, beside the radiator.');
  await thread(mia).getByText('beside the radiator').waitFor();
  assert.deepEqual(
    await text(mia).evaluate(field => [document.activeElement === field, field.value, field.selectionStart, field.selectionEnd]),
    [true, 'Is it near a window?', 5, 9],
  );
  assert(await mia.evaluate(() => window.samePage));
  // And the visitor learns that it was read.
  await w.find('.state').getByText('Seen', { exact: true }).waitFor();
  await text(mia).fill('');
  noFaults([mia, page]);
  await setUndo(shop.desk, mia, 0);
});

test('what is sent while a file is on its way takes it along, and waits here if it does not arrive', async () => {
  const mia = await sit();
  const { page, w } = await begin('How do I water it?');
  await take(mia, 'How do I water it?');
  const files = mia.locator('.composer .file');

  // They go one after the other, and the line is cut for the second.
  const gates = [], gate = () => new Promise(open => gates.push(open));
  const uploads = [
    async route => { await gate(); await route.continue(); },
    route => route.abort('connectionreset'),
    async route => { await gate(); await route.continue(); },
  ];
  await mia.route('**/attachments', route => uploads.shift()(route), { times: 3 });
  const whenThere = mia.locator('.composer__saved', { hasText: 'Sent as soon as the file is there' });
  await write(mia, 'It is all in here.');
  await saved(mia);
  await mia.locator('[data-attach]').setInputFiles([FROND, GUIDE]);
  await until(() => gates.length === 1, 'the first is on its way');
  await text(mia).press('Control+Enter');
  await whenThere.waitFor();
  gates[0]();
  await toast(mia, 'Care guide.pdf did not reach the desk').waitFor();
  await mia.locator('.composer__saved', { hasText: 'Not sent: a file did not arrive' }).waitFor();
  assert.equal(await text(mia).inputValue(), 'It is all in here.');
  assert.equal(await files.count(), 1);

  await mia.locator('[data-attach]').setInputFiles([GUIDE]);
  await until(() => gates.length === 2, 'it is on its way again');
  await send(mia);
  await whenThere.waitFor();
  gates[1]();
  await w.says('It is all in here.');
  await w.find('.image img').waitFor();
  await w.find('button.file', { hasText: 'Care guide.pdf' }).waitFor();
  await until(async () => await files.count() === 0, 'nothing is left over');
  noFaults([mia, page], CUT);
});

test('an answer that comes after the news of it still does its part', async () => {
  const mia = await sit();
  await setUndo(shop.desk, mia, 30);
  const { page } = await begin('Is there a lid for it?');
  await take(mia, 'Is there a lid for it?');
  await write(mia, 'There is.');
  await send(mia);
  const pending = thread(mia).locator('.message--pending');
  await pending.waitFor();
  await mia.route('**/messages/*', async route => {
    const answer = await route.fetch();
    // The button that asked is gone.
    await pending.waitFor({ state: 'detached' });
    await route.fulfill({ response: answer });
  }, { times: 1 });
  await pending.getByRole('button', { name: 'Undo' }).click();
  await until(async () => await text(mia).inputValue() === 'There is.', 'the words again');
  await text(mia).fill('');
  noFaults([mia, page]);
  await setUndo(shop.desk, mia, 0);
});

test('a visitor whose network goes, and then the server, loses nothing and sends nothing twice', async () => {
  const mia = await sit();
  const { page, w } = await begin('One, the line is fine');
  await take(mia, 'One, the line is fine');

  await page.context().setOffline(true);
  await w.send('Two, the line is cut');
  await w.send('Three, still cut');
  await until(async () => (await w.states()).filter(state => state.startsWith('Waiting for the connection')).length === 2, 'both wait');
  await page.context().setOffline(false);
  await thread(mia).getByText('Three, still cut').waitFor();

  // The server ends just after it kept a message, and never says so.
  let ended;
  const over = new Promise(done => { ended = done; });
  let isLast = false;
  await page.route('**/messages', async route => {
    if (isLast || route.request().method() !== 'POST') return route.continue();
    isLast = true;
    await route.fetch();
    await shop.desk.kill('SIGKILL');
    await route.abort('connectionreset');
    ended();
  });
  await w.send('Four, and the server goes');
  await over;
  await w.send('Five, while it is away');
  await w.text.pressSequentially('Six, half wr');
  await mia.locator('#offline').waitFor();
  await write(mia, 'An answer that is begun');
  await shop.desk.start();
  await mia.locator('#offline').waitFor({ state: 'detached' });
  const all = ['One, the line is fine', 'Two, the line is cut', 'Three, still cut', 'Four, and the server goes', 'Five, while it is away'];
  await thread(mia).getByText('Five, while it is away').waitFor();
  assert.deepEqual(await sentTexts(mia), all);
  await until(async () => (await w.states()).join() === 'Seen' || (await w.states()).join() === 'Sent', 'everything is sent');
  assert.deepEqual(await w.own(), all);
  assert.equal(await w.text.inputValue(), 'Six, half wr');
  assert.equal(await text(mia).inputValue(), 'An answer that is begun');
  await page.reload();
  await w.says('Five, while it is away');
  assert.deepEqual(await w.own(), all);
  assert.equal(await w.text.inputValue(), 'Six, half wr');
  await mia.reload();
  assert.deepEqual(await sentTexts(mia), all);
  noFaults([mia, page], CUT);
});

test('an agent whose network goes in the middle of a reply loses nothing and sends nothing twice', async () => {
  const mia = await sit();
  const { page, w } = await begin('Is the blue pot still there?');
  await take(mia, 'Is the blue pot still there?');
  await write(mia, 'It is, and it');
  await saved(mia);

  await mia.context().setOffline(true);
  await mia.locator('#offline').waitFor();
  await write(mia, ' waits for you.');
  await mia.locator('.composer__saved', { hasText: 'kept in this browser' }).waitFor();
  await send(mia);
  await toast(mia, 'did not reach the desk').waitFor();
  assert.equal(await text(mia).inputValue(), 'It is, and it waits for you.');
  await w.send('Hello?');
  await w.find('.state').getByText('Sent', { exact: true }).waitFor();
  await mia.context().setOffline(false);
  await mia.locator('#offline').waitFor({ state: 'detached' });
  await thread(mia).getByText('Hello?').waitFor();
  await saved(mia);
  assert.equal(await text(mia).inputValue(), 'It is, and it waits for you.');
  await send(mia);
  await w.says('It is, and it waits for you.');
  await until(async () => await text(mia).inputValue() === '', 'an empty composer');

  // It is kept, but the answer is lost on the way: the same again is the same. What was told of the first time is
  // gone from the page before, so that the second time is seen to be told.
  await toast(mia, 'did not reach the desk').waitFor({ state: 'detached' });
  const messages = '**/conversations/*/messages';
  await mia.route(messages, async route => { await route.fetch(); await route.abort('connectionreset'); });
  await write(mia, 'Shall I put it aside?');
  await send(mia);
  await w.says('Shall I put it aside?');
  await toast(mia, 'did not reach the desk').waitFor();
  assert.equal(await text(mia).inputValue(), 'Shall I put it aside?');
  await mia.unroute(messages);
  await send(mia);
  await until(async () => await text(mia).inputValue() === '', 'an empty composer');

  // The server goes before it hears of it.
  await mia.route(messages, async route => { await shop.desk.kill('SIGKILL'); await route.abort('connectionreset'); });
  await write(mia, 'Until Saturday?');
  await send(mia);
  await mia.locator('#offline').waitFor();
  await mia.unroute(messages);
  await write(mia, ' It opens at ten.');
  assert.equal(await text(mia).inputValue(), 'Until Saturday? It opens at ten.');
  await mia.locator('.composer__saved', { hasText: 'kept in this browser' }).waitFor();
  await shop.desk.start();
  await mia.locator('#offline').waitFor({ state: 'detached' });
  await saved(mia);
  await mia.reload();
  assert.equal(await text(mia).inputValue(), 'Until Saturday? It opens at ten.');
  await send(mia);
  await w.says('Until Saturday? It opens at ten.');
  const said = ['Is the blue pot still there?', 'Hello?', 'It is, and it waits for you.', 'Shall I put it aside?', 'Until Saturday? It opens at ten.'];
  await until(async () => (await sentTexts(mia)).length === said.length, 'all of it on the desk');
  assert.deepEqual(await sentTexts(mia), said);
  await until(async () => (await w.log.locator('.m:not(:first-child) .text').allTextContents()).join() === said.join(), 'all of it in the chat');
  noFaults([mia, page], CUT);
});

test('what is being sent stays where it is until the desk has answered, whatever is heard of its draft', async () => {
  const mia = await sit();
  const { page, w } = await begin('Is it heavy?');
  await take(mia, 'Is it heavy?');
  // How far the draft is, the page asks before the reply is sent and hears after it was kept; the answer to the
  // reply is lost.
  let kept;
  const isKept = new Promise(done => { kept = done; });
  const DRAFT = /\/composer\?/;
  await mia.route(DRAFT, async route => { await isKept; await route.continue(); });
  const asks = mia.waitForRequest(DRAFT), hears = mia.waitForResponse(DRAFT);
  await mia.route('**/conversations/*/messages', async route => {
    await route.fetch();
    kept();
    await hears;
    await route.abort('connectionreset');
  }, { times: 1 });
  await write(mia, 'Not at all.');
  await text(mia).blur();
  await asks;
  await send(mia);
  await w.says('Not at all.');
  await toast(mia, 'did not reach the desk').waitFor();
  assert.equal(await text(mia).inputValue(), 'Not at all.');
  await send(mia);
  await until(async () => await text(mia).inputValue() === '', 'an empty composer');
  assert.deepEqual(await sentTexts(mia), ['Is it heavy?', 'Not at all.']);
  noFaults([mia, page], CUT);
});

test('a draft that is saved late does not bring back what was sent', async () => {
  const mia = await sit();
  const { page, w } = await begin('Do you wrap presents?');
  await take(mia, 'Do you wrap presents?');
  let late;
  const held = new Promise(done => { late = done; });
  let isFirst = true;
  await mia.route('**/drafts/reply', route => {
    if (!isFirst) return route.continue();
    isFirst = false;
    late(route);
  });
  await write(mia, 'We do, in brown paper.');
  const route = await held;
  await send(mia);
  await w.says('We do, in brown paper.');
  await until(async () => await text(mia).inputValue() === '', 'an empty composer');
  // The page has called it off, and the network delivers it all the same.
  assert.equal((await route.fetch()).status(), 409);
  await mia.reload();
  assert.equal(await text(mia).inputValue(), '');
  await mia.goto('/today');
  assert.equal(await mia.getByText('Do you wrap presents?').locator('visible=true').locator('xpath=ancestor::*[@id="today-drafts"]').count(), 0);
  noFaults([mia, page]);
});

test('one draft in two tabs: the one follows the other, and nothing written is thrown away', async () => {
  const one = await sit();
  const { page, w } = await begin('Two tabs, one answer');
  await take(one, 'Two tabs, one answer');
  const two = watch(await one.context().newPage());
  await two.goto(one.url());
  await live(two);

  await write(one, 'Begun in the first');
  await saved(one);
  await until(async () => await text(two).inputValue() === 'Begun in the first', 'the second follows');

  // Both are written in.
  await text(two).focus();
  await write(one, ', and gone on with');
  await saved(one);
  await text(two).evaluate(field => field.setSelectionRange(0, 0));
  await two.keyboard.type('Hello! ');
  const box = two.locator('.composer__other');
  await box.getByText('Begun in the first, and gone on with').waitFor();
  assert.equal(await text(two).inputValue(), 'Hello! Begun in the first');
  await text(one).blur();
  await box.getByRole('button', { name: 'Keep both' }).click();
  const both = 'Begun in the first, and gone on with\n\nHello! Begun in the first';
  assert.equal(await text(two).inputValue(), both);
  await saved(two);
  await until(async () => await text(one).inputValue() === both, 'the first follows');
  await one.reload();
  assert.equal(await text(one).inputValue(), both);

  // Sent in one of them, it is no draft in the other.
  await live(one);
  await text(two).blur();
  await send(one);
  await w.says(both);
  await until(async () => await text(two).inputValue() === '', 'the second is empty');
  noFaults([one, two, page], answered(409));
});

test('two agents in one conversation see each other, and a reply is held for a look', async () => {
  const mia = await sit();
  const jonas = await sit('Jonas');
  const { page, w } = await begin('Which of you will answer?');
  await take(mia, 'Which of you will answer?');
  await take(jonas, 'Which of you will answer?');
  await mia.locator('#presence', { hasText: 'Jonas is here' }).waitFor();
  await jonas.locator('#presence', { hasText: 'Mia is here' }).waitFor();
  await write(jonas, 'I will,');
  await mia.locator('#presence', { hasText: 'Jonas is here and writing' }).waitFor();

  await write(mia, 'Let me see.');
  await write(jonas, ' gladly.');
  await send(jonas);
  await thread(mia).getByText('I will, gladly.').waitFor();
  await send(mia);
  const held = mia.locator('.composer .held');
  await held.getByText('While you wrote, this arrived').waitFor();
  await held.getByText('I will, gladly.').waitFor();
  assert.equal(await text(mia).inputValue(), 'Let me see.');
  await held.getByRole('button', { name: 'Keep writing' }).click();
  await held.waitFor({ state: 'detached' });
  assert(await text(mia).evaluate(field => field === document.activeElement));

  await write(jonas, 'And thank you for asking.');
  await send(jonas);
  await thread(mia).getByText('And thank you for asking.').waitFor();
  await send(mia);
  await held.getByText('And thank you for asking.').waitFor();
  assert.equal(await held.getByText('I will, gladly.').count(), 0, 'what was seen is not held up again');
  await held.getByRole('button', { name: 'Send it as it is' }).click();
  await w.says('Let me see.');
  await until(async () => await text(mia).inputValue() === '', 'an empty composer');
  assert.deepEqual((await w.texts()).slice(-3), ['I will, gladly.', 'And thank you for asking.', 'Let me see.']);

  // Both close it.
  let second;
  const waits = new Promise(done => { second = done; });
  await jonas.route('**/closure', route => second(route));
  await jonas.getByRole('button', { name: 'Close', exact: true }).click();
  const route = await waits;
  await mia.getByRole('button', { name: 'Close', exact: true }).click();
  await mia.locator('.badge--closed').waitFor();
  await route.continue();
  await toast(jonas, 'closed a moment ago by somebody else').waitFor();
  await jonas.locator('.badge--closed').waitFor();
  await thread(jonas).locator('.event', { hasText: 'Mia Hartmann closed this' }).waitFor();
  assert.equal(await thread(jonas).locator('.event', { hasText: 'closed this' }).count(), 1);

  await mia.goto('/today');
  await until(async () => !(await jonas.locator('#presence').textContent()).includes('Mia'), 'Mia has left');
  noFaults([mia, jonas, page], answered(409));
});

test('a note reaches the colleague whom it names, and never the visitor', async () => {
  const mia = await sit();
  const jonas = await sit('Jonas');
  await goTo(jonas, '/today');
  const { page, w } = await begin('Can the lid be mended?');
  await take(mia, 'Can the lid be mended?');
  await write(mia, 'A reply that is begun');
  await mia.locator('.composer__kind .tab', { hasText: 'Note' }).click();
  await mia.locator('.composer[data-kind=note]').waitFor();
  assert.equal(await text(mia).inputValue(), '');
  await text(mia).pressSequentially('@jonas, secretly: would you mend this one?');
  await text(mia).press('Control+Enter');
  const note = thread(mia).locator('.message--note', { hasText: 'would you mend this one?' });
  await note.locator('.mention').waitFor();
  // The reply is where it was.
  await until(async () => await text(mia).inputValue() === 'A reply that is begun', 'the reply again');

  await jonas.locator('#today-mentions', { hasText: 'Can the lid be mended?' }).waitFor();
  await jonas.locator('#today-mentions a', { hasText: 'Can the lid be mended?' }).click();
  await thread(jonas).locator('.message--note', { hasText: 'would you mend this one?' }).waitFor();

  await send(mia);
  await w.says('A reply that is begun');
  await page.reload();
  await w.says('A reply that is begun');
  const { inbox, secret } = await secretOf(page);
  const raw = await fetch(`${shop.desk.base}/chat/${inbox}/messages`, { headers: { authorization: `Bearer ${secret}` } });
  assert.equal((await raw.text()).includes('secretly'), false);
  assert.equal((await w.texts()).some(words => words.includes('secretly')), false);
  noFaults([mia, jonas, page]);
});

test('a conversation is put aside, closed, and taken up again when the visitor writes', async () => {
  const mia = await sit();
  const { page, w } = await begin('I need it for a wedding in June');
  await take(mia, 'I need it for a wedding in June');

  await mia.locator('#snooze-menu > summary').click();
  const when = mia.locator('#snooze-menu input[name=words]');
  await when.fill('when the cows come home');
  await when.press('Enter');
  await until(async () => (await mia.locator('#snooze-error').textContent()).trim(), 'why it did not work');
  assert.equal(await when.inputValue(), 'when the cows come home');
  await when.fill('in 3 days');
  await when.press('Enter');
  await mia.locator('.badge--snoozed', { hasText: 'Put aside, back' }).waitFor();
  await thread(mia).locator('.event', { hasText: 'put this aside until' }).waitFor();
  await row(mia, 'I need it for a wedding in June').waitFor({ state: 'detached' });
  await mia.locator('.filter', { hasText: 'Snoozed' }).or(mia.locator('.filter', { hasText: 'Put aside' })).first().click();
  await row(mia, 'I need it for a wedding in June').click();
  await mia.locator('.badge--snoozed').waitFor();

  await w.send('It is in May after all!');
  await thread(mia).getByText('It is in May after all!').waitFor();
  await mia.locator('.badge--us').waitFor();

  await mia.getByRole('button', { name: 'Close', exact: true }).click();
  await mia.locator('.badge--closed').waitFor();
  await w.send('And thank you.');
  await thread(mia).getByText('And thank you.').waitFor();
  await mia.locator('.badge--us').waitFor();
  await mia.getByRole('button', { name: 'Close', exact: true }).click();
  await mia.getByRole('button', { name: 'Open again' }).click();
  await mia.getByRole('button', { name: 'Close', exact: true }).waitFor();
  assert.equal(await mia.locator('.story__item').count(), 1, 'one matter, one conversation');
  noFaults([mia, page], answered(422));
});

test('tags, the subject and who has it change at once, here and on a colleague’s page', async () => {
  const mia = await sit();
  const jonas = await sit('Jonas');
  const { page } = await begin('Everything about one kettle');
  await take(mia, 'Everything about one kettle');
  await take(jonas, 'Everything about one kettle');

  await mia.locator('#more-menu > summary').click();
  await mia.getByLabel('Add a tag').fill('copper');
  await mia.getByLabel('Add a tag').press('Enter');
  await mia.locator('#talk-head .tags .tag', { hasText: 'copper' }).waitFor();
  await jonas.locator('#talk-head .tags .tag', { hasText: 'copper' }).waitFor();
  await row(jonas, 'Everything about one kettle').locator('.tag', { hasText: 'copper' }).waitFor();

  const menu = mia.locator('#more-menu');
  if (!await menu.evaluate(details => details.open)) await menu.locator('> summary').click();
  await mia.getByLabel('What is it about?').fill('The kettle from the window');
  await mia.getByLabel('What is it about?').press('Enter');
  await mia.locator('#talk-title', { hasText: 'The kettle from the window' }).waitFor();
  await jonas.locator('#talk-title', { hasText: 'The kettle from the window' }).waitFor();
  await row(jonas, 'The kettle from the window').waitFor();

  if (!await menu.evaluate(details => details.open)) await menu.locator('> summary').click();
  await menu.getByRole('button', { name: 'Take off the tag copper' }).click();
  await jonas.locator('#talk-head .tags .tag', { hasText: 'copper' }).waitFor({ state: 'detached' });

  await mia.locator('#assign-menu > summary').click();
  await mia.locator('#assign-menu').getByRole('button', { name: 'Jonas Weidner' }).click();
  await thread(jonas).locator('.event', { hasText: 'Mia Hartmann gave this to Jonas Weidner' }).waitFor();
  await jonas.locator('#assign-menu > summary', { hasText: 'With Jonas Weidner' }).waitFor();
  await jonas.locator('.filter', { hasText: 'Yours' }).click();
  await row(jonas, 'The kettle from the window').waitFor();
  noFaults([mia, jonas, page]);
});

test('drafts survive a reload, another conversation, and the way back and forth', async () => {
  const mia = await sit();
  const first = await begin('The first of two questions');
  const second = await begin('The second of two questions');
  await take(mia, 'The first of two questions');
  await write(mia, 'To the first');
  // At once, before it could be saved by itself.
  await row(mia, 'The second of two questions').click();
  await mia.locator('#talk-title', { hasText: 'The second of two questions' }).waitFor();
  assert.equal(await text(mia).inputValue(), '');
  await write(mia, 'To the second');
  await mia.goBack();
  await mia.locator('#talk-title', { hasText: 'The first of two questions' }).waitFor();
  await until(async () => await text(mia).inputValue() === 'To the first', 'the first draft');
  await mia.goForward();
  await mia.locator('#talk-title', { hasText: 'The second of two questions' }).waitFor();
  await until(async () => await text(mia).inputValue() === 'To the second', 'the second draft');
  await write(mia, ', with more');
  await mia.reload();
  await until(async () => await text(mia).inputValue() === 'To the second, with more', 'the draft after a reload');
  await mia.goBack();
  await mia.locator('#talk-title', { hasText: 'The first of two questions' }).waitFor();
  await until(async () => await text(mia).inputValue() === 'To the first', 'the first draft');
  // Back to where no conversation was open.
  await mia.goBack();
  await mia.locator('.desk__talk--empty').waitFor();
  await mia.goForward();
  await mia.locator('#talk-title', { hasText: 'The first of two questions' }).waitFor();
  await live(mia);
  await first.w.send('Still live?');
  await thread(mia).getByText('Still live?').waitFor();
  await mia.goto('/today');
  await mia.locator('#today-drafts', { hasText: 'The first of two questions' }).waitFor();
  noFaults([mia, first.page, second.page]);
});

const secretOf = page => page.evaluate(() => {
  const { inbox } = document.querySelector('script[data-inbox]').dataset;
  return { inbox, secret: JSON.parse(localStorage[`bliss:${inbox}`]).secret };
});

test('from signing in to an answer without the mouse', async () => {
  // A password is there since Mia first sat down.
  const mia = await open(shop.agents, { baseURL: shop.desk.base });
  shop.pages.push(mia);
  const { page, w } = await begin('Answered from the keyboard alone');
  await mia.goto('/sign-in');
  const tabTo = async selector => {
    for (let n = 0; n < 12; n++) {
      if (await mia.evaluate(wanted => document.activeElement?.matches(wanted), selector)) return;
      await mia.keyboard.press('Tab');
    }
    assert.fail(`the Tab key does not lead to ${selector}`);
  };
  const focused = selector => mia.waitForFunction(wanted => document.activeElement?.matches(wanted), selector);
  await tabTo('#email');
  await mia.keyboard.type(MIA);
  await tabTo('#password');
  await mia.keyboard.type(PASSWORD);
  await mia.keyboard.press('Enter');
  await mia.waitForURL('**/today');
  await live(mia);
  await mia.keyboard.press('g');
  await mia.keyboard.press('d');
  await mia.waitForURL('**/desk');
  await live(mia);
  const wanted = await mia.locator('#list .row').evaluateAll(rows => rows.findIndex(one => one.textContent.includes('Answered from the keyboard alone')));
  for (let n = 0; n <= wanted; n++) await mia.keyboard.press('j');
  await mia.keyboard.press('k');
  await mia.keyboard.press('j');
  await focused('.row');
  await mia.keyboard.press('o');
  await mia.locator('#talk-title', { hasText: 'Answered from the keyboard alone' }).waitFor();
  await focused('#talk-title');
  await mia.keyboard.press('r');
  await focused('.composer__text');
  await mia.keyboard.type('Not one click, g d j k e.');
  await mia.keyboard.press('Control+Enter');
  await w.says('Not one click, g d j k e.');
  await until(async () => await text(mia).inputValue() === '', 'an empty composer');
  await mia.keyboard.press('Escape');
  await mia.keyboard.press('n');
  await mia.locator('.composer[data-kind=note]').waitFor();
  await focused('.composer__text');
  await mia.keyboard.press('Escape');
  await mia.keyboard.press('i');
  await mia.locator('#assign-menu > summary', { hasText: 'With Mia Hartmann' }).waitFor();
  await mia.keyboard.press('t');
  await focused('#more-menu input');
  await mia.keyboard.type('keys');
  await mia.keyboard.press('Enter');
  await mia.locator('#talk-head .tags .tag', { hasText: 'keys' }).waitFor();
  // The menu has done what it should, and is closed.
  await focused('#more-menu > summary');
  await mia.keyboard.press('e');
  await mia.locator('.badge--closed').waitFor();
  await mia.keyboard.press('?');
  await mia.locator('dialog#keys[open]').waitFor();
  await mia.keyboard.press('Escape');
  await mia.locator('dialog#keys[open]').waitFor({ state: 'detached' });
  await mia.keyboard.press('Control+k');
  await focused('#palette-words');
  await mia.keyboard.type('cracked lid');
  await mia.locator('#palette-results', { hasText: 'Kettle arrived with a cracked lid' }).waitFor();
  await mia.keyboard.press('Enter');
  await mia.locator('#talk-title', { hasText: 'Kettle arrived with a cracked lid' }).waitFor();
  await live(mia);
  await mia.keyboard.press('u');
  await mia.waitForURL('**/desk');
  noFaults([mia, page]);
});

test('a conversation of ten thousand messages opens at its end, and its past is paged through in place', async () => {
  const COUNT = Number(process.env.BLISS_TEST_MESSAGES ?? 10_000);
  const mia = await sit();
  const { page, w } = await begin('The longest talk of all');
  const { inbox, secret } = await secretOf(page);
  let next = 2, last = 0;
  await page.close();
  const writer = async () => {
    while (next <= COUNT) {
      const n = next++;
      const response = await fetch(`${shop.desk.base}/chat/${inbox}/messages`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ key: `n${n}`, text: `line ${n}` }),
      });
      assert.equal(response.status, 201);
      last = Math.max(last, (await response.json()).message.seq);
    }
  };
  await Promise.all(Array.from({ length: 64 }, writer));

  await mia.goto('/desk');
  await row(mia, 'The longest talk of all').click();
  await mia.locator('#talk-title', { hasText: 'The longest talk of all' }).waitFor();
  await thread(mia).locator('.message').last().waitFor();
  assert.equal(await thread(mia).locator('.message').count(), 50);
  const scroller = mia.locator('#talk-scroll');
  await mia.waitForFunction(() => { const box = document.getElementById('talk-scroll'); return box.scrollHeight - box.scrollTop - box.clientHeight < 2; });

  for (let turn = 1; turn <= 3; turn++) {
    await scroller.evaluate(box => { box.scrollTop = 0; });
    const first = mia.locator('#talk-scroll .message').first();
    const id = await first.getAttribute('id');
    const before = await first.boundingBox();
    await mia.getByRole('button', { name: 'Show earlier messages' }).click();
    await until(async () => await mia.locator('#talk-scroll .message').count() === 50 * (turn + 1), 'fifty more');
    const now = await mia.locator(`#${id}`).boundingBox();
    assert(Math.abs(now.y - before.y) < 60, `page ${turn}: from ${before.y} to ${now.y}`);
  }
  const ids = await mia.locator('#talk-scroll .message').evaluateAll(all => all.map(one => +one.dataset.id));
  assert.equal(new Set(ids).size, 200);
  assert.deepEqual(ids, [...ids].sort((a, b) => a - b));

  // The same past in the chat, to somebody who has read it.
  const again = watch(await page.context().newPage());
  await again.goto(`${shop.desk.base}/demo/page.css`);
  await again.evaluate(([at, seen]) => { localStorage[at] = JSON.stringify({ ...JSON.parse(localStorage[at]), seen }); }, [`bliss:${inbox}`, last]);
  await again.goto(`${shop.desk.base}/demo`);
  const v = chat(again);
  await v.find('.m .text').last().waitFor();
  await until(async () => (await v.own()).length === 50, 'fifty');
  await v.log.evaluate(log => { log.scrollTop = 0; });
  await until(async () => (await v.own()).length === 100, 'a hundred');

  // What comes now is at the end, and the past stays.
  await v.send('And this is the last line');
  await thread(mia).getByText('And this is the last line').waitFor();
  assert((await mia.locator('#talk-scroll .message').count()) >= 200);
  noFaults([mia, again]);
});

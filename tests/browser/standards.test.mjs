// A lead takes the starter set and writes a standard with the help of the form; an agent's first answer has it beside
// the draft; a contact meets and misses, which is contested with one click; and consistency is told without names.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { look } from './look.mjs';
import { launch, noFaults, open, setUndo, startDesk, until, PASSWORD } from './support.mjs';

let desk, browser, mia;

before(async () => {
  [desk, browser] = await Promise.all([startDesk({ demo: false }), launch()]);
  mia = await open(browser);
  await mia.goto(desk.printed.match(/http\S+\/invitations\/\S+/)[0]);
  for (const [name, words] of [['desk_name', 'Fern & Kettle'], ['name', 'Mia Hartmann'], ['email', 'mia@fernandkettle.example'], ['password', PASSWORD]]) {
    await mia.locator(`input[name=${name}]`).fill(words);
  }
  await mia.locator('main button').first().click();
  await mia.locator('.rail').waitFor();
  await setUndo(desk, mia, 0);
});
after(async () => {
  await browser?.close();
  await desk?.stop();
});

test('the starter set is taken, and what does not fit is left out', async () => {
  await mia.locator('.rail__link', { hasText: 'Standards' }).click();
  await mia.getByRole('heading', { name: 'What does good look like here?' }).waitFor();
  await look(mia, 'standards, none');
  await mia.locator('.hint-choice', { hasText: 'No blame and no hurry' }).click();
  await mia.getByRole('button', { name: 'Take the starter set' }).click();
  await mia.locator('.notice--good').waitFor();
  assert.equal(await mia.locator('.standard').count(), 9);
  await look(mia, 'standards');
  noFaults(mia);
});

test('one is written with the help of the form', async () => {
  await mia.getByRole('link', { name: 'New standard' }).click();
  await mia.locator('#title').fill('No blame');
  await mia.locator('#stage').selectOption('during');
  await mia.locator('#check').pressSequentially('no blam');
  await mia.locator('.understood__wrong', { hasText: 'Did you mean “blame”?' }).waitFor();
  await look(mia, 'standard, not understood');
  await mia.locator('#check').fill('');
  await mia.locator('.phrases__one', { hasText: /^no blame$/ }).click();
  await mia.locator('.phrases__one', { hasText: /^no jargon$/ }).click();
  await mia.locator('.understood__said', { hasText: 'no blame and no jargon' }).waitFor();
  await look(mia, 'standard, understood');
  await mia.getByRole('button', { name: 'Keep the standard' }).click();
  await mia.locator('.standard h3', { hasText: 'No blame' }).waitFor();
  await mia.locator('.standard h3 a', { hasText: 'No blame' }).click();
  await mia.getByText('Version 1', { exact: true }).waitFor();
  await look(mia, 'standard');
  noFaults(mia);
});

test('the standards for the start tick as one writes, and the contact stands to all of them', async () => {
  await mia.goto(`${desk.base}/settings/chat`);
  const inbox = (await mia.content()).match(/data-inbox=(?:&#34;|&quot;|")([^&"]+)/)[1];
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url');
  const says = async text => {
    const response = await fetch(`${desk.base}/chat/${inbox}/messages`, { method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, body: JSON.stringify({ key: crypto.randomUUID(), text }) });
    assert.equal(response.status, 201, await response.text());
  };
  await says('What does the blue teapot cost?');
  await mia.goto(`${desk.base}/desk`);
  await mia.locator('#list .row').first().click();
  const tick = mia.locator('.good-start li', { hasText: 'How are you, or how can I help' });
  await tick.waitFor();
  assert.equal(await tick.getAttribute('data-done'), 'no');
  await mia.locator('.composer__text').pressSequentially('Hello! How are you today? It costs 30 euros.');
  await mia.locator('.good-start li[data-done=yes]', { hasText: 'How are you, or how can I help' }).waitFor();
  await look(mia, 'first answer');
  await mia.locator('.composer__text').press('Control+Enter');
  // What is drawn anew under the pointer, as the answer goes out, takes no click.
  const here = mia.locator('#standards-here');
  const isOpen = () => here.evaluate(details => details.open);
  await until(async () => await isOpen() || here.locator('summary').first().click().then(isOpen), 'the standards to unfold');
  await mia.locator('.here__row', { hasText: 'How are you, or how can I help' }).locator('.here__state--met').waitFor();
  await mia.locator('.here__row', { hasText: 'The next step, or a warm goodbye' }).locator('.here__state--open', { hasText: 'Not yet' }).waitFor();
  await look(mia, 'conversation with its standards');
  noFaults(mia);
});

test('one click says that it was otherwise, and another takes that back', async () => {
  const row = mia.locator('.here__row', { hasText: 'How are you, or how can I help' });
  await row.getByRole('button', { name: /^Not so/ }).click();
  await row.getByText('You say that it was not met.').waitFor();
  await row.getByRole('button', { name: 'Take that back' }).click();
  await row.locator('.here__state--met').waitFor();
  await mia.keyboard.press('d');
  noFaults(mia);
});

test('consistency says when there is too little to tell', async () => {
  await mia.goto(`${desk.base}/standards/consistency`);
  await mia.getByText('Too few contacts to say').waitFor();
  await look(mia, 'consistency, too few');
  noFaults(mia);
});

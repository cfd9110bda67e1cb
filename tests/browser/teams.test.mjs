// Who takes it, and what happens by itself: a team that gives out by turn in hours of its own, a word for whoever gets
// it, rules, and tags that become one.

import { test } from 'node:test';
import { goTo, row, take, thread } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { answered, noFaults, until } from './support.mjs';

const { sit, begin } = openShop({ reducedMotion: 'reduce' });

const button = (page, name) => page.getByRole('button', { name, exact: true });
const good = (page, words) => page.locator('.notice--good', { hasText: words }).waitFor();

test('Jonas lets a team take turns in hours of its own, and the next who writes is given to somebody', async () => {
  const mia = await sit();
  await goTo(mia, '/desk');
  const page = await sit('Jonas');
  await goTo(page, '/settings/teams');
  const start = page.locator('section.card', { hasText: 'Start a team' });
  await start.locator('input[name=name]').fill('Kettles');
  for (const box of await start.locator('input[name=member]').all()) await box.check();
  await button(page, 'Start team').click();
  await page.locator('.notice--good').waitFor();
  const card = page.locator('section.card', { has: page.getByRole('heading', { name: 'Kettles', exact: true }) });
  await card.locator('summary').click();
  await card.getByLabel('One after the other').check();
  await card.getByLabel('In hours of its own').check();
  await card.getByLabel('Time zone').fill('Asia/Tokyo');
  await card.getByLabel('Monday').fill('nine to five');
  await look(page, 'team, its own hours');
  await button(card, 'Save Kettles').click();
  await page.locator('.field__error', { hasText: 'Write times such as 9:00–12:30' }).waitFor();
  await look(page, 'team, refused');
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) await card.getByLabel(day).fill('0:00-24:00');
  await button(card, 'Save Kettles').click();
  await page.locator('.notice--good').waitFor();
  await card.getByText('is next').waitFor();

  await begin('My kettle does not whistle.', 'Karim Haddad');
  await take(page, 'My kettle does not whistle.');
  await page.locator('#assign-menu > summary').click();
  await look(page, 'giving it to somebody');
  await page.locator('#assign-menu').getByRole('button', { name: 'Kettles' }).click();
  await thread(page).locator('.event', { hasText: 'by turn' }).waitFor();
  await look(page, 'given by turn');
  noFaults(page, answered(422));
});

test('a word goes with what is handed over, and whoever gets it reads it first', async () => {
  await begin('My teapot has arrived broken.', 'Nora Berg');
  const jonas = await sit('Jonas');
  await take(jonas, 'My teapot has arrived broken.');
  await jonas.locator('#assign-menu > summary').click();
  await jonas.getByLabel('A word for whoever gets it').fill('She needs it by Friday, for a birthday.');
  await jonas.locator('#assign-menu').getByRole('button', { name: 'Aiko' }).click();
  await thread(jonas).getByText('She needs it by Friday').waitFor();
  const aiko = await sit('Aiko');
  await take(aiko, 'My teapot has arrived broken.');
  await aiko.locator('.so-far__handed', { hasText: 'She needs it by Friday, for a birthday.' }).waitFor();
  await look(aiko, 'handed over with a word');
  noFaults(jonas);
  noFaults(aiko);
});

test('Mia writes a rule, sees what it would do, and it does so', async () => {
  const before = await begin('I would like a refund for the strainer.');
  const mia = await sit();
  await goTo(mia, '/settings/rules');
  await look(mia, 'rules, none');
  await mia.getByRole('link', { name: 'New rule' }).click();
  await mia.getByLabel('What happens?').selectOption('waits');
  await mia.getByLabel('How many minutes?').waitFor();
  await mia.getByLabel('What happens?').selectOption('wrote');
  await mia.getByLabel('How many minutes?').waitFor({ state: 'hidden' });
  await mia.getByLabel('It says one of these').fill('refund, money back');
  await mia.getByLabel('Put on the tag').fill('refund');
  await button(mia, 'What would it do?').click();
  await mia.locator('#would', { hasText: 'It would touch' }).getByText('tag it “refund”').first().waitFor();
  await look(mia, 'rule, tried');
  await button(mia, 'Keep it').click();
  await mia.locator('.notice--bad', { hasText: 'Give the rule a name' }).waitFor();
  await look(mia, 'rule, refused');
  await mia.getByLabel('What is it called?').fill('Refunds');
  await button(mia, 'Keep it').click();
  await good(mia, 'It holds from now on');

  await before.w.send('I want my money back, please.');
  await goTo(mia, '/desk');
  await row(mia, 'refund for the strainer').locator('.tag', { hasText: 'refund' }).waitFor();
  await take(mia, 'I would like a refund for the strainer.');
  await thread(mia).locator('.event', { hasText: 'By the rule “Refunds”' }).waitFor();
  await look(mia, 'done by a rule');
  await goTo(mia, '/settings/rules');
  await mia.getByText('Ran once, last today').waitFor();
  await look(mia, 'rules');
  await mia.getByRole('link', { name: 'Refunds', exact: true }).click();
  await mia.locator('.rule-runs', { hasText: 'tagged it “refund”' }).waitFor();
  await look(mia, 'rule, what it did');
  await goTo(mia, '/settings/rules');
  await button(mia, 'Remove Refunds').click();
  await button(mia, 'Undo removing').click();
  await mia.locator('.rule--off', { hasText: 'Refunds' }).waitFor();
  noFaults(mia, answered(422));
});

test('Mia merges two tags, and takes it back', async () => {
  await begin('Is the blue cup there again?');
  const mia = await sit();
  await take(mia, 'Is the blue cup there again?');
  for (const tag of ['cup', 'cups']) {
    await mia.locator('#more-menu').evaluate(menu => { menu.open = true; });
    await mia.getByLabel('Add a tag').fill(tag);
    await mia.locator('#more-menu').getByRole('button', { name: 'Add', exact: true }).click();
    await mia.locator('.talk__meta .tag').getByText(tag, { exact: true }).waitFor();
  }
  await goTo(mia, '/settings/tags');
  const one = name => mia.locator('.tag-row').filter({ has: mia.getByRole('link', { name, exact: true }) });
  await one('cup').locator('summary').click();
  await one('cup').getByLabel('Sea').check();
  await look(mia, 'tags');
  await button(mia, 'Save cup').click();
  await good(mia, 'It is so everywhere');
  await one('cups').getByRole('link', { name: 'Merge or delete' }).click();
  await look(mia, 'tag, merge or delete');
  await mia.getByLabel('Merge it into').selectOption({ label: 'cup' });
  await button(mia, 'Merge them').click();
  await mia.locator('.notice', { hasText: '“cups” is merged into “cup”.' }).waitFor();
  await until(async () => await one('cups').count() === 0, 'it is one tag');
  await look(mia, 'tags, merged');
  await mia.locator('.notice').getByRole('button').click();
  await one('cups').waitFor();
  noFaults(mia);
});

test('a day off is added, removed and brought back', async () => {
  const jonas = await sit('Jonas');
  await goTo(jonas, '/settings/holidays');
  await jonas.getByLabel('Which day?').fill('2031-12-24');
  await jonas.getByLabel('What is it called?').fill('Christmas Eve');
  await jonas.getByLabel('Every year on this date').check();
  await button(jonas, 'Add it').click();
  await jonas.locator('.item-list', { hasText: 'Christmas Eve' }).waitFor();
  await look(jonas, 'holidays');
  await button(jonas, 'Remove Christmas Eve').click();
  await jonas.locator('.notice', { hasText: '“Christmas Eve” is removed.' }).waitFor();
  await button(jonas, 'Undo removing').click();
  await jonas.locator('.item-list', { hasText: 'Christmas Eve' }).waitFor();
  noFaults(jonas);
});

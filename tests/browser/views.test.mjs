// Lists of the desk: filtered, kept at hand under a name, and removed again.

import { test } from 'node:test';
import { goTo, toast } from './desk.mjs';
import { look } from './look.mjs';
import { openShop } from './shop.mjs';
import { noFaults } from './support.mjs';

const { sit } = openShop({ reducedMotion: 'reduce' });

const menu = page => page.locator('#filter-menu');
const view = (page, name) => page.locator('.filters .filter', { hasText: name });

test('Mia filters the list with the keyboard, and keeps what she found', async () => {
  const mia = await sit();
  await goTo(mia, '/desk');
  await mia.keyboard.press('f');
  await menu(mia).getByLabel('Channel').selectOption('Chat');
  await menu(mia).getByLabel('Tag').fill('urgent');
  await look(mia, 'filter');
  await menu(mia).getByRole('button', { name: 'Show' }).click();
  await mia.waitForURL(/tag=urgent/);
  await mia.locator('.list__only', { hasText: 'urgent' }).waitFor();

  await mia.keyboard.press('f');
  await menu(mia).getByLabel('Keep this list at hand, as').fill('What is urgent');
  await look(mia, 'filter-keep');
  await menu(mia).getByRole('button', { name: 'Keep' }).click();
  await toast(mia, 'Kept above the list.').waitFor();
  await view(mia, 'What is urgent').waitFor();
  await view(mia, 'Everyone').click();
  await mia.locator('.list__only').waitFor({ state: 'detached' });
  await view(mia, 'What is urgent').click();
  await mia.locator('.list__only', { hasText: 'The view What is urgent' }).waitFor();
  await look(mia, 'view');

  await mia.locator('.list__only').getByRole('button', { name: 'Remove it' }).click();
  await toast(mia, 'is removed').waitFor();
  await view(mia, 'What is urgent').waitFor({ state: 'detached' });
  await toast(mia, 'is removed').getByRole('button', { name: 'Undo' }).click();
  await view(mia, 'What is urgent').waitFor();
  noFaults(mia);
});

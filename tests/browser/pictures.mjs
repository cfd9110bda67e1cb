// Takes the README's pictures from the demo shop: node pictures.mjs

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, open, signIn, startDesk } from './support.mjs';

const to = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'docs', 'pictures');
mkdirSync(to, { recursive: true });
const desk = await startDesk();
const browser = await launch();
try {
  const shoot = async (page, name) => page.screenshot({ path: join(to, `${name}.png`) });
  const light = await open(browser, { colorScheme: 'light' });
  await signIn(desk, light);
  await light.goto(`${desk.base}/today`);
  await shoot(light, 'today-light');
  await light.goto(`${desk.base}/desk`);
  await light.locator('.row', { hasText: 'A hole in the bottom' }).click();
  await light.locator('#thread .message').last().waitFor();
  await shoot(light, 'desk-light');
  await light.goto(`${desk.base}/desk`);
  await light.locator('.row', { hasText: 'What is in the gift tin?' }).click();
  await light.locator('.composer__text').pressSequentially('Calm down. Unfortunately we can’t tell. I will get back to you.');
  await light.locator('.hint').first().waitFor();
  await shoot(light, 'before-sending-light');
  await light.locator('.composer__text').fill('');
  await light.locator('.hint').first().waitFor({ state: 'detached' });
  await light.goto(`${desk.base}/promises`);
  await shoot(light, 'promises-light');
  await light.goto(`${desk.base}/customers/1`);
  await shoot(light, 'customer-light');
  await light.goto(`${desk.base}/standards`);
  await shoot(light, 'standards-light');
  const dark = await open(browser, { colorScheme: 'dark', storageState: await light.context().storageState() });
  await dark.goto(`${desk.base}/desk?view=nobodys`);
  await dark.locator('.row').first().click();
  await dark.locator('#thread .message').last().waitFor();
  await shoot(dark, 'desk-dark');
  const visitor = await open(browser, { colorScheme: 'light' });
  await visitor.goto(`${desk.base}/demo`);
  await visitor.locator('bliss-chat .launch').click();
  await visitor.locator('bliss-chat textarea').fill('Good morning! Is the blue teapot back?');
  await visitor.keyboard.press('Enter');
  await visitor.locator('bliss-chat .state', { hasText: /Sent|Seen/ }).first().waitFor();
  await shoot(visitor, 'chat');
} finally {
  await browser.close();
  await desk.stop();
}

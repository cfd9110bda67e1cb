// How a page looks, by light and in the dark, at a desk and on a phone. With BLISS_SHOTS=folder there is a
// picture of each.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe } from './support.mjs';

const SHOTS = process.env.BLISS_SHOTS;
if (SHOTS) mkdirSync(SHOTS, { recursive: true });

const SIZES = [[1280, 800], [360, 740]];
/** The rules of axe-core that are a matter of colours: the others say the same by light and in the dark. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Keeps a picture of the page; of the window alone where a dialog is open, which stands in its middle. */
export const shoot = async (page, name) => {
  if (!SHOTS) return;
  const fullPage = !await page.locator('dialog[open]').count();
  await page.screenshot({ path: join(SHOTS, `${name.replace(/\W+/g, '-')}.png`), fullPage });
};

/**
 * Shows the whole page at once: where a page scrolls under what stays in its place, as on a phone, that covers things
 * until one scrolls on.
 */
const inItsLength = async (page, width) => {
  for (let tries = 0; tries < 5; tries++) {
    const [all, shown] = await page.evaluate(() => [document.documentElement.scrollHeight, innerHeight]);
    if (all <= shown) return;
    await page.setViewportSize({ width, height: all });
  }
};

/** Looks at a page: axe-core finds nothing, nothing is wider than the window, and no menu is cut off. */
export const look = async (page, name) => {
  const wrong = [];
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await inItsLength(page, width);
      const form = `${name}, ${colorScheme}, ${width}`;
      for (const found of await axe(page, colorScheme === 'dark' ? COLOURS : undefined)) wrong.push(`${form}: ${found}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) wrong.push(`${form}: ${wide} pixels wider than the window`);
      // To the left nothing can be scrolled to, so it is not counted above.
      const cut = await page.locator('.menu[open] > .menu__panel').evaluateAll(panels => panels.filter(panel => {
        const box = panel.getBoundingClientRect();
        return box.width && (box.left < 0 || box.right > innerWidth);
      }).length);
      if (cut) wrong.push(`${form}: a menu is cut off`);
      await shoot(page, `${name}-${width}-${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: SIZES[0][0], height: SIZES[0][1] });
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(wrong, []);
};

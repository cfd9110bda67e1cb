// Everybody reads their own language: an agent the desk, a visitor the chat; Arabic from right to left.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { goTo } from './desk.mjs';
import { look, shoot } from './look.mjs';
import { pagesOfAStory } from './shop.mjs';
import { launch, noFaults, seat, startDesk } from './support.mjs';
import { visit } from './visitor.mjs';

const LANGUAGES = { 'de-DE': 'de', 'fr-FR': 'fr', 'es-MX': 'es', 'ar-EG': 'ar', 'ja-JP': 'ja' };
const PAGES = ['/today', '/desk', '/conversations/1', '/promises', '/standards', '/customers', '/customers/1', '/replays', '/search?q=tea', '/settings', '/settings/profile', '/settings/notifications', '/settings/workspace', '/settings/rules', '/settings/import', '/notifications'];

const pages = pagesOfAStory();
let desk, browser;
before(async () => { [desk, browser] = await Promise.all([startDesk(), launch()]); });
after(async () => { await browser?.close(); await desk?.stop(); });

const sit = async (name, options) => {
  const page = await seat(desk, browser, name, { reducedMotion: 'reduce', ...options });
  pages.push(page);
  return page;
};
const written = page => page.locator('html').evaluate(html => `${html.lang} ${html.dir}`);
const direction = language => (language === 'ar' ? 'rtl' : 'ltr');
/** What scripts say, as a page's own scripts have it. */
const words = page => page.evaluate(async () => {
  const own = [...document.scripts].find(script => script.src.endsWith('/desk.js')).src;
  const { words } = await import(new URL('words.js', own));
  return { lang: words.lang, chosen: words.chosen(1), copied: words.copied };
});

for (const [locale, language] of Object.entries(LANGUAGES)) {
  test(`the desk in ${locale}: every page is in it, and fits a telephone`, async () => {
    const page = await sit('Mia', { locale });
    const wrong = [];
    for (const path of PAGES) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await goTo(page, path);
      assert.equal(await written(page), `${language} ${direction(language)}`, path);
      await shoot(page, `${language}-${path}-1280`);
      await page.setViewportSize({ width: 360, height: 740 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) wrong.push(`${path}: ${wide} pixels wider than the window`);
      await shoot(page, `${language}-${path}-360`);
    }
    assert.deepEqual(wrong, []);
    noFaults([page]);
  });
}

test('from right to left everything is in its place, by light and in the dark', async () => {
  const page = await sit('Mia', { locale: 'ar-EG' });
  for (const path of ['/today', '/conversations/1', '/settings/profile']) {
    await goTo(page, path);
    await look(page, `rtl-${path}`);
  }
  // Where one is stands at the right edge, and the customer at the left.
  await goTo(page, '/conversations/1');
  const [rail, customer] = await Promise.all(['.rail', '#customer'].map(one => page.locator(one).boundingBox()));
  assert(rail.x > 1000 && customer.x < 300, `${JSON.stringify({ rail, customer })}`);
  noFaults([page]);
});

test('Aiko chooses Japanese: pages and their scripts speak it, whatever the browser asks for', async () => {
  const aiko = await sit('Aiko', { locale: 'fr-FR' });
  await goTo(aiko, '/settings/profile');
  await aiko.locator('select[name=language]').selectOption('ja');
  await aiko.locator('form[action="/settings/profile"] button').click();
  await aiko.locator('html[lang=ja]').waitFor();
  await goTo(aiko, '/desk');
  const said = await words(aiko);
  assert.equal(said.lang, 'ja');
  await aiko.locator('#list .row').first().focus();
  await aiko.keyboard.press('x');
  await aiko.getByText(said.chosen, { exact: true }).first().waitFor();

  await goTo(aiko, '/settings/profile');
  await aiko.locator('select[name=language]').selectOption('');
  await aiko.locator('form[action="/settings/profile"] button').click();
  await aiko.locator('html[lang=fr]').waitFor();
  assert.equal((await words(aiko)).lang, 'fr');
  noFaults([aiko]);
});

for (const [locale, language] of [['en-GB', 'en'], ...Object.entries(LANGUAGES)]) {
  test(`a visitor of ${locale} is spoken to in it, and what they write arrives`, async () => {
    const { page, w } = await visit(desk, browser, { locale });
    pages.push(page);
    assert.equal(await w.find('.b').evaluate(box => `${box.lang} ${box.dir}`), `${language} ${direction(language)}`);
    await w.send('Ist da jemand? 誰かいますか。 هل من أحد؟');
    await w.says('Ist da jemand? 誰かいますか。 هل من أحد؟');
    await w.find('.state span').first().waitFor();
    await shoot(page, `chat-${language}`);
    // The call's script is loaded in the same language.
    const call = page.waitForRequest(request => new URL(request.url()).pathname === '/widget-call.js');
    await w.find('.ring').click();
    assert.equal(new URL((await call).url()).searchParams.get('language'), language);
    await w.find('.call').waitFor();
    await shoot(page, `call-${language}`);
    noFaults([page]);
  });
}

// A shop for a file of stories: a desk from which replies go out at once, those who sit at it, and customers
// who come by.

import { after, before, beforeEach } from 'node:test';
import { launch, seat, setUndo, startDesk } from './support.mjs';
import { visit } from './visitor.mjs';

/** The pages that a story opens: they are closed before the next one. */
export const pagesOfAStory = () => {
  const pages = [];
  beforeEach(async () => { for (const page of pages.splice(0)) await page.context().close(); });
  return pages;
};

/** Opens it before the stories and closes it after them. The options are those of the agents' pages. */
export const openShop = options => {
  const pages = pagesOfAStory();
  const shop = { pages };
  const open = async () => {
    [shop.desk, shop.agents, shop.customers] = await Promise.all([startDesk(), launch(), launch()]);
    const mia = await seat(shop.desk, shop.agents);
    await setUndo(shop.desk, mia, 0);
    await mia.context().close();
  };
  let opening;
  /** Until it is open. What a file does before its stories begins with this, for hooks do not wait for each other. */
  shop.opens = () => opening ??= open();
  before(() => shop.opens());
  after(async () => {
    await Promise.all([shop.agents?.close(), shop.customers?.close()]);
    await shop.desk?.stop();
  });

  /** Somebody at the desk. */
  shop.sit = async (name = 'Mia') => {
    const page = await seat(shop.desk, shop.agents, name, options);
    pages.push(page);
    return page;
  };
  /** A visitor who has written. */
  shop.begin = async (words, name = '') => {
    const visitor = await visit(shop.desk, shop.customers);
    pages.push(visitor.page);
    if (name) await visitor.w.find('.about input').first().fill(name);
    await visitor.w.send(words);
    await visitor.w.find('.state').getByText('Sent', { exact: true }).waitFor();
    return visitor;
  };
  return shop;
};

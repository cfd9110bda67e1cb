// On the shop's page: what a customer does there.

import { chat, open } from './support.mjs';

const come = async (desk, browser, options) => {
  const page = await open(browser, { baseURL: desk.base, ...options });
  await page.goto('/demo');
  return { page, w: chat(page) };
};

/** A visitor who has opened the chat. */
export const visit = async (desk, browser, options) => {
  const visitor = await come(desk, browser, options);
  await visitor.w.open();
  return visitor;
};

/** A button of the chat. */
export const button = (page, name) => page.locator('bliss-chat').getByRole('button', { name, exact: true });

/** A visitor of that name who calls; their page. */
export const call = async (desk, browser, name) => {
  const { page, w } = await come(desk, browser, { permissions: ['microphone'] });
  await w.launch.click();
  await button(page, 'Call us').click();
  await w.find('.call .fields input').first().fill(name);
  await button(page, 'Call now').click();
  return page;
};

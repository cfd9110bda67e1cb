// At the desk: what an agent sees and does there.

/** Waits until a page hears what changes. */
export const live = page => page.locator('html[data-ui-live=yes]').waitFor();

/** Goes to a page of the desk that hears what changes. */
export const goTo = async (page, path) => {
  await page.goto(path);
  await live(page);
};

export const row = (page, words) => page.locator('#list .row', { hasText: words });
/** The number of the customer of the conversation that is shown. */
export const customerOf = page => page.locator('#customer [data-customer]').getAttribute('data-customer');
export const thread = page => page.locator('#thread');
export const text = page => page.locator('.composer__text');
export const toast = (page, words) => page.locator('.toast', { hasText: words });
export const dock = page => page.locator('#dock');
export const inDock = (page, name) => dock(page).getByRole('button', { name, exact: true });

/** Opens the conversation that began with those words, by way of the list. */
export const take = async (page, words) => {
  await page.goto('/desk');
  await row(page, words).click();
  await page.locator('#talk-title', { hasText: words }).waitFor();
  await live(page);
};

/** Writes where the caret is, as a person does. */
export const write = async (page, words) => {
  await text(page).click();
  await text(page).pressSequentially(words);
};

export const saved = page => page.locator('.composer__saved', { hasText: 'Draft saved' }).waitFor();
export const send = page => page.locator('.composer__foot .composer__send').click();

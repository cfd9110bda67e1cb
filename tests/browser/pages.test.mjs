// Every page, by light and in the dark, at a desk and on a phone.

import { after, before, describe, test } from 'node:test';
import { goTo, row, send, take, text, thread } from './desk.mjs';
import { look } from './look.mjs';
import { answered, chat, launch, noFaults, open, seat, startDesk, MIA, PASSWORD } from './support.mjs';

let desk, fresh, browser, mia, aiko, nobody, owner;

before(async () => {
  [desk, fresh, browser] = await Promise.all([startDesk(), startDesk({ demo: false }), launch()]);
  const options = { reducedMotion: 'reduce' };
  mia = await seat(desk, browser, 'Mia', options);
  aiko = await seat(desk, browser, 'Aiko', options);
  nobody = await open(browser, options);
  owner = await open(browser, options);
});
after(async () => {
  await browser?.close();
  await Promise.all([desk?.stop(), fresh?.stop()]);
});

/** A test of a page: how to get there, and what it answers with where that is not "here it is". */
const shows = (name, who, go, status) => test(name, async () => {
  const page = who();
  page.faults.length = 0;
  await go(page);
  await look(page, name);
  noFaults(page, ...(status ? [answered(status)] : []));
});

const at = path => page => page.goto(`${desk.base}${path}`);
const atFresh = path => async page => {
  await page.goto(`${fresh.base}${path}`);
  await page.locator('.rail').waitFor();
};
const opened = view => async page => {
  await page.goto(`${desk.base}/desk${view}`);
  await row(page).first().click();
  await page.locator('#talk-title').waitFor();
};

describe('the door', () => {
  const who = () => nobody;
  shows('sign-in', who, at('/sign-in'));
  shows('sign-in refused', who, async page => {
    await page.goto(`${desk.base}/sign-in`);
    await page.locator('#email').fill(MIA);
    await page.locator('#password').fill('not this one, surely');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.field__error').waitFor();
  }, '4..');
  shows('password reset', who, page => page.goto(desk.link('Jonas')));
  shows('password reset refused', who, async page => {
    await page.goto(desk.link('Jonas'));
    await page.locator('input[name=password]').first().fill('short');
    await page.locator('main button').first().click();
    await page.locator('.field__error').first().waitFor();
  }, '4..');
  shows('password reset gone', who, at('/password-resets/nothing-of-the-kind'), '4..');
  shows('set-up gone', who, at('/set-up'), '4..');
  shows('invitation', who, async page => {
    await mia.goto(`${desk.base}/settings/people`);
    await mia.locator('#invite-email').fill('ella@fernandkettle.example');
    await mia.getByRole('button', { name: 'Make an invitation' }).click();
    await page.goto((await mia.locator('.copy code').textContent()).trim());
  });
  shows('email stop gone', who, at('/email-stops/nothing-of-the-kind'), '4..');
  shows('call-back link gone', who, at('/call-back/nothing-of-the-kind'), '4..');
  shows('invitation gone', who, at('/invitations/nothing-of-the-kind'), '4..');
  shows('not found, signed out', who, at('/no-such-page'), 404);
  shows('the shop', who, at('/demo'));
  shows('the shop with the chat', who, async page => {
    await page.goto(`${desk.base}/demo`);
    await chat(page).open();
  });
});

describe('the desk', () => {
  const who = () => mia;
  shows('today', who, at('/today'));
  shows('desk', who, at('/desk'));
  for (const view of ['yours', 'nobodys', 'answered', 'snoozed', 'closed']) shows(`desk, ${view}`, who, at(`/desk?view=${view}`));
  shows('conversation, waiting', who, opened(''));
  shows('conversation, answered', who, opened('?view=answered'));
  shows('conversation, snoozed', who, opened('?view=snoozed'));
  shows('conversation, closed', who, opened('?view=closed'));
  shows('conversation, held reply', who, async page => {
    await take(page, 'The tea for the clinic');
    await aiko.goto(page.url());
    await text(page).fill('I have just posted it.');
    await text(aiko).fill('It left this morning.');
    await send(aiko);
    await thread(page).filter({ hasText: 'It left this morning.' }).waitFor();
    await send(page);
    await page.locator('.held').waitFor();
  }, 409);
  shows('conversation, menus', who, async page => {
    await opened('')(page);
    await page.locator('#assign-menu > summary').click();
    await page.locator('#assign-menu .menu__panel').waitFor();
  });
  shows('conversation, note', who, async page => {
    await opened('')(page);
    await page.locator('.composer__kind .tab', { hasText: 'Note' }).click();
    await page.locator('.composer[data-kind=note]').waitFor();
  });
  shows('conversation, promise menu', who, async page => {
    await opened('')(page);
    await page.locator('#promise-menu > summary').click();
    await page.locator('#promise-menu .menu__panel').waitFor();
  });
  shows('standards', who, at('/standards'));
  shows('standards, phone', who, at('/standards?channel=phone'));
  shows('standards, none', who, at('/standards?channel=any'));
  shows('standards, to an agent', () => aiko, at('/standards'));
  shows('standard', who, at('/standards/1'));
  shows('standard, new', who, at('/standards/new'));
  shows('standard, change', who, at('/standards/2/edit'));
  shows('standard, retire', who, at('/standards/2/retirement'));
  shows('consistency', who, at('/standards/consistency'));
  shows('promises', who, at('/promises'));
  shows('promises, kept', who, at('/promises?view=over'));
  shows('promises, none late', who, at('/promises?view=late'));
  shows('promises, a menu', who, async page => {
    await page.goto(`${desk.base}/promises`);
    await page.locator('.promise details.menu > summary').first().click();
  });
  shows('new conversation', who, at('/conversations/new'));
  shows('new conversation, refused', who, async page => {
    await page.goto(`${desk.base}/conversations/new`);
    await page.getByRole('button', { name: 'Open conversation' }).click();
    await page.locator('.field__error').first().waitFor();
  }, '4..');
  shows('palette', who, async page => {
    await goTo(page, '/today');
    await page.keyboard.press('Control+k');
    await page.locator('#palette [role=option]').first().waitFor();
    await page.keyboard.type('tea');
    await page.locator('#palette-matters').waitFor();
  });
  shows('search', who, at('/search?q=tea+is:open'));
  shows('keys', who, async page => {
    await goTo(page, '/today');
    await page.keyboard.press('?');
    await page.locator('dialog#keys[open]').waitFor();
  });
  shows('replays, none', who, at('/replays'));
  shows('check-ins, none', who, at('/check-ins'));
  shows('check-ins', who, async page => {
    await page.goto(`${desk.base}/check-ins`);
    await page.locator('#words').fill('The third loud one today.');
    await page.getByRole('button', { name: 'It is hard' }).click();
    await page.locator('.check-in__prompt').waitFor();
    await page.goto(`${desk.base}/check-ins`);
  });
  shows('today, after a hard one', who, at('/today'));
  shows('warm-up', who, at('/warm-up'));
  shows('not found', who, at('/conversations/999999'), 404);
  shows('design', who, at('/design'));
});

describe('customers', () => {
  const who = () => mia;
  const first = async page => {
    await page.goto(`${desk.base}/customers`);
    return page.locator('main tbody th a, main .list a').first().getAttribute('href');
  };
  shows('customers', who, at('/customers'));
  shows('customers, found', who, at('/customers?q=gerda'));
  shows('customers, none found', who, at('/customers?q=nobody+of+that+name'));
  shows('customer', who, async page => { await page.goto(desk.base + await first(page)); });
  shows('customer, edit', who, async page => { await page.goto(`${desk.base + await first(page)}/edit`); });
  shows('customer, new', who, at('/customers/new'));
  shows('customer, new, refused', who, async page => {
    await page.goto(`${desk.base}/customers/new`);
    await page.locator('main form button').last().click();
    await page.locator('.field__error').first().waitFor();
  }, '4..');
});

describe('settings', () => {
  const who = () => mia;
  for (const place of ['profile', 'notifications', 'sessions', 'second-factor', 'people', 'teams', 'holidays', 'tags', 'tags/1/removal', 'rules', 'rules/new', 'canned-replies', 'canned-replies/new', 'chat', 'workspace', 'security', 'identity-provider', 'email', 'import', 'export', 'retention', 'retention?conversations=365&files=90', 'audit', 'api-tokens']) shows(`settings, ${place}`, who, at(`/settings/${place}`));
  shows('first words', who, at('/first-words'));
  shows('what is new', who, at('/notifications'));
  shows('settings, secret', who, async page => {
    await page.goto(`${desk.base}/settings/chat`);
    await page.locator('details.fold > summary').first().click();
  });
  shows('settings, workspace, refused', who, async page => {
    await page.goto(`${desk.base}/settings/workspace`);
    await page.locator('#undo_seconds').fill('9999');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.field__error').first().waitFor();
  }, '4..');
  shows('settings, a token is made', who, async page => {
    await page.goto(`${desk.base}/settings/api-tokens`);
    await page.getByLabel('What is it for?').fill('The form on our site');
    await page.getByLabel('Ask for call-backs, and cancel them').check();
    await page.getByRole('button', { name: 'Make the token' }).click();
    await page.getByText('The token is ready').waitFor();
  });
  shows('naming a moment, as a page', who, async page => {
    await opened('')(page);
    const link = page.getByRole('link', { name: 'Name a moment' }).first();
    await page.goto(desk.base + await link.getAttribute('href'));
  });
  shows('settings, people, to an agent', () => aiko, at('/settings/people'));
  shows('forbidden', () => aiko, at('/settings/workspace'), 403);
});

describe('a desk on its first day', () => {
  const who = () => owner;
  shows('set-up', who, page => page.goto(fresh.printed.match(/http\S+\/invitations\/\S+/)[0]));
  shows('first day, chat', who, async page => {
    const fill = (name, words) => page.locator(`input[name=${name}]`).fill(words);
    await fill('desk_name', 'Fern & Kettle');
    await fill('name', 'Mia Hartmann');
    await fill('email', MIA);
    await fill('password', PASSWORD);
    await page.locator('main button').first().click();
    await page.locator('.rail').waitFor();
  });
  shows('first day, today', who, atFresh('/today'));
  shows('first day, desk', who, atFresh('/desk'));
  shows('first day, closed', who, atFresh('/desk?view=closed'));
  shows('first day, customers', who, atFresh('/customers'));
  shows('first day, teams', who, atFresh('/settings/teams'));
  shows('first day, holidays', who, atFresh('/settings/holidays'));
  shows('first day, tags', who, atFresh('/settings/tags'));
  shows('first day, canned replies', who, atFresh('/settings/canned-replies'));
  shows('first day, people', who, atFresh('/settings/people'));
});

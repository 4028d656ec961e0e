import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { become, describeJourneys, dialog, faultsForReaders, goTo, picture, say, visit } from './harness.ts';

/** Messages of the open conversation that contain this text. */
const posts = (page: Page, text: string) => page.locator('.post', { hasText: text });

describeJourneys('in the browser', (journey) => {
  test('a weekly reminder into the client channel is posted once after a jump of the clock, and is there after a crash', async () => {
    let rapport = await journey.start();
    const { page, complaints } = await visit(journey.browser, rapport.url);
    await say(page, '/rapport remind #acme "Please send the product pictures" every Monday 9:00');
    await posts(page, 'Only visible to you').filter({ hasText: 'product pictures' }).last().waitFor();
    await picture(page, 'reminder-set');
    expect(complaints).toEqual([]);

    await page.getByRole('button', { name: 'Next slot' }).click();
    await page.locator('.post-bot:not(.post-whisper)', { hasText: 'Please send the product pictures' }).waitFor();
    await become(page, 'Ana Lima');
    await posts(page, 'Please send the product pictures').first().waitFor();
    await picture(page, 'reminder-seen-by-the-contact');
    expect(await posts(page, 'Please send the product pictures').count()).toBe(1);
    const day = await page.locator('.clock-day').textContent();

    await rapport.kill();
    await page.locator('.offline:not([hidden])').waitFor();
    rapport = await rapport.start();
    await page.locator('.offline').waitFor({ state: 'hidden' });
    await page.reload();
    await posts(page, 'Please send the product pictures').first().waitFor();
    expect(await posts(page, 'Please send the product pictures').count()).toBe(1);
    expect(await page.locator('.clock-day').textContent()).toBe(day);

    await become(page, 'Mei Chen');
    await page.getByRole('button', { name: 'Next slot' }).click();
    await page
      .locator('.post-bot:not(.post-whisper)', { hasText: 'Please send the product pictures' })
      .nth(1)
      .waitFor();
  });

  test('a new person sets up a client and a project from nothing', async () => {
    const rapport = await journey.start({ empty: true });
    const { page, complaints } = await visit(journey.browser, rapport.url);
    await picture(page, 'empty-welcome');
    await page.getByRole('button', { name: 'Make the first channel' }).click();
    await page.getByLabel('Name').fill('borealis');
    await page.keyboard.press('Enter');
    await page.locator('.bar h1', { hasText: 'borealis' }).waitFor();

    // The card is private to the person who added Rapport.
    await page.locator('.toast-open').click();
    await page.getByRole('button', { name: 'Set it up' }).click();
    await dialog(page).waitFor();
    await picture(page, 'empty-setup-form');
    await dialog(page).getByLabel('Client', { exact: false }).first().fill('Borealis');
    await dialog(page).locator('button[type=submit]').click();
    await dialog(page).waitFor({ state: 'detached' });
    await posts(page, 'is ready').last().waitFor();
    await picture(page, 'empty-project-ready');
    await say(page, 'project list');
    await posts(page, 'Borealis').last().waitFor();
    expect(complaints).toEqual([]);
  });

  test('a form keeps its values if a field is wrong, and names the field', async () => {
    const rapport = await journey.start();
    const { page } = await visit(journey.browser, rapport.url);
    await say(page, '/rapport project new');
    await dialog(page).waitFor();
    const name = dialog(page).getByLabel('Name', { exact: false });
    const zone = dialog(page).getByLabel('Time zone', { exact: false });
    await name.fill('Winter shop');
    await zone.fill('Atlantis/Capital');
    await dialog(page).locator('button[type=submit]').click();
    await dialog(page).locator('.fault:not([hidden])').first().waitFor();
    expect([await name.inputValue(), await zone.inputValue()]).toEqual(['Winter shop', 'Atlantis/Capital']);
    expect(await dialog(page).locator('[aria-invalid=true]').count()).toBeGreaterThan(0);
    await picture(page, 'form-errors');
    // Its middle scrolls, and nothing else does.
    expect(
      await page.evaluate("((one) => one.scrollHeight - one.clientHeight)(document.querySelector('dialog[open]'))"),
    ).toBe(0);

    // Escape closes it; a press opens it again with its values.
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await posts(page, 'was not saved').last().getByRole('button').click();
    await dialog(page).waitFor();
    expect([await name.inputValue(), await zone.inputValue()]).toEqual(['Winter shop', 'Atlantis/Capital']);
  });

  test('text typed while the server is down stays, and is sent once when it is back', async () => {
    let rapport = await journey.start();
    const { page } = await visit(journey.browser, rapport.url);
    await rapport.kill();
    await say(page, 'Shall we talk on Friday?');
    await page.locator('.composer-note', { hasText: 'Not sent' }).waitFor();
    expect(await page.locator('#composer').inputValue()).toBe('Shall we talk on Friday?');
    await picture(page, 'server-away');
    rapport = await rapport.start();
    await page.locator('.offline').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Try again' }).click();
    await posts(page, 'Shall we talk on Friday?').first().waitFor();
    expect(await page.locator('#composer').inputValue()).toBe('');
    expect(await posts(page, 'Shall we talk on Friday?').count()).toBe(1);
  });

  test('a message that arrives while the page connects is shown', async () => {
    const rapport = await journey.start();
    const { page } = await visit(journey.browser, rapport.url);
    let connect: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      connect = resolve;
    });
    let asked = false;
    await page.route('**/api/events?*', async (route) => {
      asked = true;
      await held;
      await route.continue();
    });
    await become(page, 'Ana Lima');
    await expect.poll(() => asked).toBe(true);
    const { page: other } = await visit(journey.browser, rapport.url);
    await goTo(other, 'acme');
    await say(other, 'The call starts in five minutes.');
    await posts(other, 'The call starts in five minutes.').waitFor();
    expect(await posts(page, 'The call starts in five minutes.').count()).toBe(0);
    connect();
    await posts(page, 'The call starts in five minutes.').waitFor();
  });

  test('a contact sees only permitted content, and gets a hint where slash commands do not work', async () => {
    const rapport = await journey.start();
    const { page } = await visit(journey.browser, rapport.url);
    await say(page, '/rapport help');
    await posts(page, 'Only visible to you').last().waitFor();
    await become(page, 'Ana Lima');
    await posts(page, 'Good to have you all here').waitFor();
    expect(await page.locator('[data-conversation]').allTextContents()).toEqual(['acme', 'Rapport']);
    expect(await posts(page, 'Only visible to you').count()).toBe(0);
    // The button's value is filled in; the first missing field has the focus.
    await page.getByRole('button', { name: 'Report a problem' }).click();
    await dialog(page).waitFor();
    expect(await dialog(page).getByLabel('What is it?', { exact: false }).inputValue()).toBe('problem');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
    // Closed without an entry it leaves nothing behind; closed with one, it leaves a button to continue.
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Ask Mei' }).click();
    await dialog(page).getByLabel('Your message', { exact: false }).fill('When is the');
    await page.keyboard.press('Escape');
    await posts(page, 'was not saved').waitFor();
    expect(await posts(page, 'was not saved').count()).toBe(1);
    await say(page, '/rapport help');
    await page.locator('.composer-note', { hasText: 'Mention @Rapport instead' }).waitFor();
    expect(await page.locator('#composer').inputValue()).toBe('@Rapport help');
    await page.locator('#composer').press('Enter');
    await posts(page, 'What I can do').last().waitFor();
    // A menu unfolds where there is room, so that no scrolling is needed for its entries.
    await page.locator('summary', { hasText: 'More about' }).last().click();
    const entries = await page.locator('.menu-entries:visible').boundingBox();
    const log = await page.locator('.log').boundingBox();
    if (entries === null || log === null) throw new Error('both are to be seen');
    expect([entries.y >= log.y, entries.y + entries.height <= log.y + log.height]).toEqual([true, true]);
  });

  test('completion and threads work with the keyboard only', async () => {
    const rapport = await journey.start();
    const { page } = await visit(journey.browser, rapport.url);
    await page.locator('#composer').focus();
    await page.keyboard.type('/');
    await page.keyboard.press('Enter');
    expect(await page.locator('#composer').inputValue()).toBe('/rapport ');
    await page.keyboard.type('proj');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await page.locator('#composer').inputValue()).toMatch(/^\/rapport project/);
    await page.locator('#composer').fill('');
    await page.keyboard.type('Hello @an');
    await page.keyboard.press('Tab');
    expect(await page.locator('#composer').inputValue()).toBe('Hello @Ana Lima ');
    await page.keyboard.press('Enter');
    await page.locator('.post .mention', { hasText: '@Ana Lima' }).waitFor();

    await posts(page, 'Hello').last().getByRole('button', { name: 'Reply in thread' }).press('Enter');
    await page.keyboard.type('And in a thread');
    await page.keyboard.press('Enter');
    await page.locator('.replies .post', { hasText: 'And in a thread' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.locator('.thread-bar').isHidden()).toBe(true);
    await page.keyboard.press('Alt+ArrowDown');
    await page.locator('.bar h1', { hasText: 'acme-internal' }).waitFor();
  });

  test('Chinese, dark, on a phone', async () => {
    const rapport = await journey.start();
    const { page, complaints } = await visit(journey.browser, rapport.url, {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      hasTouch: true,
      isMobile: true,
    });
    await page.getByRole('button', { name: 'People, channels and clock' }).click();
    await become(page, '李静');
    await page.getByRole('button', { name: '人员、频道和时钟' }).waitFor();
    await say(page, '@Rapport 帮助');
    await page.locator('.post-whisper.post-bot').waitFor();
    await picture(page, 'phone-chinese-dark');
    await page.getByRole('button', { name: '人员、频道和时钟' }).click();
    await picture(page, 'phone-chinese-dark-drawer');
    await page.getByRole('button', { name: '+1 小时' }).click();
    await page.locator('.toast', { hasText: '现在是' }).waitFor();
    // The new posts are visible: nothing covers the channel any more.
    await page.locator('#sidebar').waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    expect(complaints).toEqual([]);
  });

  test.each([
    ['light', { width: 1280, height: 800 }],
    ['dark', { width: 1280, height: 800 }],
    ['light', { width: 390, height: 844 }],
  ] as const)('nothing stands in the way of screen readers: %s, %o', async (colorScheme, viewport) => {
    const rapport = await journey.start();
    const { page } = await visit(journey.browser, rapport.url, {
      viewport,
      colorScheme,
      bypassCSP: true,
      reducedMotion: 'reduce',
    });
    const found: string[] = [];
    const check = async (where: string) =>
      found.push(...(await faultsForReaders(page)).map((fault) => `${where}: ${fault}`));
    await say(page, '/rapport help');
    await page.locator('.post-whisper.post-bot').waitFor();
    await check('channel');
    await picture(page, `channel-${colorScheme}-${viewport.width}`);
    await page.locator('#composer').fill('/rapport pro');
    await page.locator('.suggestions:not([hidden])').waitFor();
    await check('completion');
    await say(page, '/rapport project new');
    await dialog(page).waitFor();
    await dialog(page).locator('button[type=submit]').click();
    await dialog(page).locator('.fault:not([hidden])').first().waitFor();
    await check('form');
    await page.keyboard.press('Escape');
    await page.locator('.faces').click();
    await check('members');
    await page.keyboard.press('Escape');
    if (viewport.width < 500) await page.getByRole('button', { name: 'People, channels and clock' }).click();
    await check('sidebar');
    await goTo(page, 'Rapport');
    await check('direct');
    expect(found).toEqual([]);
  });
});

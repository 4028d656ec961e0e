import { DateTime } from 'luxon';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { become, describeJourneys, dialog, goTo, picture, say, visit, whispers } from './harness.ts';

const posts = (page: Page, text: string) => page.locator('.post', { hasText: text });
/** Rapport's public posts in the open conversation. */
const posted = (page: Page, text: string) => page.locator('.post-bot:not(.post-whisper)', { hasText: text });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).last().click();

async function nextSlot(page: Page): Promise<string> {
  const answered = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('/clock'));
  await page.getByRole('button', { name: 'Next slot' }).click();
  const { now } = (await (await answered).json()) as { now: string };
  return now;
}
const inBerlin = (instant: string) => DateTime.fromISO(instant, { zone: 'Europe/Berlin' });

describeJourneys('reminders in the browser', (journey) => {
  test('a reminder in Chinese for every other week survives a crash, a holiday and an edit, with all of it in its history', async () => {
    let rapport = await journey.start();
    const { page, complaints } = await visit(journey.browser, rapport.url);
    await say(page, '/rapport 每两周周三下午3点提醒 #acme 提交素材');
    await whispers(page, 'The next times').filter({ hasText: '提交素材' }).waitFor();
    await whispers(page, 'In New York time').waitFor();
    await picture(page, 'recurring-set');
    expect(complaints).toEqual([]);

    const first = inBerlin(await nextSlot(page));
    await posted(page, '提交素材').waitFor();
    expect([first.weekday, first.toFormat('HH:mm')]).toEqual([3, '15:00']);

    await rapport.kill();
    await page.locator('.offline:not([hidden])').waitFor();
    rapport = await rapport.start();
    await page.locator('.offline').waitFor({ state: 'hidden' });
    await page.reload();
    await posted(page, '提交素材').waitFor();
    expect(await posted(page, '提交素材').count()).toBe(1);

    // The next one falls on a holiday of the project, and should come on the next working day.
    const second = first.plus({ days: 14 });
    await say(page, `/rapport holiday new ${second.toISODate()} off project:ACME`);
    await whispers(page, 'saved').last().waitFor();
    await say(page, '/rapport reminders');
    await press(page, 'Edit');
    await dialog(page).waitFor();
    await dialog(page).getByLabel('On days off', { exact: false }).selectOption({ label: 'On the next working day' });
    await dialog(page).locator('button[type=submit]').click();
    await dialog(page).waitFor({ state: 'detached' });
    await whispers(page, 'Changed.').waitFor();
    const moved = inBerlin(await nextSlot(page));
    await posted(page, '提交素材').nth(1).waitFor();
    expect(moved.toISODate()).not.toBe(second.toISODate());
    expect(moved.startOf('day').diff(second.startOf('day'), 'days').days).toBeGreaterThanOrEqual(1);
    expect(moved.toFormat('HH:mm')).toBe('15:00');

    await say(page, '/rapport remind skip 1');
    await whispers(page, 'Left out once').waitFor();
    await say(page, '/rapport remind show 1');
    // Earlier answers have the same word in their menus.
    const history = whispers(page, 'History').filter({ hasText: 'next time left out' });
    await history.waitFor();
    const story = await history.innerText();
    expect(story).toMatch(/set[\s\S]*reminded[\s\S]*changed[\s\S]*reminded[\s\S]*next time left out/);
    await picture(page, 'recurring-history');
    expect(await posted(page, '提交素材').count()).toBe(2);
  });

  test('a reminder in the client’s night waits for their morning, and an own one is postponed with a press', async () => {
    const rapport = await journey.start();
    const { page } = await visit(journey.browser, rapport.url);
    await say(page, '/rapport remind #acme "Good morning" every Thu 8:00');
    await whispers(page, 'outside their working hours').waitFor();
    await picture(page, 'quiet-hours');
    const came = DateTime.fromISO(await nextSlot(page), { zone: 'America/New_York' });
    await posted(page, 'Good morning').waitFor();
    expect([came.weekday, came.toFormat('HH:mm')]).toEqual([4, '09:00']);
    await say(page, '/rapport remind delete 1');
    await whispers(page, 'will not come again').waitFor();

    await goTo(page, 'Rapport');
    await say(page, 'remind me "Call Ana" in 20 minutes');
    await posts(page, 'I will remind you').waitFor();
    const due = await nextSlot(page);
    const fired = page.locator('.post-bot', { hasText: 'Call Ana' }).last();
    await fired.locator('summary', { hasText: 'Snooze' }).click();
    await fired.getByRole('button', { name: '1 hour' }).click();
    await posts(page, 'Put off').waitFor();
    expect(DateTime.fromISO(await nextSlot(page)).diff(DateTime.fromISO(due), 'minutes').minutes).toBeCloseTo(60, 0);
    await page.locator('.post-bot', { hasText: 'Call Ana' }).filter({ hasText: 'Done' }).last().waitFor();
  });

  test('a member’s reminder for the client waits for the manager’s permission', async () => {
    const rapport = await journey.start();
    const { page } = await visit(journey.browser, rapport.url);
    await become(page, 'Tom Berg');
    await say(page, '/rapport remind #acme "Weekly numbers" tomorrow 16:00');
    await whispers(page, 'project manager’s word').waitFor();
    await become(page, 'Mei Chen');
    await goTo(page, 'Rapport');
    await posts(page, 'Tom Berg would like to remind #acme').waitFor();
    await picture(page, 'manager-is-asked');
    await press(page, 'Allow');
    await posts(page, 'Allowed. It comes next').waitFor();
    await say(page, 'today');
    await posts(page, 'Your projects').waitFor();
    await picture(page, 'today');
    await nextSlot(page);
    await goTo(page, 'acme');
    await posted(page, 'Weekly numbers').waitFor();
  });
});

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { become, describeJourneys, dialog, goTo, picture, say, visit, whispers } from './harness.ts';

async function send(page: Page): Promise<void> {
  await dialog(page).locator('button[type=submit]').click();
  await dialog(page).waitFor({ state: 'detached' });
}
/** Chooses from the menu *More* of the newest message that has it. */
async function choose(page: Page, entry: string): Promise<void> {
  await page.locator('summary', { hasText: 'More' }).last().click();
  await page.getByRole('button', { name: entry, exact: true }).last().click();
}

const NOTE = 'Their factory is on strike, do not tell them yet';

describeJourneys('the record in the browser', (journey) => {
  test.each([
    ['light', { colorScheme: 'light' }],
    ['narrow', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
  ] as const)(
    'a risk is kept, edited and shared; the client reads the wording and not the note (%s)',
    async (look, options) => {
      const rapport = await journey.start();
      const { page, complaints } = await visit(journey.browser, rapport.url, options);
      const shot = (name: string) => picture(page, `record-${name}-${look}`);
      await say(page, '/rapport risk "Vendor late" 4x5');
      await whispers(page, 'Only your team sees it.').filter({ hasText: 'Vendor late' }).waitFor();
      await shot('added');

      await page.getByRole('button', { name: 'Edit', exact: true }).last().click();
      await dialog(page).getByLabel('Internal note', { exact: false }).fill(NOTE);
      await shot('edit');
      await send(page);
      await whispers(page, NOTE).waitFor();

      await choose(page, 'Share with the client');
      await dialog(page).getByLabel('For the client, in English', { exact: false }).fill('The vendor may be late');
      await dialog(page).getByLabel('For the client, in Chinese', { exact: false }).fill('供应商可能延期');
      await shot('share');
      await send(page);
      const shared = whispers(page, 'The client sees: The vendor may be late');
      await shared.last().waitFor();
      await shot('shared');
      const number = /ACME-RISK-\d+/.exec(await shared.last().innerText())?.[0] ?? 'no number';

      await say(page, '/rapport risks');
      await whispers(page, 'Risks:').last().waitFor();
      await shot('list');

      if (look === 'narrow') return;
      await become(page, 'Ana Lima');
      await goTo(page, 'acme');
      await say(page, `@Rapport ${number}`);
      const card = page.locator('.post-bot', { hasText: number }).filter({ hasText: 'The vendor may be late' });
      await card.last().waitFor();
      await shot('client');
      expect(await page.locator('body').innerText()).not.toContain('strike');
      expect(await page.locator('body').innerText()).not.toContain('Vendor late');
      expect(complaints).toEqual([]);
    },
  );
});

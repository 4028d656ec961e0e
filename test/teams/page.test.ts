import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, obstacle } from '../journeys/harness.ts';
import { type AgentsPlayground, startAgentsPlayground } from './agentsPlayground.ts';
import { settled, type TeamsHouse, teamsHouse } from './house.ts';

/**
 * The page of Microsoft's Agents Playground, as a person sees it. It renders cards with Microsoft's own renderer,
 * without Teams' dialogs. Its requests for external fonts and similar resources are blocked.
 */
describe.skipIf(obstacle !== undefined)('in the Agents Playground’s page', () => {
  let house: TeamsHouse;
  let teams: AgentsPlayground;
  let browser: Browser;
  let page: Page;
  let beat: NodeJS.Timeout;
  beforeAll(async () => {
    house = await teamsHouse();
    await settled(house);
    beat = setInterval(() => void house.sender.tick(), 50);
    teams = await startAgentsPlayground(house.endpoint);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.route(
      (url) => url.hostname !== '127.0.0.1',
      (route) => route.abort(),
    );
    await page.goto(teams.url, { waitUntil: 'domcontentloaded' });
    await page.getByRole('textbox').first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    clearInterval(beat);
    await teams.stop();
    await house.close();
  });

  const picture = (name: string) => page.screenshot({ path: `.reports/screenshots/agents-playground-${name}.png` });
  async function type(text: string): Promise<void> {
    await page.getByRole('textbox').first().click();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
  const shown = (text: string | RegExp) => page.getByText(text).last().waitFor();

  test('text, a form with an error, a reminder, and Done', async () => {
    await type('help');
    await shown('What I can do');
    await picture('help');

    await type('remind me "Call Ana"');
    await shown('Set a reminder');
    await picture('form');
    const when = page.getByLabel(/^When/).last();
    await when.fill('when pigs fly');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await shown(/⚠/);
    expect(await page.getByLabel(/^When/).last().inputValue()).toBe('when pigs fly');
    await picture('form-mistake');

    await page.getByLabel(/^When/).last().fill('tomorrow 3pm');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await shown(/I will remind you/);
    await picture('saved');
    expect(await page.getByLabel(/^When/).count()).toBe(0);

    await house.at('2026-11-24T14:00:30Z');
    await page.getByRole('button', { name: 'Done' }).last().waitFor();
    await picture('due');
    await page.getByRole('button', { name: 'Done' }).last().click();
    await page.getByRole('button', { name: 'Done' }).waitFor({ state: 'detached' });
    await picture('done');
  });

  test('a risk, its card, a wrong value, sharing it, and Done', async () => {
    await type('risk "Vendor late" 4x5 project:ACME');
    await shown(/ACME-INT-RISK-1/);
    await picture('risk');

    await page.getByRole('button', { name: 'Edit' }).last().click();
    await page
      .getByLabel(/^Probability/)
      .last()
      .fill('9');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await shown(/⚠/);
    await picture('risk-mistake');
    await page
      .getByLabel(/^Probability/)
      .last()
      .fill('5');
    await page.getByRole('button', { name: 'Save' }).last().click();
    await shown(/Changed\./);

    await type('share ACME-INT-RISK-1');
    await shown(/For the client, in English/);
    await picture('risk-share');
    await page
      .getByLabel(/^For the client, in English/)
      .last()
      .fill('The vendor may be late');
    await page
      .getByRole('button', { name: /^Share/ })
      .last()
      .click();
    await shown(/ACME-RISK-1/);
    await picture('risk-shared');

    await type('done ACME-RISK-1');
    await shown(/Now closed\./);
    await type('status ACME');
    await shown(/Timeline/);
    await picture('risk-status');
  });

  test('in Chinese', async () => {
    await type('me edit language:中文');
    await shown(/中文/);
    await type('帮助');
    await shown('我能做什么');
    await type('提醒我“给李女士发设计稿”');
    await shown('新建提醒');
    await picture('chinese');
  });
});

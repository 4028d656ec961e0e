import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readPress, readSubmit, renderDialog, renderForm } from '../../adapters/teams/form.ts';
import { renderMessage } from '../../adapters/teams/render.ts';
import type { Command } from '../../src/core/command.ts';
import { formView } from '../../src/core/formView.ts';
import { press } from '../../src/core/message.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import { checkCard } from '../checkers/adaptiveCard.ts';
import { composed, eventIn, settle } from '../fakes/composed.ts';
import { faultsForReaders, launchBrowser, obstacle, picture } from '../journeys/harness.ts';
import { cardsPage } from './page.ts';
import { samples } from './samples.ts';

const now = new Date('2026-11-27T08:00:00Z');
const zoneOf = { en: 'Europe/Berlin', 'zh-CN': 'Asia/Shanghai' } as const;
const place = { conversation: '19:x@thread.tacv2', kind: 'channel' } as const;

describe.skipIf(obstacle !== undefined)(
  `cards in the official renderer${obstacle === undefined ? '' : `: ${obstacle}`}`,
  () => {
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];
    beforeAll(async () => {
      browser = await launchBrowser();
      // The page's policy does not matter here, but axe needs its script to run.
      page = await (await browser.newContext({ viewport: { width: 1620, height: 600 }, bypassCSP: true })).newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      await page.setContent(cardsPage());
    });
    afterAll(() => browser?.close());

    /** Draws a card. No text may overflow it, be cut or be hard to read, and there may be no console message. */
    async function show(card: object, name: string): Promise<void> {
      complaints.length = 0;
      await page.evaluate(`show(${JSON.stringify(card)})`);
      await shoot(name);
      expect(await page.evaluate(STICKS_OUT), 'what is wider than its card').toEqual([]);
      expect(await faultsForReaders(page)).toEqual([]);
      expect(complaints).toEqual([]);
    }
    async function shoot(name: string): Promise<void> {
      const height = z.number().parse(await page.evaluate('document.body.scrollHeight'));
      await page.setViewportSize({ width: 1620, height: Math.max(300, Math.min(height, 4_000)) });
      await picture(page, `teams-${name}`);
    }
    /** The actions that the card emitted; showing and hiding stays inside the card. */
    const pressed = async () =>
      z
        .array(z.object({ type: z.string(), data: z.unknown() }))
        .parse(await page.evaluate('window.pressed'))
        .filter(({ type }) => type !== 'Action.ToggleVisibility' && type !== 'Action.ShowCard');
    const inLight = () => page.locator('section.light.desktop');
    const button = (title: string) =>
      inLight().getByRole('button', { name: title, exact: true }).locator('visible=true');

    describe.each(LOCALES)('in %s', (locale) => {
      const reader = { locale, zone: zoneOf[locale], now };

      test.each(samples(locale))('$name is legible in both themes and on a phone', async ({ name, message }) => {
        const { card } = renderMessage(message, reader);
        expect(checkCard(card)).toEqual([]);
        await show(card, `${name}-${locale}`);
      });

      test('real answers of the house', async () => {
        const house = await composed();
        await settle(house, { tenant: 'north' });
        const from = { user: 'mei', tenant: 'north', name: 'Mei', outsider: false, locale, zone: zoneOf[locale] };
        const answers: [string, string][] =
          locale === 'en'
            ? [
                ['set', 'remind me "Send the final logo" every Friday 15:00'],
                ['list', 'reminders'],
                ['project', 'project show ACME'],
                ['projects', 'projects'],
                ['help', 'help'],
                ['unknown', 'remmind me'],
              ]
            : [
                ['set', '提醒我 每周五15:00 “发送最终版标志”'],
                ['list', '提醒列表'],
                ['project', '项目查看 ACME'],
                ['projects', '项目列表'],
                ['help', '帮助'],
                ['unknown', '不认识的话'],
              ];
        for (const [name, text] of answers) {
          const reply = await house.bot.handle(eventIn('north', 'directMessage', 'mei', { text, from })).reply;
          if (reply.kind !== 'message') throw new Error(`${text} is answered by ${JSON.stringify(reply)}`);
          const { card } = renderMessage(reply.message, { ...reader, ownZone: true });
          expect(checkCard(card)).toEqual([]);
          await show(card, `answer-${name}-${locale}`);
        }
        await house.db.close();
      });

      test('a form with errors, and setting up a project', async () => {
        const house = await composed();
        const view = (name: string, more: Omit<Parameters<typeof formView>[1], 'locale'>) => {
          const command = house.registry.find(name) as Command;
          return formView(command, { locale, ...more });
        };
        const wrong = view('reminder new', {
          values: { text: locale === 'en' ? 'Send the final logo' : '发送最终版标志', when: 'someday', for: 'Zoe' },
          problems: { when: { code: 'notUnderstood' }, for: { code: 'unknownPerson', parameters: { name: 'Zoe' } } },
          notice:
            locale === 'en'
              ? 'A few details are missing. What you gave is filled in.'
              : '还缺少一些信息，您已提供的内容都填好了。',
        });
        await show(renderForm(wrong, { place }, { surface: 'message' }), `form-errors-${locale}`);
        const suggestions = { person: [{ title: 'Mei Chen', value: '<@29:mei>' }] };
        await show(
          renderForm(view('project new', {}), { place }, { surface: 'message', suggestions }),
          `form-project-${locale}`,
        );
        await house.db.close();
      });
    });

    test.each([
      ['color', { isWhite: false, isSeeThrough: false }],
      ['outline', { isWhite: true, isSeeThrough: true }],
    ])('the %s icon matches its source and Teams’ requirements', async (name, expected) => {
      const read = (suffix: string) => readFileSync(`manifests/teams/${name}.${suffix}`).toString('base64');
      const compared = z
        .object({ difference: z.number(), isWhite: z.boolean(), isSeeThrough: z.boolean() })
        .parse(await page.evaluate(`(${COMPARE})(${JSON.stringify({ svg: read('svg'), png: read('png') })})`));
      expect(compared).toMatchObject(expected);
      expect(compared.difference).toBeLessThan(30);
    });

    test('an act without an undo asks first; No hides the question, Yes is the press', async () => {
      const [, reminder] = samples('en');
      const { card } = renderMessage((reminder as { message: Parameters<typeof renderMessage>[0] }).message, {
        locale: 'en',
        zone: 'UTC',
        now,
      });
      await page.evaluate(`show(${JSON.stringify(card)})`);
      const question = inLight().getByText('Delete this reminder?');
      expect(await question.isVisible()).toBe(false);
      await button('Delete').click();
      expect(await question.isVisible()).toBe(true);
      await shoot('question');
      await button('Keep').click();
      expect(await question.isVisible()).toBe(false);
      expect(await pressed()).toEqual([]);
      await button('Delete').click();
      await button('Delete').last().click();
      const [done, ...more] = await pressed();
      expect(more).toEqual([]);
      expect(readPress(done?.data)).toEqual(press('reminder delete', { reminder: 'r1' }));
    });

    test('a menu unfolds, and its option can be pressed', async () => {
      const [, reminder] = samples('en');
      const { card } = renderMessage((reminder as { message: Parameters<typeof renderMessage>[0] }).message, {
        locale: 'en',
        zone: 'UTC',
        now,
      });
      await page.evaluate(`show(${JSON.stringify(card)})`);
      await button('Later ▾').click();
      await shoot('menu');
      await button('Tomorrow 9:00').click();
      expect(readPress((await pressed())[0]?.data)).toEqual(
        press('reminder snooze', { reminder: 'r1', by: 'tomorrow' }),
      );
    });

    test('a form that is filled in by hand returns its values', async () => {
      const house = await composed();
      const form = formView(house.registry.find('project new') as Command, {
        locale: 'en',
        values: { name: 'Web shop' },
      });
      await page.evaluate(`show(${JSON.stringify(renderDialog(form, { place }).card)})`);
      const label = (name: string) => form.fields.find((field) => field.name === name)?.label ?? name;
      await inLight().getByLabel(label('client')).fill('Acme');
      await inLight().getByLabel(label('zone')).locator('input').fill('Berlin · Europe');
      await button('Save').click();
      const [sent] = await pressed();
      expect(readSubmit(sent?.data)).toMatchObject({
        kind: 'submitted',
        command: 'project new',
        values: { name: 'Web shop', client: 'Acme', zone: 'Europe/Berlin' },
      });
      await house.db.close();
    });
  },
);

/**
 * Draws an icon's source and its picture, and returns the largest difference of a channel, of 255, and whether the
 * visible part is white.
 */
const COMPARE = `async ({ svg, png }) => {
  const pixels = async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const [drawn, kept] = [await pixels('data:image/svg+xml;base64,' + svg), await pixels('data:image/png;base64,' + png)];
  let difference = drawn.length === kept.length ? 0 : 255;
  let isWhite = true;
  let isSeeThrough = false;
  for (let at = 0; at < kept.length; at += 4) {
    for (const channel of [0, 1, 2, 3]) {
      // The colour of invisible pixels does not matter.
      if (channel === 3 || kept[at + 3] > 0) difference = Math.max(difference, (Math.abs(drawn[at + channel] - kept[at + channel]) * kept[at + 3]) / 255);
    }
    if (kept[at + 3] > 8 && Math.min(kept[at], kept[at + 1], kept[at + 2]) < 250) isWhite = false;
    if (kept[at + 3] === 0) isSeeThrough = true;
  }
  return { difference, isWhite, isSeeThrough };
}`;

/** The texts whose boxes are wider than their card, or cut at its edge. */
const STICKS_OUT = `[...document.querySelectorAll('.frame')].flatMap((frame) => {
  const edge = frame.getBoundingClientRect();
  return [...frame.querySelectorAll('*')]
    .filter((element) => element.offsetParent !== null && element.getBoundingClientRect().right > edge.right + 1)
    .map((element) => element.className + ': ' + element.textContent.slice(0, 40));
})`;

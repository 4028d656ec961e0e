import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dialogData, formStateData, inputId, pressData, readPress } from '../../adapters/teams/formState.ts';
import type { Command } from '../../src/core/command.ts';
import { isUnseen } from '../../src/core/formView.ts';
import { type ActionPayload, OPEN_FORM, openForm, press } from '../../src/core/message.ts';
import { usageOf } from '../../src/core/registry.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import { checkCard } from '../checkers/adaptiveCard.ts';
import { eachKind } from '../fakes/eachKind.ts';
import { partsOf, textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel, own, type Where } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';
import { ownCredentials, type Signer, startSigner } from './signing.ts';

const APP = '11111111-2222-3333-4444-555555555555';
/** A form may be longer than a message. */
const FORM_BYTES = 80 * 1024;

let fake: FakeConnector;
let signer: Signer;
let house: HouseBeside;
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  fake = await startFakeConnector();
  signer = await startSigner();
  const now = Math.floor(Date.now() / 1_000);
  const token = signer.token({
    iss: 'https://api.botframework.com',
    aud: APP,
    exp: now + 3_600,
    serviceurl: fake.serviceUrl,
  });
  const app = { type: 'SingleTenant' as const, appId: APP, password: 'never-used-0123456789', tenantId: WORLD.tenant };
  house = await houseBeside(fake, {
    config: { app, targeted: false },
    rehearsal: { openIdMetadataUrl: signer.openIdMetadataUrl, credentials: ownCredentials(APP) },
    headers: { Authorization: `Bearer ${token}` },
    chats: ['root', 'mei', 'tom', 'ana', 'li'],
  });
  // The subjects of some commands; their buttons are on the cards of these lines.
  for (const line of ['remind me "Send the invoice" tomorrow 3pm', 'remind']) await house.type('mei', line);
  await house.type('ana', 'the logo is broken', channel(WORLD.channel, '1'));
  await house.quiet();
  await house.at(new Date(house.clock.now().getTime() + 120_000).toISOString());
});
afterAll(async () => {
  await house.close();
  await fake.stop();
  await signer.stop();
  vi.restoreAllMocks();
});

/**
 * The people who try: the admin, the manager and a member of ours, and the client's approver. One of them may run each
 * command.
 */
const WHO = ['root', 'mei', 'tom', 'ana'] as const;
const visible = (command: Command) => Object.entries(command.input).filter(([, field]) => !field.hidden);

async function invoke(user: string, where: Where, name: string, value: unknown, more: object = {}) {
  house.clock.advance(60_000);
  const heard = await house.said(
    activity(fake.serviceUrl, user, where, { type: 'invoke', name, value, replyToId: 'M0', ...more }),
  );
  expect([name, heard.status]).toEqual([name, 200]);
  return heard.json;
}
const dialogOf = (
  answer: { task?: { type: string; value?: { title?: string; card?: { content: unknown } } } } | undefined,
) =>
  answer?.task?.type === 'continue'
    ? { title: answer.task.value?.title ?? '', card: answer.task.value?.card?.content }
    : undefined;

/** The press that opens a command's form: a button on a card, or one without values if there is none. */
function opening(command: Command): ActionPayload {
  const offered = fake.posts
    .flatMap(({ card }) => ['Action.Submit', 'Action.Execute'].flatMap((type) => partsOf(card, type)))
    .flatMap(({ data }) => readPress(data) ?? []);
  return offered.find((one) => one.command === command.name && OPEN_FORM in one.input) ?? openForm(command.name);
}

/** The command's form, opened as a dialog by the first permitted person. */
async function dialogFor(command: Command, where: (user: string) => Where) {
  for (const user of WHO) {
    const found = dialogOf(
      await invoke(user, where(user), 'task/fetch', {
        data: dialogData(opening(command)),
        context: { theme: 'default' },
      }),
    );
    if (found !== undefined && partsOf(found.card, 'Action.Submit').length > 0) return { user, ...found };
  }
  return undefined;
}

describe('every command', () => {
  test('opens its form as a dialog, in a channel and in a person’s own chat, with every field', async () => {
    const withForm = eachKind(house.registry.commands).filter((command) => visible(command).length > 0);
    expect(withForm.length).toBeGreaterThan(15);
    for (const command of withForm) {
      for (const where of [own, () => channel(WORLD.channel, '1')]) {
        const found = await dialogFor(command, where);
        expect(found?.title, command.name).toBeTruthy();
        expect(checkCard(found?.card, { bytes: FORM_BYTES }), command.name).toEqual([]);
        const ids = JSON.stringify(found?.card);
        const given = opening(command).input;
        for (const [name, field] of visible(command)) {
          // The button carries the subject hidden; everything else is asked for.
          const wanted = isUnseen(field, given[name])
            ? [`"${name}":"${given[name]}"`]
            : [inputId.one(name), inputId.many(name), inputId.typed(name)].map((id) => `"${id}"`);
          expect([command.name, name, wanted.some((text) => ids.includes(text))]).toEqual([command.name, name, true]);
        }
      }
    }
  });

  test('submits its form, from a dialog and from a card, and a missing value is reported at its field with the typed values', async () => {
    const shown: string[] = [];
    for (const command of eachKind(house.registry.commands).filter((one) => visible(one).length > 0)) {
      const opened = await dialogFor(command, () => channel(WORLD.channel, '1'));
      if (opened === undefined) throw new Error(`${command.name} has no form`);
      const [submit] = partsOf(opened.card, 'Action.Submit') as { data: object }[];
      const text = visible(command).find(([, field]) =>
        ['text', 'longText', 'person', 'when'].includes(field.kind),
      )?.[0];
      const typed = text === undefined ? {} : { [inputId.one(text)]: 'kept words' };
      const answer = await invoke(opened.user, channel(WORLD.channel, '1'), 'task/submit', {
        data: { ...submit?.data, ...typed },
      });
      const again = dialogOf(answer);
      if (again === undefined) continue;
      expect(checkCard(again.card, { bytes: FORM_BYTES }), command.name).toEqual([]);
      if (text !== undefined && partsOf(again.card, 'Action.Submit').length > 0) {
        expect(JSON.stringify(again.card), command.name).toContain('kept words');
        shown.push(command.name);
      }
    }
    expect(shown.length).toBeGreaterThan(5);
  });

  test('is answered when typed, in both languages, in a person’s own chat and in a channel', async () => {
    const typed = eachKind(house.registry.commands).filter((command) => command.hidden !== true);
    expect(typed.length).toBeGreaterThan(20);
    for (const command of typed) {
      for (const locale of LOCALES) {
        for (const where of [own('mei'), channel(WORLD.channel)]) {
          house.clock.advance(60_000);
          const before = fake.posts.length;
          expect((await house.type('mei', usageOf(command, locale), where, { locale })).status).toBe(200);
          await house.quiet();
          const said = fake.posts.slice(before);
          expect([command.name, where.kind, said.length > 0]).toEqual([command.name, where.kind, true]);
          for (const post of said) {
            expect(
              checkCard(post.card, { bytes: FORM_BYTES }),
              `${command.name} in ${where.kind}: ${textOf(post.card)}`,
            ).toEqual([]);
            // A card is sent alone: otherwise Teams could not update it.
            expect(post.text ?? '').toBe('');
            expect(post.summary).toBeTruthy();
          }
        }
      }
    }
  });

  test('is answered when its button is pressed', async () => {
    for (const command of eachKind(house.registry.commands)) {
      for (const where of [own('mei'), channel(WORLD.channel, '1')]) {
        const before = fake.posts.length;
        const answer = await invoke('mei', where, 'adaptiveCard/action', {
          action: { type: 'Action.Execute', verb: 'rapport', data: pressData(press(command.name)) },
        });
        await house.quiet();
        expect([command.name, answer.statusCode]).toEqual([command.name, 200]);
        const cards = [
          ...fake.posts.slice(before).map(({ card }) => card),
          ...(answer.type.endsWith('card.adaptive') ? [answer.value] : []),
        ];
        for (const card of cards) expect(checkCard(card, { bytes: FORM_BYTES }), command.name).toEqual([]);
        // There is an answer: in the chat, on the card, or beside it.
        expect([command.name, cards.length > 0 || answer.value !== '']).toEqual([command.name, true]);
      }
    }
  });

  test('can be closed: a closed form is reported as not saved, or offers its values again', async () => {
    const command = house.registry.commands.find((one) => one.name === 'reminder new');
    if (command === undefined) throw new Error('no reminder');
    const place = { conversation: own('mei').conversation, kind: 'direct' as const };
    const close = (typed: object) =>
      invoke('mei', own('mei'), 'adaptiveCard/action', {
        action: {
          type: 'Action.Execute',
          verb: 'rapport',
          data: { ...formStateData({ command: command.name, hidden: {}, closed: true }, { place }), ...typed },
        },
      });
    expect(textOf((await close({})).value)).toContain('Nothing was saved');
    const kept = (await close({ [inputId.one('text')]: 'call Ana' })).value;
    expect(JSON.stringify(kept)).toContain('call Ana');
  });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { said } from '../../test/fakes/botCommands.ts';
import {
  clock,
  closeRig,
  db,
  errorOf,
  event,
  filledIn,
  formOf,
  leaseClock,
  logged,
  openRig,
  rig,
  submit,
  textOf,
} from '../../test/fakes/botRig.ts';
import { buttonOf, messageOf } from '../../test/fakes/talk.ts';
import { RapportError } from '../ground/errors.ts';
import { createAuditLog } from './auditLog.ts';
import { nothing } from './command.ts';
import type { Slice } from './slice.ts';

beforeEach(openRig);
afterEach(closeRig);

describe('after a fault half-way', () => {
  const bang = async () => {
    throw new TypeError('cannot read properties of undefined (reading "secretTable")');
  };

  test('the reply and the log have the same reference, and the reply shows no internals', async () => {
    const { bot, interrupt } = rig();
    interrupt(bang);
    const answer = messageOf(await bot.handle(event('command', 'mei', { text: 'note "milk"' })).reply);
    const reference = /reference ([0-9a-f]{8})\./.exec(answer.fallbackText)?.[1];
    expect(reference).toBeDefined();
    expect(logged.join()).toContain(reference);
    expect(JSON.stringify(answer)).not.toContain('secretTable');
    expect(logged.join()).toContain('secretTable');
  });

  test('[Try again] is the same request, so that nothing is created twice', async () => {
    const { bot, interrupt, ran } = rig();
    interrupt(bang);
    const answer = messageOf(await bot.handle(event('command', 'mei', { text: 'note "milk" red' })).reply);
    const done = await bot.handle(event('action', 'mei', { payload: buttonOf(answer, 'Try again') })).reply;
    expect(textOf(done)).toBe('Noted: milk');
    expect(ran[1]).toMatchObject({ requestId: ran[0]?.requestId, input: ran[0]?.input });
  });

  test('a form comes back with its values; unchanged it is the same request, changed it is a new one', async () => {
    const { bot, interrupt, ran } = rig();
    interrupt(bang);
    const reply = await bot.handle(submit('mei', { text: 'milk', colour: 'red', id: 'n7' })).reply;
    expect([reply.kind, filledIn(reply, 'text'), filledIn(reply, 'colour')]).toEqual(['invalid', 'milk', 'red']);
    const { hidden } = formOf(reply);
    const again = (values: Record<string, string>) =>
      submit('mei', { ...values, ...(hidden as Record<string, string>) });
    await bot.handle(again({ text: 'milk', colour: 'red' })).reply;
    await bot.handle(again({ text: 'honey', colour: 'red' })).reply;
    const [first, same, other] = ran.map(({ requestId }) => requestId);
    expect(same).toBe(first);
    expect(other).not.toBe(first);
  });

  test('a request of another installation cannot be repeated', async () => {
    const { bot, interrupt, ran } = rig();
    interrupt(bang);
    const answer = messageOf(await bot.handle(event('command', 'mei', { text: 'note "milk" red' })).reply);
    await bot.handle(event('action', 'mei', { payload: buttonOf(answer, 'Try again'), tenant: 't2' })).reply;
    expect(ran[1]?.requestId).toMatch(/^playground\/t2\//);
  });

  test('a late refusal of a form opens it again with the typed values', async () => {
    const { bot, interrupt } = rig();
    interrupt(async () => {
      throw new RapportError('conflict', 'taken');
    });
    const reply = await bot.handle(submit('mei', { text: 'milk' })).reply;
    expect([reply.kind, filledIn(reply, 'text'), formOf(reply).notice]).toEqual([
      'invalid',
      'milk',
      'Somebody changed it in the meantime. Please look again.',
    ]);
    interrupt(async () => {
      throw new RapportError('invalid', 'no', { forPeople: said('No milk today.', '今天没有。'), field: 'text' });
    });
    expect(errorOf(await bot.handle(submit('mei', { text: 'milk' })).reply, 'text')).toBe('No milk today.');
  });

  test('one failed listener does not stop the others, and gets an event of a channel again', async () => {
    let faults = 1;
    const heard: string[] = [];
    const on: Slice['on'] = {
      channelRenamed: async (renamed) => {
        if (faults-- > 0) throw new RapportError('unavailable', 'away');
        heard.push(renamed.place.conversation);
        return undefined;
      },
    };
    const also: Slice['on'] = { channelRenamed: async () => void heard.push('the other') as undefined };
    const slice = (name: string, listening: Slice['on']): Slice => ({
      name,
      things: [],
      commands: [],
      jobs: [],
      collections: [],
      ...(listening === undefined ? {} : { on: listening }),
    });
    const { bot, late } = rig({ slices: [slice('first', on), slice('second', also)] });
    const renamed = event('channelRenamed', 'mei', { conversation: 'C-client' });
    expect(await bot.handle(renamed).reply).toEqual(nothing);
    expect(heard).toEqual(['the other']);
    leaseClock.advance(120_000);
    expect(await bot.recover()).toBe(1);
    expect(heard).toEqual(['the other', 'C-client', 'the other']);
    leaseClock.advance(120_000);
    expect([await bot.recover(), late]).toEqual([0, []]);
  });
});

test('the audit trail has each change: author, change, before, after, time, place', async () => {
  const { bot } = rig();
  clock.advance(5_000);
  await bot.handle(submit('ana', { text: 'milk' }, { conversation: 'C-client' })).reply;
  const audit = createAuditLog({ db, clock });
  const scope = { workspaceId: 'w1' } as Parameters<typeof audit.history>[0];
  expect(await audit.history(scope, 'note:milk')).toEqual([
    {
      _id: expect.any(String),
      workspaceId: 'w1',
      projectId: 'p1',
      at: new Date('2026-11-23T08:00:05Z'),
      by: 'ana',
      byName: 'ana',
      action: 'note new',
      subject: 'note:milk',
      before: '{"there":false}',
      after: '{"text":"milk"}',
      from: 'playground/channel C-client',
    },
  ]);
  expect(await audit.history({ workspaceId: 'w2' } as typeof scope, 'note:milk')).toEqual([]);
});

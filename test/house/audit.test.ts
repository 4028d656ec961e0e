import { beforeEach, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/core/audit.ts';
import { auditEntries } from '../../src/core/auditLog.ts';
import type { EventKind, EventOf, FormValues, InboundEvent } from '../../src/core/platform.ts';
import { READING_VERBS } from '../../src/core/verbs.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { subjectsNow, untoldSince } from '../fakes/untold.ts';
import { auditFindings } from './auditFindings.ts';
import { jobFindings } from './jobFindings.ts';

let house: Composed;
let here: Settled;
beforeEach(async () => {
  house = await composed();
  here = await settle(house, { tenant: 'here' });
  const before = await subjectsNow(house);
  return async () => {
    // In every test: no subject changes without its history.
    expect(await untoldSince(house, before)).toEqual([]);
    await house.db.close();
  };
});

const happens = (event: InboundEvent) => house.bot.handle(event).reply;
const given = (as: string, command: string, input: FormValues) =>
  happens(
    eventIn('here', 'formSubmit', as, { place: { conversation: `D-${as}`, kind: 'direct' }, command, values: input }),
  );

const trail = (): Promise<AuditEntry[]> =>
  house.db.within(auditEntries, here.scope).find({}, { sort: { at: 1, _id: 1 } });

test('every command that changes something is on the trail, and no subject changes without its history', async () => {
  const findings: string[] = [];
  for (const slice of house.slices) findings.push(...(await auditFindings(house, slice)));
  expect(findings).toEqual([]);
});

test('no command and no job of a slice sends a client an internal word, and no job fails', async () => {
  const findings: string[] = [];
  for (const slice of house.slices) findings.push(...(await jobFindings(house, slice)));
  expect(findings).toEqual([]);
});

test('reading leaves no entry', async () => {
  const told = (await trail()).length;
  for (const { name } of house.registry.commands.filter(({ verb }) => READING_VERBS.has(verb)))
    await given('root', name, { project: 'ACME', client: 'Acme', reminder: '1' });
  expect((await trail()).length).toBe(told);
});

test.each<[EventKind, string, Record<string, unknown>]>([
  ['channelRenamed', 'channel renamed', { name: 'acme-new' }],
  ['channelShared', 'channel shared', {}],
  ['channelArchived', 'channel archived', {}],
  ['channelDeleted', 'channel deleted', {}],
  ['channelIdChanged', 'channel moved', {}],
])('%s is on the trail, once for repeated requests', async (kind, action, place) => {
  const event = (name = {}) =>
    eventIn('here', kind, 'mei', {
      place: { conversation: here.internalChannel.conversation, kind: 'channel', ...place, ...name },
      ...(kind === 'channelIdChanged' ? { newConversation: 'C-moved' } : {}),
    } as unknown as Partial<EventOf<EventKind>>);
  await happens(event());
  await happens(event());
  const entries = (await trail()).filter((entry) => entry.action === action);
  expect(entries).toMatchObject([
    {
      by: here.mei._id,
      subject: `channel:${here.internalChannel._id}`,
      projectId: here.project._id,
      from: `playground/${kind}`,
    },
  ]);
  expect(entries[0]?.before).not.toBe(entries[0]?.after);
});

test('a stop of posting is on the trail with the person who was seen, and so is the check that ends it', async () => {
  const place = { conversation: here.internalChannel.conversation, kind: 'channel' as const };
  await happens(eventIn('here', 'memberJoined', 'ana', { place, bot: false }));
  expect((await trail()).at(-1)).toMatchObject({
    action: 'channel stop',
    by: 'rapport',
    after: '{"reason":"contact","who":"Ana Lima"}',
    projectId: here.project._id,
  });
  await given('mei', 'link check', { channel: here.internalChannel._id });
  expect((await trail()).at(-1)).toMatchObject({
    ...{ action: 'link check', by: here.mei._id, subject: `channel:${here.internalChannel._id}` },
    ...{ projectId: here.project._id, after: '{"look":"clear"}' },
  });
});

test('an installation that is removed and restored is on the trail', async () => {
  await happens(eventIn('here', 'uninstalled', 'root'));
  await happens(eventIn('here', 'installed', 'root'));
  expect((await trail()).slice(-2)).toMatchObject([
    { action: 'installation uninstalled', subject: 'installation:playground/here', from: 'playground/uninstalled' },
    { action: 'installation back' },
  ]);
});

test('a contact’s message is on the trail under its author, also without a person record', async () => {
  await happens(
    eventIn('here', 'mention', 'zoe', {
      place: { conversation: 'C-client-here', kind: 'channel' },
      text: 'the cart is empty!!',
    }),
  );
  expect((await trail()).at(-1)).toMatchObject({
    action: 'words new',
    by: 'playground/here/zoe',
    after: '{"text":"the cart is empty!!"}',
    projectId: here.project._id,
  });
});

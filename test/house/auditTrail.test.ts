import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Scope } from '../../src/core/access.ts';
import { createBot, type RunningBot } from '../../src/core/bot.ts';
import { type CommandContext, defineCommand, type Thing, toCaller } from '../../src/core/command.ts';
import type { SubjectStore } from '../../src/core/history/history.ts';
import { defineSubject, pendingIndex, subjectFields } from '../../src/core/history/subject.ts';
import { keptCollection } from '../../src/core/kept.ts';
import { createRegistry } from '../../src/core/registry.ts';
import type { Slice } from '../../src/core/slice.ts';
import { idFrom } from '../../src/ground/ids.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { type Composed, composed, eventIn, settle } from '../fakes/composed.ts';
import { messageOf } from '../fakes/talk.ts';
import { said } from '../fakes/trialRegistry.ts';
import { auditFindings } from './auditFindings.ts';

const boatThing: Thing = { name: 'boat', title: said('Boats', '船'), aliases: ['船'] };
const boats = keptCollection({
  name: 'boats',
  model: z.strictObject({
    _id: z.string(),
    workspaceId: z.string(),
    hull: z.strictObject({ length: z.number(), note: z.string().optional() }),
    ...subjectFields,
  }),
  tenancy: 'workspace',
  indexes: [pendingIndex],
  retention: { kept: 'a trial' },
  person: { none: 'boats' },
});
const boat = defineSubject({
  kind: 'boat',
  collection: boats,
  events: ['built', 'lengthened'],
  told: ['hull.length'],
  marks: [],
  isTrail: true,
});
type Boats = SubjectStore<z.infer<typeof boats.model>, 'built' | 'lengthened'>;

let house: Composed;
let store: Boats;
beforeEach(async () => {
  house = await composed();
  await house.db.prepare([boats]);
  store = house.histories.store(boat);
  return () => house.db.close();
});

const build = (scope: Scope, seed: string) =>
  store.insert(scope, { _id: idFrom(seed, 'boat'), workspaceId: scope.workspaceId, hull: { length: 5 } }, 'built');
const lengthen = (scope: Scope, by: string) =>
  store.change({ ...scope, by }, {}, { $set: { 'hull.length': 6 } }, 'lengthened');

/** A slice with the commands `boat new` and `boat edit`; `edit` is what the latter does. */
function boatSlice(edit: (context: CommandContext) => Promise<unknown>): Slice {
  const say = (text: string) =>
    toCaller({ audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] } as const);
  const common = { thing: boatThing, permission: 'view', input: {}, summary: said('A boat', '船') } as const;
  return {
    name: 'boats',
    things: [boatThing],
    commands: [
      defineCommand({
        ...common,
        verb: 'new',
        async run(_input, { scope, requestId }) {
          await build(scope, requestId);
          return say('Built.');
        },
      }),
      defineCommand({
        ...common,
        verb: 'edit',
        async run(_input, context) {
          await edit(context);
          return say('Lengthened.');
        },
      }),
    ],
    jobs: [],
    collections: [boats],
    example: {
      internal: { none: 'boats' },
      published: [{ as: 'member', command: 'boat new' }],
      acts: [{ as: 'manager', command: 'boat edit' }],
    },
  };
}

function botOf(slice: Slice): RunningBot {
  const slices = [...house.slices, slice];
  const unasked = async () => undefined;
  return createBot({
    ...{ slices, registry: createRegistry(slices), db: house.db, clock: house.clock, directory: house.directory },
    ...{ log: silentLogger, answerLate: unasked, onFreeText: async () => ({ kind: 'nothing' as const }) },
  });
}
const findingsOf = (slice: Slice) =>
  auditFindings({ ...house, bot: botOf(slice), collections: [...house.collections, boats] } as Composed, slice);

test('a command whose change is in the history of a trail subject needs no audit entry', async () => {
  expect(await findingsOf(boatSlice(({ scope }) => lengthen(scope, scope.by)))).toEqual([]);
});

test.each<[string, (context: CommandContext) => Promise<unknown>, string]>([
  [
    'is on both trails',
    async ({ scope, audit }) => {
      const changed = await lengthen(scope, scope.by);
      await audit({ action: 'boat edit', subject: `boat:${changed?._id}` });
    },
    'boat edit is on the trail twice',
  ],
  ['names another doer', ({ scope }) => lengthen(scope, 'ghost'), 'boat edit has by ghost'],
  ['is said to be by Rapport itself', ({ scope }) => lengthen(scope, 'rapport'), 'boat edit leaves no trail'],
  ['names no place', ({ scope }) => lengthen({ ...scope, from: 'nowhere' }, scope.by), 'boat edit has from nowhere'],
  [
    'bypasses the store',
    async ({ scope }) => {
      const [built] = await house.db.within(boats, scope).find({});
      const longer = { $set: { hull: { length: 7 } } };
      await house.db.within(boats, scope).findOneAndUpdate({ _id: built?._id }, longer);
    },
    'boat edit leaves no trail',
  ],
])('a change that %s is found', async (_what, edit, finding) => {
  const findings = await findingsOf(boatSlice(edit));
  expect(findings).toContain(finding);
});

test('an audit entry about another thing beside the event is no second entry', async () => {
  const findings = await findingsOf(
    boatSlice(async ({ scope, audit }) => {
      await lengthen(scope, scope.by);
      await audit({ action: 'boat edit', subject: `client:${scope.workspaceId}` });
    }),
  );
  expect(findings).toEqual([]);
});

test('a contact who cannot be answered privately sees that a change of a trail subject is done', async () => {
  await settle(house, { tenant: 'here' });
  const bot = botOf(boatSlice(async () => undefined));
  const longer = botOf(boatSlice(({ scope }) => lengthen(scope, scope.by)));
  const submitted = async (command: string, by = bot) => {
    house.clock.advance(5_000);
    const place = { conversation: 'C-client-here', kind: 'channel' as const };
    return by.handle(eventIn('here', 'formSubmit', 'ana', { place, command, values: {} })).reply;
  };
  const built = await submitted('boat new');
  expect(messageOf(built).fallbackText).toBe('Built.');
  expect(built).toHaveProperty('aloud');
  expect(await submitted('boat edit')).not.toHaveProperty('aloud');
  expect(await submitted('boat edit', longer)).toHaveProperty('aloud');
});

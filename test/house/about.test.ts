import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { may } from '../../src/core/access.ts';
import { defineCommand, nothing } from '../../src/core/command.ts';
import { field } from '../../src/core/fields.ts';
import type { Place } from '../../src/core/platform.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { runs } from '../fakes/soak.ts';
import { projectFindings, thingFindings, WITHOUT } from './aboutFindings.ts';

let house: Composed;
let here: Settled;
beforeAll(async () => {
  house = await composed();
  here = await settle(house, { tenant: 'here' });
});
afterAll(() => house.db.close());

test('every command with a project field is about it, and changes it only with more than a read permission', () => {
  expect(projectFindings(house.registry.commands)).toEqual([]);
});

test('every command that takes a channel or the id of a thing is about it, with listed exceptions', () => {
  const excepted = Object.keys(WITHOUT).map((name) => `${name} names a thing and is not about it`);
  expect(thingFindings(house.registry.commands).sort()).toEqual(excepted.sort());
});

const said = (text: string) => ({ en: text, 'zh-CN': text });
const thing = { name: 'trial', title: said('Trial'), aliases: [] };
const common = { thing, summary: said('Trial'), run: async () => nothing };

test('the guard finds a command that takes a thing and is not about it', () => {
  const hidden = { label: said('Which'), hidden: true };
  const trial = [
    defineCommand({
      ...common,
      verb: 'show',
      permission: 'work',
      input: { which: field.text({ label: said('Which'), idByButton: true }) },
    }),
    defineCommand({ ...common, verb: 'done', permission: 'work', input: { which: field.text(hidden) } }),
    defineCommand({
      ...common,
      verb: 'edit',
      permission: 'work',
      input: { where: field.channel({ label: said('Where') }) },
    }),
    defineCommand({
      ...common,
      verb: 'list',
      permission: 'work',
      input: { page: field.text({ ...hidden, optional: true }) },
    }),
  ];
  expect(thingFindings(trial)).toEqual([
    'trial show names a thing and is not about it',
    'trial done names a thing and is not about it',
    'trial edit names a thing and is not about it',
  ]);
});

test('the guard finds a slice whose check was removed', () => {
  const trial = [
    defineCommand({
      ...common,
      verb: 'show',
      permission: 'view',
      input: { where: field.text({ label: said('Where'), aliases: ['项目'], optional: true }) },
    }),
    defineCommand({ ...common, verb: 'list', permission: 'view', input: { project: field.project() } }),
    defineCommand({
      ...common,
      verb: 'edit',
      permission: 'view',
      about: 'project',
      input: { project: field.project() },
    }),
    defineCommand({
      ...common,
      verb: 'done',
      permission: 'ownThings',
      about: { of: async () => ({ record: undefined, projectIds: [] }) },
      input: {},
    }),
  ];
  expect(projectFindings(trial)).toEqual([
    'trial show names a project and is not about it',
    'trial list names a project and is not about it',
    'trial edit changes a project with view',
    'trial done changes a project with ownThings',
  ]);
});

/** One command of each kind of permission that needs no input except its project. */
const COMMANDS = ['desk show', 'project show', 'holiday list', 'budget show', 'desk post'];
const PLACES: Readonly<Record<string, Place | undefined>> = {
  direct: undefined,
  client: { conversation: 'C-client-here', kind: 'channel' },
  internal: { conversation: 'C-internal-here', kind: 'channel' },
};
const UNKNOWN = 'NOPE';

test('a named project is reachable only with the permission; for all others it does not seem to exist', async () => {
  const seen = new Set<boolean>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('ana', 'bo', 'cai', 'zoe', 'mei', 'tom', 'dora', 'root'),
      fc.constantFrom(...COMMANDS),
      fc.constantFrom('project', 'foreign'),
      fc.constantFrom('direct', 'client', 'internal'),
      fc.boolean(),
      async (from, name, which, where, isByName) => {
        const command = house.registry.find(name);
        const project = await house.directory.project(here.workspace._id, here[which as 'project' | 'foreign']._id);
        if (command === undefined || project === undefined) throw new Error(`no ${name}`);
        house.clock.advance(5_000);
        const ask = async (called: string) => {
          const place = PLACES[where];
          const event = eventIn('here', 'action', from, {
            ...(place === undefined ? {} : { place }),
            payload: { v: 1, command: name, input: { project: called } },
          });
          const { actor } = await house.directory.locate(event);
          const { reply } = house.bot.handle(event);
          return { actor, said: JSON.stringify(await reply).replaceAll(JSON.stringify(called), '"…"') };
        };
        const { actor, said } = await ask(isByName ? project.name : project.key);
        const unknown = (await ask(UNKNOWN)).said;
        const isAllowed = actor !== undefined && may(actor, command.permission, project, house.clock.now());
        seen.add(isAllowed);
        expect(said !== unknown, `${from} ${name} ${project.key} ${where}: ${said}`).toBe(isAllowed);
      },
    ),
    { numRuns: runs(40, 120) },
  );
  expect(seen).toEqual(new Set([true, false]));
});

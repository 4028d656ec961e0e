import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../test/fakes/soak.ts';
import { isError } from '../ground/errors.ts';
import {
  type Actor,
  authorize,
  CLIENT_ROLES,
  may,
  OUR_ROLES,
  PERMISSIONS,
  type Permission,
  type ProjectAccess,
  runsProject,
  systemScope,
} from './access.ts';

const base = {
  personId: 'mei',
  user: { platform: 'playground', tenant: 't', user: 'U' },
  name: 'Mei',
  locale: 'en',
  zone: 'UTC',
} as const;
const from = new Date('2026-08-01T00:00:00Z');
const until = new Date('2026-08-15T00:00:00Z');

const standing: fc.Arbitrary<Actor['standing']> = fc.oneof(
  fc.constantFrom(...OUR_ROLES).map((role) => ({ side: 'ours' as const, role })),
  fc.record({
    side: fc.constant('client' as const),
    role: fc.constantFrom(...CLIENT_ROLES),
    clientId: fc.constantFrom('c1', 'c2', undefined),
  }),
);
const actor: fc.Arbitrary<Actor> = fc
  .record({
    workspaceId: fc.constantFrom('w1', 'w2'),
    personId: fc.constantFrom('mei', 'tom', 'eva', undefined),
    standing,
  })
  .map((one) => ({ ...base, ...one }));
const project: fc.Arbitrary<ProjectAccess | undefined> = fc.option(
  fc.record({
    projectId: fc.constant('p1'),
    workspaceId: fc.constantFrom('w1', 'w2'),
    clientId: fc.constantFrom('c1', 'c2'),
    managerId: fc.constantFrom('mei', 'tom'),
    cover: fc.option(
      fc.constantFrom('tom', 'eva').map((personId) => ({ personId, from, until })),
      { nil: undefined },
    ),
  }),
  { nil: undefined },
);
const permission = fc.constantFrom(...PERMISSIONS);
const now = fc.constantFrom(new Date(from.getTime() - 1), from, new Date(until.getTime() - 1), until);

/** The permissions stated a second time in another way: for each, the lowest role of each side that has it. */
const needed: Record<
  Permission,
  { ours: readonly Actor['standing']['role'][]; client: readonly Actor['standing']['role'][] }
> = {
  greet: { ours: OUR_ROLES, client: CLIENT_ROLES },
  ownThings: { ours: OUR_ROLES, client: CLIENT_ROLES },
  view: { ours: OUR_ROLES, client: CLIENT_ROLES },
  ask: { ours: OUR_ROLES, client: CLIENT_ROLES },
  raise: { ours: OUR_ROLES, client: ['contributor', 'approver'] },
  approve: { ours: [], client: ['approver'] },
  work: { ours: OUR_ROLES, client: [] },
  manage: { ours: ['admin'], client: [] },
  start: { ours: ['admin', 'manager'], client: [] },
  oversee: { ours: ['admin', 'director'], client: [] },
  administer: { ours: ['admin'], client: [] },
};

describe('an actor with any role and permission', () => {
  test('never has anything in another workspace', () => {
    fc.assert(
      fc.property(actor, permission, project, now, (who, what, where, at) => {
        fc.pre(where !== undefined && where.workspaceId !== who.workspaceId);
        expect(may(who, what, where, at)).toBe(false);
      }),
    );
  });

  test('of the client’s side has no internal permission, and on another client only a greeting and their own things', () => {
    fc.assert(
      fc.property(actor, permission, project, now, (who, what, where, at) => {
        fc.pre(who.standing.side === 'client' && may(who, what, where, at));
        expect(['greet', 'ownThings', 'view', 'ask', 'raise', 'approve']).toContain(what);
        if (where !== undefined && who.standing.side === 'client' && where.clientId !== who.standing.clientId)
          expect(['greet', 'ownThings']).toContain(what);
      }),
    );
  });

  test('has the permissions of the role table and of the projects that they run; a cover only during the absence', () => {
    fc.assert(
      fc.property(actor, permission, project, now, (who, what, where, at) => {
        const { side, role } = who.standing;
        const isElsewhere =
          where !== undefined &&
          (where.workspaceId !== who.workspaceId ||
            (side === 'client' && !['greet', 'ownThings'].includes(what) && where.clientId !== who.standing.clientId));
        const isInCoverTime = at >= from && at < until;
        const runs =
          where !== undefined &&
          who.personId !== undefined &&
          (where.managerId === who.personId || (where.cover?.personId === who.personId && isInCoverTime));
        const byRole = needed[what][side].includes(role) && (what !== 'ownThings' || who.personId !== undefined);
        const expected = !isElsewhere && (byRole || (what === 'manage' && side === 'ours' && runs));
        expect(may(who, what, where, at)).toBe(expected);
      }),
      { numRuns: runs(500, 2_000) },
    );
  });

  test('gets a scope only with the permission, for their workspace and audience; otherwise a refusal that reveals nothing', () => {
    fc.assert(
      fc.property(actor, permission, project, now, (who, what, where, at) => {
        if (may(who, what, where, at)) {
          const scope = authorize(who, what, where, at);
          expect(scope).toEqual({
            permission: what,
            workspaceId: who.workspaceId,
            projectId: where?.projectId,
            audience: who.standing.side === 'ours' ? 'internal' : 'client',
            by: who.personId ?? 'playground/t/U',
            personId: who.personId,
          });
          return;
        }
        let refusal: unknown;
        try {
          authorize(who, what, where, at);
        } catch (error) {
          refusal = error;
        }
        if (!isError(refusal, 'refused')) throw new Error('it has to be refused');
        expect(Object.values(refusal.forPeople ?? {}).join()).not.toMatch(/p1|c1|c2|w1|w2/);
        expect(refusal.forPeople?.['zh-CN']).toMatch(/\p{Script=Han}/u);
      }),
    );
  });
});

test('an actor without a person record runs no project', () => {
  expect(runsProject(undefined, { projectId: 'p', workspaceId: 'w', clientId: 'c', managerId: 'mei' }, from)).toBe(
    false,
  );
});

test('the system scope is one workspace, with the internal audience', () => {
  expect(systemScope('w1', 'p1')).toMatchObject({
    workspaceId: 'w1',
    projectId: 'p1',
    audience: 'internal',
    personId: undefined,
  });
});

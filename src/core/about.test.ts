import { expect, test } from 'vitest';
import { stoppedClock } from '../ground/clock.ts';
import { createAbout } from './about.ts';
import type { Actor, Permission, ProjectSummary } from './access.ts';
import { defineCommand, nothing, type Setting, type Subject } from './command.ts';

const clock = stoppedClock('2026-11-23T09:00:00Z');
const said = (text: string) => ({ en: text, 'zh-CN': text });
const person = { workspaceId: 'w', name: 'Mei', locale: 'en', zone: 'UTC' } as const;
const actor: Actor = {
  ...person,
  personId: 'mei',
  user: { platform: 'playground', tenant: 't', user: 'mei' },
  standing: { side: 'ours', role: 'member' },
};
const setting: Setting = {
  installation: { platform: 'playground', tenant: 't' },
  place: undefined,
  audience: 'internal',
  project: undefined,
  conversation: undefined,
};
const projectOf = (projectId: string, managerId: string): ProjectSummary => ({
  ...{ projectId, managerId, workspaceId: 'w', clientId: 'c' },
  ...{ key: projectId, name: projectId, zone: 'UTC', locale: 'en' },
});
const meis = projectOf('meis', 'mei');
const toms = projectOf('toms', 'tom');

/** The permission of the member Mei on this thing; `looked`: the projects that were looked up for it. */
async function allowedOf(subject: Omit<Subject, 'record'>, needs?: Permission, project?: ProjectSummary) {
  const looked: string[] = [];
  const about = createAbout({
    clock,
    directory: {
      findProject: async () => undefined,
      projectsFor: async () => [],
      async project(_workspaceId, projectId) {
        looked.push(projectId);
        return [meis, toms].find((project) => project.projectId === projectId);
      },
    },
  });
  const command = defineCommand({
    thing: { name: 'trial', title: said('Trial'), aliases: [] },
    verb: 'show',
    summary: said('Trial'),
    permission: 'work',
    about: { ...(needs === undefined ? {} : { needs }), of: async () => ({ ...subject, record: 'the thing' }) },
    input: {},
    run: async () => nothing,
  });
  const look = { locale: 'en', zone: 'UTC', clock, via: 'action', requestId: 'request' } as const;
  const allowed = await about
    .allow({ command, actor, setting: { ...setting, project } }, {}, look)
    .catch((error: unknown) => error);
  return { allowed, looked };
}
const REFUSED = { code: 'refused' };

test('a project that the look-up has read costs no further one, and counts as one that is named by its id', async () => {
  expect(await allowedOf({ projectIds: [], projects: [toms, meis] }, 'manage')).toMatchObject({
    allowed: { project: meis, subject: 'the thing' },
    looked: [],
  });
  expect(await allowedOf({ projectIds: ['toms', 'meis'] }, 'manage')).toMatchObject({
    allowed: { project: meis, subject: 'the thing' },
    looked: ['toms', 'meis'],
  });
  expect(await allowedOf({ projectIds: [], projects: [toms] }, 'manage')).toMatchObject({ allowed: REFUSED });
});

test('the permission that a thing needs counts instead of the one that its command declares', async () => {
  expect(await allowedOf({ projectIds: ['toms'] })).toMatchObject({ allowed: { project: toms } });
  expect(await allowedOf({ projectIds: ['toms'], needs: 'manage' })).toMatchObject({ allowed: REFUSED });
  expect(await allowedOf({ projectIds: ['meis'], needs: 'manage' })).toMatchObject({ allowed: { project: meis } });
});

test('a thing without a project is for its owners, and for those with the permission in the workspace', async () => {
  expect(await allowedOf({ projectIds: [] })).toMatchObject({ allowed: REFUSED });
  expect(await allowedOf({ projectIds: [], owners: ['mei'] })).toMatchObject({ allowed: { subject: 'the thing' } });
  expect(await allowedOf({ projectIds: [], orElse: 'work' })).toMatchObject({ allowed: { subject: 'the thing' } });
  expect(await allowedOf({ projectIds: [], orElse: 'administer', refusal: said('Not yours') })).toMatchObject({
    allowed: { ...REFUSED, forPeople: said('Not yours') },
  });
});

test('an act on two things needs a claim on both', async () => {
  const own = { projectIds: [], owners: ['mei'] };
  expect(await allowedOf({ ...own, and: { projectIds: ['toms'] } }, 'manage')).toMatchObject({ allowed: REFUSED });
  expect(await allowedOf({ ...own, and: own }, 'manage')).toMatchObject({ allowed: { subject: 'the thing' } });
});

test('of several projects the place’s own counts first: the trail names it', async () => {
  const other = projectOf('other', 'mei');
  for (const subject of [{ projectIds: ['meis', 'other'] }, { projectIds: [], projects: [meis, other] }])
    expect((await allowedOf(subject, 'manage', other)).allowed).toMatchObject({ project: other });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { event, inDirect } from '../../../test/fakes/agency.ts';
import { buttonOf, messageOf, type TalkingAgency, talkingAgency } from '../../../test/fakes/talk.ts';
import type { Reply } from '../../core/command.ts';
import { type ActionPayload, press } from '../../core/message.ts';
import type { InboundEvent } from '../../core/platform.ts';
import { createWorkspaces } from '../../records/workspaces/store.ts';

let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
});
afterEach(() => here.db.close());

type Who = Partial<InboundEvent['from']>;
const mona = { user: 'U9', tenant: 'T1', name: 'Mona', outsider: false, zone: 'Europe/Paris' };
const on = () => here.slices.find((one) => one.name === 'workspaces')?.on;

/** The reply to a message in a Slack workspace that is not connected. */
async function says(text: string, who: Who = {}): Promise<Reply | undefined> {
  const from = { ...mona, ...who };
  const said = {
    ...event('directMessage', from.user, { place: inDirect('D9'), text }),
    installation: { platform: 'slack' as const, tenant: 'T1' },
    from,
  };
  return on()?.directMessage?.(said, await here.directory.locate(said));
}
async function presses(payload: ActionPayload | undefined, who: Who = {}): Promise<Reply | undefined> {
  const from = { ...mona, ...who };
  const pressed = {
    ...event('action', from.user, { place: inDirect('D9'), payload: payload ?? press('') }),
    installation: slackTeam('T1'),
    from,
  };
  return on()?.action?.(pressed, await here.directory.locate(pressed));
}
const slackTeam = (tenant: string) => ({ platform: 'slack' as const, tenant });
async function installs(tenant: string, name: string, who: Who = {}): Promise<Reply | undefined> {
  const from = { ...mona, tenant, ...who };
  const installed = { ...event('installed', from.user), installation: slackTeam(tenant), from, name };
  return on()?.installed?.(installed, await here.directory.locate(installed));
}
/** The person's standing there now. */
async function standing(who: Who = {}) {
  const from = { ...mona, ...who };
  const said = {
    ...event('directMessage', from.user, { place: inDirect('D9'), text: 'x' }),
    installation: slackTeam(from.tenant),
    from,
  };
  return (await here.directory.locate(said)).actor?.standing;
}
const textOf = (reply: Reply | undefined) => (reply === undefined ? undefined : messageOf(reply).fallbackText);

test('an unconnected installation explains how to connect, refuses a wrong code, and accepts a valid one', async () => {
  expect(textOf(await says('hello'))).toContain('connect CODE');
  expect(textOf(await says('connect ABCD-EFGH-JKMN'))).toContain('code is not valid');
  const given = messageOf(await here.type('root', 'connect')).fallbackText;
  expect(textOf(await says(given.slice(given.lastIndexOf('connect'))))).toContain('Connected to North');
  expect(await says('hello again')).toBeUndefined();
});

test('the Home tab explains it too, and shows known people their list', async () => {
  const opened = { ...event('homeOpened', mona.user), installation: slackTeam('T1'), from: mona };
  expect(textOf(await on()?.homeOpened?.(opened, await here.directory.locate(opened)))).toContain('connect CODE');
  const known = event('homeOpened', 'root');
  expect(await on()?.homeOpened?.(known, await here.directory.locate(known))).toBeUndefined();
});

test('a removed installation identifies nobody, and works again when it is back', async () => {
  const installation = { platform: 'playground' as const, tenant: 'north' };
  await here.happens(event('uninstalled', 'root'));
  expect(await here.workspaces.byInstallation(installation)).toBeUndefined();
  const back = event('installed', 'root');
  await here.slices.find((one) => one.name === 'workspaces')?.on?.installed?.(back, await here.directory.locate(back));
  expect((await here.workspaces.byInstallation(installation))?.workspaceId).toBe(here.workspace._id);
});

describe('a new installation of Rapport', () => {
  test('belongs to the person who adds it first in Slack: they become admin, and get the next steps', async () => {
    expect(textOf(await installs('T1', 'North Star'))).toContain('you are its admin: North Star');
    expect(await standing()).toEqual({ side: 'ours', role: 'admin' });
  });

  test('is not given to a second team without a code', async () => {
    await installs('T1', 'North Star');
    expect(textOf(await installs('T2', 'Rivals'))).toContain('connect CODE');
    expect(await standing({ tenant: 'T2' })).toBeUndefined();
  });

  test('starts nothing twice, and greets the person who adds it again', async () => {
    await installs('T1', 'North Star');
    expect(textOf(await installs('T1', 'North Star', { user: 'U10', name: 'Paul' }))).toContain(
      'connected to North Star',
    );
    expect((await here.workspaces.all()).filter((one) => one.name === 'North Star')).toHaveLength(1);
  });

  test('continues after a crash', async () => {
    const failing = { ...here.people, identify: async () => Promise.reject(new Error('the process dies here')) };
    const dying = createWorkspaces({ ...here, people: failing });
    const admin = { name: 'Mona', user: { platform: 'slack' as const, tenant: 'T1', user: 'U9' } };
    await expect(dying.found({ installation: slackTeam('T1'), name: 'North Star', admin })).rejects.toThrow(
      'dies here',
    );
    expect(textOf(await installs('T1', 'North Star'))).toContain('you are its admin');
    expect(await standing()).toEqual({ side: 'ours', role: 'admin' });
  });

  test('with a token from the environment is started by a team member’s press, never by an outsider’s', async () => {
    const offered = messageOf((await says('hello')) as Reply);
    const start = buttonOf(offered, 'Start a workspace');
    expect(textOf(await says('hello', { outsider: true }))).toContain(
      'The team that invited you has to do that first.',
    );
    expect(textOf(await presses(start, { outsider: true }))).toContain('not by a guest');
    const founded = textOf(await presses(start));
    expect(founded).toContain('you are its admin');
    // The steps name this platform only.
    expect(founded).toContain('/invite @Rapport');
    expect(founded).not.toContain('Teams');
    expect(textOf(await presses(start, { user: 'U10', name: 'Paul' }))).toContain(
      'by writing to me: role @Paul member',
    );
    expect(await standing()).toEqual({ side: 'ours', role: 'admin' });
  });

  test('has one first workspace, even with two concurrent starts', async () => {
    const heard = await Promise.all([installs('T1', 'North Star'), installs('T2', 'Rivals')]);
    expect(heard.map(textOf).filter((text) => text?.includes('you are its admin'))).toHaveLength(1);
    expect(
      await here.workspaces.byInstallation(slackTeam(textOf(heard[0])?.includes('admin:') ? 'T2' : 'T1')),
    ).toBeUndefined();
  });
});

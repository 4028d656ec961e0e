import { afterEach, beforeEach, expect, test } from 'vitest';
import { event, inDirect } from '../../../test/fakes/agency.ts';
import { messageOf, type TalkingAgency, talkingAgency } from '../../../test/fakes/talk.ts';
import type { Reply } from '../../core/command.ts';

let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
});
afterEach(() => here.db.close());

/** What somebody hears in a Slack workspace that is connected to nothing. */
async function says(text: string, tenant = 'T1'): Promise<Reply | undefined> {
  const said = { ...event('directMessage', 'U9', { place: inDirect('D9'), text }), installation: { platform: 'slack' as const, tenant } };
  const { actor, setting } = await here.directory.locate(said);
  return here.slices.find((one) => one.name === 'workspaces')?.on?.directMessage?.(said, { actor, setting });
}
const textOf = (reply: Reply | undefined) => (reply === undefined ? undefined : messageOf(reply).fallbackText);

test('an installation of nobody says how to connect it, refuses a wrong code, and takes a good one', async () => {
  expect(textOf(await says('hello'))).toContain('not connected to a workspace yet');
  expect(textOf(await says('connect ABCD-EFGH-JKMN'))).toContain('code is not valid');
  const given = messageOf(await here.type('root', 'connect')).fallbackText;
  expect(textOf(await says(given.slice(given.lastIndexOf('connect'))))).toContain('Connected to North');
  expect(await says('hello again')).toBeUndefined();
});

test('a removed installation knows nobody, and is itself again when it is back', async () => {
  const installation = { platform: 'playground' as const, tenant: 'north' };
  await here.happens(event('uninstalled', 'root'));
  expect(await here.workspaces.byInstallation(installation)).toBeUndefined();
  const back = event('installed', 'root');
  await here.slices.find((one) => one.name === 'workspaces')?.on?.installed?.(back, await here.directory.locate(back));
  expect((await here.workspaces.byInstallation(installation))?.workspaceId).toBe(here.workspace._id);
});

import type { Composition } from '../../src/app/composition.ts';
import { systemScope } from '../../src/core/access.ts';
import type { FakeSlack } from '../fakes/slack/world.ts';

export const NORTH = 'T0NORTH';
export const SOUTH = 'T0SOUTH';
export const ACME = 'T0ACME';

/** Creates an agency in one team. */
export async function settle({ workspaces, people, clients, projects }: Composition, tenant: string, slack: FakeSlack) {
  const team = slack.team(tenant);
  const user = (name: string, home = tenant) => ({
    platform: 'slack' as const,
    tenant: home,
    user: team.person(name),
    via: tenant,
  });
  const { workspace } = await workspaces.create({
    name: team.name,
    zone: 'Europe/Berlin',
    admin: { name: 'Root', identities: [user('root')] },
  });
  const scope = systemScope(workspace._id);
  await workspaces.attach(scope, { platform: 'slack', tenant });
  const mei = await people.add(scope, {
    name: 'Mei Chen',
    side: { kind: 'ours', role: 'manager' },
    identities: [user('mei')],
  });
  const tom = await people.add(scope, {
    name: 'Tom Berg',
    side: { kind: 'ours', role: 'member' },
    identities: [user('tom')],
  });
  const acme = await clients.add(scope, { name: `Acme of ${team.name}`, locale: 'en' });
  const ana = await people.add(scope, {
    name: 'Ana Lima',
    side: { kind: 'client', clientId: acme._id, role: 'approver' },
    identities: [user('ana', ACME)],
  });
  const project = await projects.add(scope, {
    ...{
      name: `Shop of ${team.name}`,
      key: 'ACME',
      clientId: acme._id,
      managerId: mei._id,
      locale: 'en',
      zone: 'Europe/Berlin',
      state: 'active',
    },
  });
  const place = { platform: 'slack' as const, tenant, projectId: project._id };
  await projects.link(scope, { ...place, conversation: team.channel('acme'), name: 'acme', audience: 'client' });
  await projects.link(scope, {
    ...place,
    conversation: team.channel('acme-internal'),
    name: 'acme-internal',
    audience: 'internal',
  });
  return { workspace, scope, mei, tom, ana, acme, project };
}

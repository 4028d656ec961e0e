import type { Scope } from '../../core/access.ts';
import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import type { RichText } from '../../core/message.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Clients } from '../../records/clients/store.ts';
import type { People } from '../../records/people/store.ts';
import type { Projects } from '../../records/projects/store.ts';
import { briefThing, clientField, mustFind } from './input.ts';
import { brief } from './messages.ts';
import { clientTexts } from './texts.ts';

/** What lies ahead in projects, in a few internal lines for each. */
export type Outlook = (
  scope: Pick<Scope, 'workspaceId'>,
  projectIds: readonly string[],
  reader: { readonly locale: Locale; readonly zone: string; readonly now: Date },
) => Promise<ReadonlyMap<string, readonly RichText[]>>;

/** A client's page, for our side: its note and contacts, and its projects with what lies ahead. */
export function briefCommand({
  clients,
  people,
  projects,
  outlook,
}: {
  clients: Clients;
  people: Pick<People, 'contactsOf'>;
  projects: Pick<Projects, 'ofClient'>;
  outlook: Outlook;
}): Command {
  return defineCommand({
    thing: briefThing,
    verb: 'show',
    summary: clientTexts.all('briefSummary'),
    permission: 'work',
    sensitive: true,
    input: { client: clientField },
    positional: ['client'],
    example: { en: 'brief Acme', 'zh-CN': '简报 云禾' },
    async run(input, context) {
      const record = await mustFind(clients, context, input.client);
      const [contacts, theirs] = await Promise.all([
        people.contactsOf(context.scope, record._id),
        projects.ofClient(context.scope, record._id),
      ]);
      const { locale, zone, clock } = context;
      const running = theirs.filter(({ state }) => state !== 'closed').map(({ _id }) => _id);
      const ahead = await outlook(context.scope, running, { locale, zone, now: clock.now() });
      return toCaller(brief({ record, contacts, projects: theirs, ahead }, context));
    },
  });
}

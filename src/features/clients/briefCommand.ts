import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import type { Clients } from '../../records/clients/store.ts';
import type { People } from '../../records/people/store.ts';
import type { Projects } from '../../records/projects/store.ts';
import { briefThing, clientField, mustFind } from './input.ts';
import { brief } from './messages.ts';
import { clientTexts } from './texts.ts';

/** A client's page, for our side: its note, contacts and projects. */
export function briefCommand({
  clients,
  people,
  projects,
}: {
  clients: Clients;
  people: Pick<People, 'contactsOf'>;
  projects: Pick<Projects, 'ofClient'>;
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
      return toCaller(brief({ record, contacts, projects: theirs }, context));
    },
  });
}

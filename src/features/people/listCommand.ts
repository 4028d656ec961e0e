import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { formatInstant } from '../../core/format.ts';
import { isAway, lastAway, type Person } from '../../records/people/model.ts';
import { type PeoplePorts, personThing, roleLine } from './input.ts';
import { personLine } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** The list of all people, by side and client. */
export function listCommand({ people, clients }: Pick<PeoplePorts, 'people' | 'clients'>): Command {
  return defineCommand({
    thing: personThing,
    verb: 'list',
    summary: peopleTexts.all('listSummary'),
    permission: 'work',
    sensitive: true,
    input: {},
    async run(_input, context) {
      const { scope, locale, zone, clock } = context;
      const texts = peopleTexts(locale);
      const now = clock.now();
      const [all, organisations] = await Promise.all([people.all(scope), clients.all(scope)]);
      const lines = (chosen: readonly Person[]) =>
        chosen.map((one) => {
          const away =
            isAway(one, now) && one.away !== undefined
              ? texts.awayUntil({
                  date: formatInstant(lastAway(one.away), { locale, zone: one.zone ?? zone, now, style: 'date' }),
                })
              : undefined;
          // The heading "not placed yet" gives the role already; the line does not repeat it.
          const role = one.side === 'unknown' && one.notContact !== true ? undefined : roleLine(one, locale);
          return personLine(one, role, away);
        });
      const groups = [
        { title: texts.oursTitle(), items: lines(all.filter((one) => one.side === 'ours')) },
        ...organisations.map((one) => ({
          title: texts.clientTitle({ client: one.name }),
          items: lines(all.filter((who) => who.side === 'client' && who.clientId === one._id)),
        })),
        { title: texts.unknownTitle(), items: lines(all.filter((one) => one.side === 'unknown')) },
      ].filter((group) => group.items.length > 0);
      return toCaller({
        audience: 'internal',
        fallbackText: texts.listTitle(),
        blocks: [
          { kind: 'heading', text: texts.listTitle() },
          ...groups.flatMap((group) => [
            { kind: 'text' as const, text: [{ kind: 'strong' as const, text: group.title }] },
            { kind: 'list' as const, items: group.items },
          ]),
        ],
      });
    },
  });
}

import { type ProjectSummary, systemScope } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, type Thing, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import { type Block, type Message, press, type RichText } from '../../core/message.ts';
import type { Entry } from '../../records/entries/model.ts';
import { idIn } from '../../records/registers/access.ts';
import { type CardReader, dayText, eventText, stateLabel } from '../../records/registers/card.ts';
import { byKind } from '../../records/registers/define.ts';
import type { RecordPorts } from './ports.ts';
import { readerOf, readProject, type Seen, seenBy } from './seen.ts';
import { recordTexts } from './texts.ts';

const PAGE = 10;

export const timelineThing: Thing = {
  name: 'timeline',
  title: recordTexts.all('timelineTitle'),
  aliases: ['动态', '时间线'],
  bare: 'show',
};
const COMMAND = 'timeline show';

/** Where a page begins: at this instant or before, without the events of that instant that are shown already. */
interface Cursor {
  readonly until?: Date | undefined;
  readonly skip: number;
}
interface Event {
  readonly row: HistoryRow;
  readonly seen: Seen;
}

const after = ({ after: told }: HistoryRow): Readonly<Record<string, unknown>> =>
  told === undefined ? {} : (JSON.parse(told) as Readonly<Record<string, unknown>>);

/** The cursor behind a row. `rows`: all rows since `from`, this row the last. */
function behind(rows: readonly HistoryRow[], { until, skip }: Cursor): Cursor {
  const last = rows.at(-1);
  if (last === undefined) return { until, skip };
  const same = rows.filter(({ at }) => at.getTime() === last.at.getTime()).length;
  return { until: last.at, skip: until?.getTime() === last.at.getTime() ? skip + same : same };
}

/** What happened in a project, newest first; a contact reads what they were told, and when. */
export function timelineCommand(ports: RecordPorts): Command {
  const { entries, people } = ports;
  const registerOf = byKind(ports.registers);

  /**
   * The rows that a contact may read: publications of entries that they still see. What was told before an entry was taken
   * back stays taken back.
   */
  async function told(rows: readonly HistoryRow[], byId: ReadonlyMap<string, Entry>): Promise<readonly HistoryRow[]> {
    const shared = [...byId.values()].filter(({ published }) => published !== undefined);
    const scope = systemScope(shared[0]?.workspaceId ?? '');
    const trails = await Promise.all(shared.map((entry) => entries.trailOf(scope, entry)));
    const backAt = new Map(
      shared.map(({ _id }, index) => [
        _id,
        Math.max(0, ...(trails[index] ?? []).flatMap((row) => (isTakenBack(row) ? [row.revision] : []))),
      ]),
    );
    return rows.filter((row) => {
      const since = backAt.get(idIn(row.subject));
      return since !== undefined && row.revision > since && typeof after(row)['published.revision'] === 'number';
    });
  }

  /** A page of events that this person may read, and the cursor behind it if there are more. */
  async function pageFor(context: CommandContext, project: ProjectSummary, start: Cursor) {
    const reader = readerOf(context);
    const { side, workspaceId } = reader;
    const scope = systemScope(workspaceId, project.projectId);
    const audience = side === 'ours' ? 'internal' : 'client';
    const events: Event[] = [];
    let cursor = start;
    for (;;) {
      const { projectId } = project;
      const rows = await entries.timelineOf(scope, { projectId, audience, ...cursor, limit: PAGE + 1 });
      const found = await entries.byIds(scope, [...new Set(rows.map(({ subject }) => idIn(subject)))]);
      const byId = new Map(found.map((entry) => [entry._id, entry]));
      const readable = new Set(side === 'ours' ? rows : await told(rows, byId));
      const done: HistoryRow[] = [];
      for (const row of rows) {
        if (events.length === PAGE) return { events, more: behind(done, cursor) };
        done.push(row);
        const entry = byId.get(idIn(row.subject));
        const register = entry === undefined ? undefined : registerOf.get(entry.kind);
        if (entry === undefined || register === undefined || !readable.has(row)) continue;
        const { deletedAt: _, ...words } = entry;
        // Our side sees that an entry was deleted, by its title.
        const seen = seenBy(reader, { register, entry: side === 'ours' ? words : entry, project });
        if (seen !== undefined) events.push({ row, seen });
      }
      if (rows.length <= PAGE) return { events, more: undefined };
      cursor = behind(done, cursor);
    }
  }

  /** What happened, for our side: when, who, which entry, what. */
  const ourLine = ({ row, seen }: Event, reader: CardReader): RichText => [
    { kind: 'date', at: row.at.toISOString(), style: 'dateTime' },
    ` · ${reader.nameOf(row.by) ?? 'Rapport'} · `,
    { kind: 'strong', text: seen.title },
    ` · ${seen.number} · ${eventText(seen.register, row, reader)}`,
  ];

  /** What the client was told, and when: the state and the date of then. */
  function clientLine({ row, seen }: Event, reader: CardReader): RichText {
    const { 'published.state': state, 'published.due': due } = after(row);
    const said = [
      ...(typeof due === 'string' ? [dayText(due, reader)] : []),
      ...(typeof state === 'string' ? [stateLabel(seen.register, state, reader.locale)] : []),
    ].join(' · ');
    return [
      { kind: 'date', at: row.at.toISOString(), style: 'dateTime' },
      ' · ',
      { kind: 'strong', text: seen.title },
      ` · ${seen.number}: ${recordTexts(reader.locale).told({ what: said })}`,
    ];
  }

  return defineCommand({
    thing: timelineThing,
    verb: 'show',
    summary: recordTexts.all('timelineSummary'),
    permission: 'view',
    about: 'project',
    sensitive: true,
    input: {
      project: field.project(),
      before: field.text({ label: recordTexts.all('earlier'), hidden: true, optional: true }),
      skip: field.number({ label: recordTexts.all('earlier'), hidden: true, optional: true, min: 0 }),
    },
    positional: ['project'],
    example: { en: 'timeline ACME', 'zh-CN': '动态 ACME' },
    read: readProject,
    async run({ before, skip = 0 }, context) {
      const { project, scope, locale } = context;
      const isOurs = context.actor.standing.side === 'ours';
      const texts = recordTexts(locale);
      const until = before === undefined ? undefined : new Date(before);
      const isCursor = until !== undefined && !Number.isNaN(until.getTime());
      const { events, more } = await pageFor(context, project, isCursor ? { until, skip } : { skip: 0 });
      const given = events.flatMap(({ row }) => {
        const { ownerId } = after(row);
        return typeof ownerId === 'string' ? [row.by, ownerId] : [row.by];
      });
      const nameOf = isOurs ? await people.namesOf(scope, given) : () => undefined;
      const reader: CardReader = { ...readerOf(context), nameOf };
      const line = (event: Event) => (isOurs ? ourLine(event, reader) : clientLine(event, reader));
      const title = isOurs ? texts.timelineOf({ name: project.name }) : texts.timelineTold({ name: project.name });
      const none = isOurs ? texts.nothingYet() : texts.nothingShared();
      const blocks: Block[] = [
        { kind: 'heading', text: title },
        events.length === 0 ? { kind: 'text', text: none } : { kind: 'list', items: events.map(line) },
      ];
      if (more?.until !== undefined)
        blocks.push({
          kind: 'actions',
          items: [
            {
              kind: 'button',
              label: texts.earlier(),
              payload: press(COMMAND, {
                project: project.projectId,
                before: more.until.toISOString(),
                skip: String(more.skip),
              }),
            },
          ],
        });
      const message: Message = { audience: isOurs ? 'internal' : 'client', fallbackText: title, blocks };
      return toCaller(message);
    },
  });
}

/** Whether an event took what the client read away. */
const isTakenBack = (row: HistoryRow): boolean => after(row)['published.revision'] === null;

import { stringify } from 'csv-stringify/sync';
import type { ProjectSummary } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { fieldTexts } from '../../core/fieldTexts.ts';
import { fileBlock, fileName } from '../../core/files.ts';
import type { ValueContext } from '../../core/form.ts';
import { type Block, type File, MOST_FILE_CHARACTERS } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { inEachLocale, type Locale } from '../../ground/i18n.ts';
import { detailsOf, type Entry, publishedDetailsOf, publishedWords, type Words } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import { stateLabel } from '../../records/registers/card.ts';
import { byKind, type Register } from '../../records/registers/define.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { peopleOn } from './people.ts';
import type { TransferPorts } from './ports.ts';
import { transferTexts } from './texts.ts';
import { trackThing } from './tracking.ts';

const FORMATS = ['csv', 'json'] as const;

type NameOf = (personId: string) => string | undefined;

/** The parts of an entry that a person may see. */
interface Row {
  readonly register: Register;
  readonly number: string;
  readonly state: string;
  readonly title: string;
  readonly due: string | undefined;
  readonly owner: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** The words for the client: what they read, or for our side also those that are not shared yet. */
  readonly wording: Readonly<Partial<Record<Locale, Words | undefined>>>;
  /** For our side alone. */
  readonly ours?: {
    readonly note: string | undefined;
    readonly isShared: boolean;
    readonly partOf: string | undefined;
    readonly addedAt: Date;
    readonly addedBy: string | undefined;
  };
}

/** A column of the table: its heading and a row's cell. */
type Column = readonly [heading: string, cell: (row: Row) => string | undefined];

/** The columns of the registers' own fields. Fields with the same name in words share one. */
function ownColumns(rows: readonly Row[], reader: ValueContext): readonly Column[] {
  const { locale } = reader;
  const columns = new Map<string, Column[1]>();
  for (const register of new Set(rows.map((row) => row.register)))
    for (const [name, own] of Object.entries(register.spec.fields)) {
      const before = columns.get(own.label[locale]);
      columns.set(own.label[locale], (row) => {
        const value = row.register === register ? row.details[name] : undefined;
        return value === undefined ? before?.(row) : own.typed(value, reader);
      });
    }
  return [...columns];
}

/** The rows as CSV, for spreadsheets: cells that look like formulas are guarded, and empty columns are left out. */
function asCsv(rows: readonly Row[], reader: ValueContext): string {
  const { locale } = reader;
  const texts = transferTexts(locale);
  const shared = registerTexts(locale);
  const columns: readonly Column[] = [
    [shared.number(), ({ number }) => number],
    [texts.trackAs(), ({ register }) => register.spec.one[locale]],
    [shared.title(), ({ title }) => title],
    [shared.state(), ({ register, state }) => stateLabel(register, state, locale)],
    [texts.trackDue(), ({ due }) => due],
    [texts.trackOwner(), ({ owner }) => owner],
    ...ownColumns(rows, reader),
    [shared.note(), ({ ours }) => ours?.note],
    [shared.partOf(), ({ ours }) => ours?.partOf],
    [texts.isShared(), ({ ours }) => (ours?.isShared === true ? fieldTexts(locale).yes() : undefined)],
    [shared.wordingEn(), ({ wording }) => wording.en?.title],
    [shared.moreEn(), ({ wording }) => wording.en?.text],
    [shared.wordingZh(), ({ wording }) => wording['zh-CN']?.title],
    [shared.moreZh(), ({ wording }) => wording['zh-CN']?.text],
    [texts.addedOn(), ({ ours }) => ours?.addedAt.toISOString()],
    [texts.addedBy(), ({ ours }) => ours?.addedBy],
  ];
  const filled = columns.filter(([, cell]) => rows.some((row) => (cell(row) ?? '') !== ''));
  const table = [filled.map(([heading]) => heading), ...rows.map((row) => filled.map(([, cell]) => cell(row) ?? ''))];
  return stringify(table, { bom: true, record_delimiter: 'windows', escape_formulas: true });
}

/** The rows for programs: field names as stored, people by name, instants in UTC. */
function asJson(rows: readonly Row[], { about, nameOf }: { about: object; nameOf: NameOf }): string {
  const entries = rows.map(({ register, details, ours, ...row }) => ({
    kind: register.spec.name,
    ...row,
    ...Object.fromEntries(
      Object.entries(details).map(([name, value]) => [
        name,
        register.spec.fields[name]?.kind === 'person' ? nameOf(String(value)) : value,
      ]),
    ),
    ...ours,
  }));
  return `${JSON.stringify({ ...about, entries }, undefined, 2)}\n`;
}

/** The words alone, without their authors. */
const wordsOf = (wording: Row['wording']): Row['wording'] =>
  Object.fromEntries(
    Object.entries(wording).flatMap(([locale, words]) =>
      words === undefined
        ? []
        : [[locale, { title: words.title, ...(words.text === undefined ? {} : { text: words.text }) }]],
    ),
  );

/** `record export`: all that the person may see of a project, as a table or as JSON. A contact gets snapshots alone. */
export function exportCommand(ports: TransferPorts): Command {
  const { entries, people, registers, fileLinks } = ports;
  const registerOf = byKind(registers);

  /** The rows of a project for this person, in the order of registers and numbers, and the people on them. */
  async function rowsFor(
    { scope, locale }: CommandContext,
    { project, kind, isOurs }: { project: ProjectSummary; kind: string | undefined; isOurs: boolean },
  ): Promise<{ readonly rows: readonly Row[]; readonly nameOf: NameOf }> {
    const projectIds = [project.projectId];
    const found = await entries.list(scope, { projectIds, kind, ...(isOurs ? {} : { isPublished: true }) });
    const byId = new Map(found.map((entry) => [entry._id, entry]));
    const parents = found.flatMap(({ parentId }) =>
      isOurs && parentId !== undefined && !byId.has(parentId) ? [parentId] : [],
    );
    for (const parent of await entries.byIds(scope, [...new Set(parents)])) byId.set(parent._id, parent);
    const known = await people.namesOf(scope, peopleOn(found, registerOf));
    const nameOf: NameOf = (id) => known(id) ?? registerTexts(locale).somebody();
    const numberIn = (entry: Entry) => numberOf(entry, entries.kindOf(entry.kind), project.key);
    const place = (entry: Entry) => [
      registers.findIndex((register) => register.kind.name === entry.kind),
      isOurs ? entry.number : (entry.clientNumber ?? 0),
    ];
    const rows = found
      .map((entry) => ({ entry, at: place(entry) }))
      .sort(({ at: [a = 0, b = 0] }, { at: [c = 0, d = 0] }) => a - c || b - d)
      .flatMap(({ entry }): Row[] => {
        const register = registerOf.get(entry.kind);
        const { published, parentId } = entry;
        if (register === undefined || (!isOurs && published === undefined)) return [];
        const told = isOurs || published === undefined ? undefined : published;
        const { state, due, ownerId, wording = {} } = told ?? entry;
        const details = Object.entries(told === undefined ? detailsOf(entry) : publishedDetailsOf(entry));
        const parent = parentId === undefined ? undefined : byId.get(parentId);
        return [
          {
            register,
            number: numberIn(entry),
            state,
            title: told === undefined ? entry.title : publishedWords(told, locale).title,
            due,
            owner: ownerId === undefined ? undefined : nameOf(ownerId),
            details: Object.fromEntries(details.filter(([name]) => name in register.spec.fields)),
            wording: wordsOf(wording),
            ...(told === undefined
              ? {
                  ours: {
                    note: entry.note,
                    isShared: published !== undefined,
                    partOf: parent === undefined ? undefined : numberIn(parent),
                    addedAt: entry.createdAt,
                    addedBy: nameOf(entry.createdBy),
                  },
                }
              : {}),
          },
        ];
      });
    return { rows, nameOf };
  }

  return defineCommand({
    thing: trackThing,
    verb: 'export',
    verbAliases: ['导出'],
    summary: transferTexts.all('exportSummary'),
    permission: 'view',
    about: 'project',
    sensitive: true,
    input: {
      kind: field.choice({
        label: transferTexts.all('exportWhat'),
        options: registers.map(({ spec }) => ({ value: spec.name, label: spec.title, aliases: [...spec.aliases] })),
        aliases: ['类别'],
        optional: true,
      }),
      as: field.choice({
        label: transferTexts.all('exportAs'),
        options: FORMATS.map((value) => ({ value, label: inEachLocale(() => value.toUpperCase()) })),
        aliases: ['格式'],
        initial: 'csv',
        optional: true,
      }),
      project: field.project(),
    },
    positional: ['kind', 'as'],
    example: { en: 'record export risks', 'zh-CN': '记录 导出 风险' },
    async run({ kind, as = 'csv' }, context) {
      const { project, locale, clock, actor, scope } = context;
      const texts = transferTexts(locale);
      const isOurs = actor.standing.side === 'ours';
      const { rows, nameOf } = await rowsFor(context, { project, kind, isOurs });
      const audience = isOurs ? 'internal' : 'client';
      const only = registers.find(({ spec }) => spec.name === kind);
      const what = only?.spec.title[locale] ?? texts.trackTitle();
      const where = project.name;
      const message = (text: string, blocks: readonly Block[] = []) =>
        toCaller({ audience, fallbackText: text, blocks: [{ kind: 'text', text }, ...blocks] });
      if (rows.length === 0) return message(texts.exportEmpty({ what, where }));
      const date = wallOf(clock.now(), project.zone).slice(0, 10);
      const content =
        as === 'json'
          ? asJson(rows, { about: { project: project.key, name: project.name, at: clock.now() }, nameOf })
          : asCsv(rows, { locale, zone: project.zone, now: clock.now(), nameOf });
      if (content.length > MOST_FILE_CHARACTERS)
        throw new RapportError('invalid', `an export of ${content.length} characters`, {
          forPeople: transferTexts.all('exportTooLarge'),
          field: 'kind',
        });
      const name = fileName(`${project.key} ${what} ${date}`, { ending: as, otherwise: project.key });
      const file: File = { name, mediaType: as === 'json' ? 'application/json' : 'text/csv', content };
      const whose = { workspaceId: scope.workspaceId, personId: actor.personId ?? '' };
      return message(texts.exported({ count: rows.length, what, where }), [await fileBlock(fileLinks, file, whose)]);
    },
  });
}

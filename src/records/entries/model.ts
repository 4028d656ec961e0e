import { z } from 'zod';
import { subjectFields } from '../../core/history/subject.ts';
import { RapportError } from '../../ground/errors.ts';
import { LOCALES, type Locale } from '../../ground/i18n.ts';
import { type EntryKind, type KindOf, TURNS } from './kinds.ts';

/** What a client may read of an entry in one language. */
const words = z.strictObject({ title: z.string(), text: z.string().optional() });
export type Words = z.infer<typeof words>;

/** A wording, with its author and the state of our own words that it was written from. */
const wording = words.extend({
  by: z.string(),
  at: z.date(),
  /** `wordsRevision` of the entry when it was written; another one means that it may be outdated. */
  from: z.number().int(),
});

/** The published snapshot: the only part of an entry that a client reads. */
const published = z.strictObject({
  /** The entry's revision after this publication. */
  revision: z.number().int(),
  at: z.date(),
  by: z.string(),
  wording: z.strictObject({ en: words.optional(), 'zh-CN': words.optional() }),
  state: z.string(),
  turn: z.enum(TURNS),
  due: z.string().optional(),
  ownerId: z.string().optional(),
});

/** How an entry is linked to another one. */
const LINKS = ['became', 'supersedes', 'supersededBy', 'follows'] as const;

const envelope = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string(),
  /** The kind's name: `risk`. */
  kind: z.string(),
  /** Our number: 3 in ACME-INT-RISK-3. */
  number: z.number().int(),
  /** The client's number: 1 in ACME-RISK-1. Given with the first publication, kept, never given again. */
  clientNumber: z.number().int().optional(),
  /** Our own words: internal. */
  title: z.string(),
  note: z.string().optional(),
  /** The revision of the last change of our own words. */
  wordsRevision: z.number().int(),
  wording: z.strictObject({ en: wording.optional(), 'zh-CN': wording.optional() }).optional(),
  published: published.optional(),
  state: z.string(),
  /** One side has to act in this state, and the entry is not deleted. */
  isOpen: z.boolean(),
  turn: z.enum(TURNS),
  ownerId: z.string().optional(),
  ownerSide: z.enum(['ours', 'client']).optional(),
  /** A date of the project, `2026-12-15`. */
  due: z.string().optional(),
  /** The due date, or a day after all dates: orders lists, with undated entries last. */
  dueOrder: z.string(),
  /** The entry that it is a part of. */
  parentId: z.string().optional(),
  links: z.array(z.strictObject({ how: z.enum(LINKS), entryId: z.string() })).optional(),
  /** The message that it was made of: its author as the platform names them, and its address. */
  origin: z.strictObject({ author: z.string().optional(), link: z.string().optional() }).optional(),
  createdBy: z.string(),
  createdAt: z.date(),
  deletedAt: z.date().optional(),
  ...subjectFields,
});
/** One thing that a project keeps. Its own fields are an object with the kind's name: see `detailsOf`. */
export type Entry = z.infer<typeof envelope>;
export type Published = z.infer<typeof published>;
export type Wording = NonNullable<Entry['wording']>;

/** The order of a due date among others: see `dueOrder`. */
export const orderOf = (due: string | undefined): string => due ?? '9999-12-31';

/** The fields of the envelope whose values the history may hold. */
export const TOLD = [
  'kind',
  'number',
  'clientNumber',
  'state',
  'turn',
  'ownerId',
  'due',
  'parentId',
  'links',
  'published.revision',
  'published.state',
  'published.due',
] as const;

/** The model of all entries: the envelope, and an object for each kind. @throws RapportError `internal` for a name that is taken. */
export function entryModel(kinds: readonly EntryKind[]): z.ZodType<Entry> {
  const taken = new Set([...Object.keys(envelope.shape), ...Object.keys(published.shape)]);
  for (const { name } of kinds) {
    if (taken.has(name)) throw new RapportError('internal', `two parts of an entry are called ${name}`);
    taken.add(name);
  }
  const own = Object.fromEntries(kinds.map(({ name, details }) => [name, details.optional()]));
  const seen = Object.fromEntries(
    kinds.map(({ name, details, seenByClient }) => [
      name,
      z.strictObject(Object.fromEntries(seenByClient.map((field) => [field, details.shape[field]]))).optional(),
    ]),
  );
  return envelope.extend({ ...own, published: published.extend(seen).optional() }) as unknown as z.ZodType<Entry>;
}

type Details = Readonly<Record<string, unknown>>;
const objectAt = (row: object | undefined, name: string): Details =>
  ((row as Readonly<Record<string, unknown>> | undefined)?.[name] as Details | undefined) ?? {};

/** The values of the kind's own fields: internal. */
export const detailsOf = (entry: Entry): Details => objectAt(entry, entry.kind);
/** The values of the kind's own fields that the client may read. */
export const publishedDetailsOf = ({ kind, published: snapshot }: Entry): Details => objectAt(snapshot, kind);

/** The snapshot of an entry as it is now. `wording`: the words for the client. */
export function snapshotOf(
  entry: Entry,
  { kindOf, wording: said, by, at }: { kindOf: KindOf; wording: Wording; by: string; at: Date },
): Published {
  const kind = kindOf(entry.kind);
  const details = detailsOf(entry);
  const seen = Object.fromEntries(
    kind.seenByClient.flatMap((field) => (details[field] === undefined ? [] : [[field, details[field]]])),
  );
  const spoken = Object.fromEntries(
    LOCALES.flatMap((locale) => {
      const known = said[locale];
      if (known === undefined) return [];
      return [[locale, { title: known.title, ...(known.text === undefined ? {} : { text: known.text }) }]];
    }),
  );
  return {
    revision: (entry.revision ?? 0) + 1,
    at,
    by,
    wording: spoken,
    state: entry.state,
    turn: entry.turn,
    ...(entry.due === undefined ? {} : { due: entry.due }),
    ...(entry.ownerId === undefined ? {} : { ownerId: entry.ownerId }),
    ...(Object.keys(seen).length === 0 ? {} : { [kind.name]: seen }),
  };
}

/**
 * The snapshot after changes that the client sees at once, such as their own. `changed`: the names of the changed fields;
 * earlier changes that the client was not told stay untold.
 */
export function toldAtOnce(
  entry: Entry,
  before: Published,
  { changed, ...how }: { changed: readonly string[]; kindOf: KindOf; by: string; at: Date },
): Published {
  const now = snapshotOf(entry, { ...how, wording: {} });
  const names = new Set(changed.includes('state') ? [...changed, 'turn'] : changed);
  const part = (values: Details) => Object.entries(values).filter(([name]) => names.has(name));
  const seen = part(publishedDetailsOf({ ...entry, published: now }));
  const { state, turn, due, ownerId } = now;
  const after = {
    ...before,
    ...{ revision: now.revision, at: how.at, by: how.by },
    ...Object.fromEntries(part({ state, turn, due, ownerId })),
    ...(seen.length === 0
      ? {}
      : { [entry.kind]: { ...publishedDetailsOf({ ...entry, published: before }), ...Object.fromEntries(seen) } }),
  };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== undefined)) as Published;
}

/** The wordings that our own words have changed since. */
export const staleIn = ({
  wording: said = {},
  wordsRevision,
}: Pick<Entry, 'wording' | 'wordsRevision'>): readonly Locale[] =>
  LOCALES.filter((locale) => said[locale] !== undefined && said[locale].from !== wordsRevision);

/** The language of people's own words: Chinese if there is any Chinese character. */
export const languageOf = (text: string): Locale => (/\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en');

/** The words of a published entry for a reader: in their language, else in the other one. */
export function publishedWords({ wording: said }: Pick<Published, 'wording'>, locale: Locale): Words {
  return said[locale] ?? said.en ?? said['zh-CN'] ?? { title: '' };
}

/** The fields of a published entry that differ from what the client was told, by name; own fields by theirs. */
export function untold(entry: Entry, kindOf: KindOf): readonly string[] {
  const { published: told } = entry;
  if (told === undefined) return [];
  const [now, before] = [detailsOf(entry), publishedDetailsOf(entry)];
  const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
  return [
    ...(['state', 'due', 'ownerId'] as const).filter((field) => entry[field] !== told[field]),
    ...kindOf(entry.kind).seenByClient.filter((field) => !same(now[field], before[field])),
  ];
}

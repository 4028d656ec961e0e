import type { LocalizedText } from '../ground/i18n.ts';
import type { CollectionDefinition, Entity, Filter, Update } from '../store/collection.ts';
import type { PlatformId, UserRef } from './platform.ts';

/** The operator's retention per kind, in days; 0 keeps everything. */
export interface Keep {
  readonly deliveries: number;
  readonly posts: number;
  readonly audit: number;
}

/**
 * When rows are deleted. `kept`: never, for this reason. `sweptBy`: by its own code, and when. Otherwise once the date
 * in `by` is `days` days old; each of `where` shares an index with `by`.
 */
export type Retention<T> =
  | { readonly kept: string }
  | { readonly sweptBy: string }
  | { readonly by: keyof T & string; readonly days: number | keyof Keep; readonly where?: readonly Filter[] };

/** The person whose data is exported or erased, with everything that rows may name them by. */
export interface Subject {
  readonly workspaceId: string;
  readonly side: 'ours' | 'client' | 'unknown';
  /** Their record's id, and the ids of records that were merged into it. */
  readonly personIds: readonly string[];
  /** For rows that hold no id. */
  readonly name: string;
  readonly users: readonly UserRef[];
  /** Their direct conversations with Rapport. */
  readonly directs: readonly { readonly platform: PlatformId; readonly conversation: string }[];
  /** The date of the erasure. */
  readonly at: Date;
}

/** A user's name in rows: `slack/T1/U1`. */
export const userKey = ({ platform, tenant, user }: UserRef): string => `${platform}/${tenant}/${user}`;
export const userKeys = ({ users }: Subject): readonly string[] => users.map(userKey);

/** The text in place of an erased person's name and words: the same in both languages, with the date. */
export const erasedMark = ({ at }: Pick<Subject, 'at'>): string => `Erased · 已删除 ${at.toISOString().slice(0, 10)}`;

/** An update of the fields in `set` and without those in `unset`; undefined if both are empty. */
export function changing(set: Readonly<Record<string, unknown>>, unset: readonly string[]): Update | undefined {
  if (Object.keys(set).length + unset.length === 0) return undefined;
  return {
    ...(Object.keys(set).length > 0 ? { $set: set } : {}),
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((key) => [key, ''])) } : {}),
  };
}

/** Matches their name in a text; Chinese text has no gaps around a name. */
function nameIn({ name }: Subject): RegExp {
  const literal = name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return /\p{Script=Han}/u.test(name)
    ? new RegExp(literal, 'gu')
    : new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}
export const saysName = (text: string, subject: Subject): boolean =>
  text.includes(subject.name) && nameIn(subject).test(text);
export const withoutName = (text: string, subject: Subject): string =>
  text.replace(nameIn(subject), erasedMark(subject));

/** A collection's rows about a person, for export and erasure. */
export interface PersonRows<T extends Entity> {
  /** The rows' name in previews and in the exported file. */
  readonly title: LocalizedText;
  /** The rows that may be about them; undefined if there can be none. The workspace is added if rows have one. */
  readonly find: (subject: Subject) => Filter | undefined;
  /** Whether a selected row is about them, if a filter cannot decide. */
  readonly isAbout?: (row: T, subject: Subject) => boolean;
  /**
   * The part of a row that they may read, with readable keys. Undefined: nothing, e.g. internal notes of our side about
   * a client's person, or text that was not sent yet.
   */
  readonly export: (row: T, subject: Subject) => Readonly<Record<string, unknown>> | undefined;
  /** How a row forgets them. Idempotent. A function that returns undefined leaves the row unchanged. */
  readonly erase: 'delete' | ((row: T, subject: Subject) => Update | 'delete' | undefined);
  /** Why their rows stay, blanked or unchanged; shown in the preview of an erasure. */
  readonly stays?: LocalizedText;
  /** Erased after everything else, since the other rows are found by it. */
  readonly isLast?: true;
}

/**
 * A collection with its own rules for retention and personal data. `person` is `none` with the reason if no row is
 * about a person.
 */
export interface KeptCollection<T extends Entity> extends CollectionDefinition<T> {
  readonly retention: Retention<T>;
  readonly person: PersonRows<T> | { readonly none: string };
}
// biome-ignore lint/suspicious/noExplicitAny: a list of definitions forgets each one's own type
export type AnyKeptCollection = KeptCollection<any>;

/** Declares a collection of the core, a record, a slice or an edge; see defineCollection. */
export function keptCollection<T extends Entity>(definition: KeptCollection<T>): KeptCollection<T> {
  return definition;
}

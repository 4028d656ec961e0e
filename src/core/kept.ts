import type { LocalizedText } from '../ground/i18n.ts';
import type { CollectionDefinition, Entity, Filter, Update } from '../store/collection.ts';
import type { PlatformId, UserRef } from './platform.ts';

/** For how many days each kind is kept, as the operator set it; 0 keeps everything. */
export interface Keep {
  readonly deliveries: number;
  readonly posts: number;
  readonly audit: number;
}

/**
 * When rows are forgotten. `kept`: never, for this reason. `sweptBy`: by code of its own, and when. Otherwise once the
 * date in `by` is `days` days old; each of `where` and `by` belong to one index.
 */
export type Retention<T> =
  | { readonly kept: string }
  | { readonly sweptBy: string }
  | { readonly by: keyof T & string; readonly days: number | keyof Keep; readonly where?: readonly Filter[] };

/** The person whose data is exported or erased, by everything that rows may name them by. */
export interface Subject {
  readonly workspaceId: string;
  readonly side: 'ours' | 'client' | 'unknown';
  /** Their record's id, and those of records that were merged into it. */
  readonly personIds: readonly string[];
  /** For rows that hold no id. */
  readonly name: string;
  readonly users: readonly UserRef[];
  /** Their direct conversations with Rapport. */
  readonly directs: readonly { readonly platform: PlatformId; readonly conversation: string }[];
  /** The date of the erasure. */
  readonly at: Date;
}

/** A user as rows name it: `slack/T1/U1`. */
export const userKey = ({ platform, tenant, user }: UserRef): string => `${platform}/${tenant}/${user}`;
export const userKeys = ({ users }: Subject): readonly string[] => users.map(userKey);

/** What stands in the place of an erased person's name and words: the same in both languages, with the date. */
export const erasedMark = ({ at }: Pick<Subject, 'at'>): string => `Erased · 已删除 ${at.toISOString().slice(0, 10)}`;

/** An update of the fields in `set` and without those in `unset`; undefined where there are none. */
export function changing(set: Readonly<Record<string, unknown>>, unset: readonly string[]): Update | undefined {
  if (Object.keys(set).length + unset.length === 0) return undefined;
  return {
    ...(Object.keys(set).length > 0 ? { $set: set } : {}),
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((key) => [key, ''])) } : {}),
  };
}

/** Where their name stands in a text; Chinese text has no gaps around a name. */
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

/** What a collection holds about a person, and how they get it and get rid of it. */
export interface PersonRows<T extends Entity> {
  /** What the rows are called in previews and in the exported file. */
  readonly title: LocalizedText;
  /** The rows that may be about them; undefined where none can be. The workspace is added where rows have one. */
  readonly find: (subject: Subject) => Filter | undefined;
  /** Whether a found row is about them, where a filter cannot say so. */
  readonly isAbout?: (row: T, subject: Subject) => boolean;
  /**
   * What they may read of a row, with readable keys. Undefined: nothing, e.g. what our side wrote for itself about a
   * client's person, or what was not told yet.
   */
  readonly export: (row: T, subject: Subject) => Readonly<Record<string, unknown>> | undefined;
  /** How a row forgets them. Idempotent. A function that returns undefined leaves the row as it is. */
  readonly erase: 'delete' | ((row: T, subject: Subject) => Update | 'delete' | undefined);
  /** Why their rows stay, blanked or as they are; said in the preview of an erasure. */
  readonly stays?: LocalizedText;
  /** Erased after everything else, since the other rows are found by it. */
  readonly isLast?: true;
}

/**
 * A collection that says itself when its rows are forgotten and what it holds about a person. `person` is `none` with
 * the reason where no row is about one.
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

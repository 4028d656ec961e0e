import type { ProjectSummary } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import type { ListReader } from '../../core/lists/list.ts';
import { type Button, press } from '../../core/message.ts';
import type { FormValues } from '../../core/platform.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { Side, Turn } from '../../records/entries/kinds.ts';
import { detailsOf, type Entry, publishedDetailsOf, publishedWords } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import type { Readable, Register } from '../../records/registers/define.ts';
import { registerTexts } from '../../records/registers/texts.ts';

/** An entry as one reader sees it: a contact sees the published snapshot alone. */
export interface Seen extends Readable {
  readonly register: Register;
  readonly entry: Entry;
  readonly number: string;
  readonly title: string;
  readonly turn: Turn;
  readonly due: string | undefined;
  readonly ownerId: string | undefined;
}

/** An entry for a reader of this side; undefined if there is nothing of it that they may see. */
export function seenBy(
  { side, locale }: { side: Side; locale: Locale },
  { register, entry, project }: { register: Register; entry: Entry; project: Pick<ProjectSummary, 'key'> },
): Seen | undefined {
  const { published } = entry;
  if (entry.deletedAt !== undefined || (side === 'client' && published === undefined)) return undefined;
  const told =
    side === 'ours' || published === undefined
      ? { ...entry, details: detailsOf(entry) }
      : { ...published, title: publishedWords(published, locale).title, details: publishedDetailsOf(entry) };
  const { title, state, turn, due, ownerId, details } = told;
  const number = numberOf(entry, register.kind, project.key);
  return { register, entry, number, title, state, turn, due, ownerId, details };
}

/** Opens the card of an entry. */
export const openButton = ({ register, entry }: Pick<Seen, 'register' | 'entry'>, locale: Locale): Button => ({
  kind: 'button',
  label: registerTexts(locale).open(),
  payload: press(`${register.spec.name} show`, { number: entry._id }),
});

/** The reader of an answer. */
export const readerOf = ({ scope, actor, locale, zone, clock }: CommandContext): ListReader => ({
  workspaceId: scope.workspaceId,
  personId: actor.personId ?? '',
  side: actor.standing.side,
  locale,
  zone,
  now: clock.now(),
});

/** Today's date in a project's zone, `2026-11-23`. */
export const todayIn = ({ zone }: Pick<ProjectSummary, 'zone'>, now: Date): string => wallOf(now, zone).slice(0, 10);

/** A project's key as people write it in a sentence. */
const KEY_ALONE = /^[A-Z][A-Z0-9]{1,9}$/u;

/**
 * Reads the words behind a command about a project. "Status of the shop is bad" is a contact's own sentence: from them
 * only a key is read, or `project:…`.
 */
export function readProject(typed: string, { side }: { side?: 'ours' | 'client' }): FormValues | 'notThis' | undefined {
  const words = typed.replace(/[?？!！。.]+$/u, '').trim();
  if (words === '') return {};
  if (side !== 'client' || /^(?:project|项目)[:：]/iu.test(words)) return undefined;
  return KEY_ALONE.test(words) ? { project: words } : 'notThis';
}

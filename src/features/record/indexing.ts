import { systemScope } from '../../core/access.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import { LOCALES } from '../../ground/i18n.ts';
import { ENTRY_EVENTS } from '../../records/entries/collection.ts';
import type { Side } from '../../records/entries/kinds.ts';
import { detailsOf, type Entry, publishedDetailsOf, type Words } from '../../records/entries/model.ts';
import { refOf } from '../../records/registers/access.ts';
import { byKind, type Register } from '../../records/registers/define.ts';
import type { RecordPorts } from './ports.ts';

type Wordings = Readonly<Partial<Record<(typeof LOCALES)[number], Words | undefined>>>;

const wordsIn = (wordings: Wordings = {}): readonly (string | undefined)[] =>
  LOCALES.flatMap((locale) => [wordings[locale]?.title, wordings[locale]?.text]);

/** The free words among the values of a register's own fields. */
const freeWords = ({ spec }: Register, details: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.entries(details).flatMap(([name, value]) =>
    typeof value === 'string' && ['text', 'longText'].includes(spec.fields[name]?.kind ?? '') ? [value] : [],
  );

/** The words by which a side finds an entry. The client's are those of the published snapshot alone. */
export function findableWords(register: Register, entry: Entry, side: Side): readonly string[] {
  const words =
    side === 'client'
      ? [...wordsIn(entry.published?.wording), ...freeWords(register, publishedDetailsOf(entry))]
      : [entry.title, entry.note, ...freeWords(register, detailsOf(entry)), ...wordsIn(entry.wording)];
  return words.filter((text) => text !== undefined);
}

const WORDED = new Set(['title', 'note', 'wording', 'published', 'deletedAt']);

/** Whether an event may have changed the words by which an entry is found. */
const hasWords = ({ fields }: Pick<HistoryRow, 'fields'>, { kind }: Entry): boolean =>
  fields.some((name) => {
    const [part = ''] = name.split('.');
    return part === kind || WORDED.has(part);
  });

/** Writes the search rows of an entry after each change of its words. Idempotent. */
export function indexing({
  entries,
  search,
  registers,
}: Pick<RecordPorts, 'entries' | 'search' | 'registers'>): Reaction {
  const registerOf = byKind(registers);
  return reactTo(entries.subject, {
    name: 'record.index',
    events: ENTRY_EVENTS,
    async run(entry, event) {
      if (!hasWords(event, entry)) return;
      const register = registerOf.get(entry.kind);
      const { workspaceId, projectId, kind, published, createdAt } = entry;
      const scope = systemScope(workspaceId, projectId);
      const ref = refOf(entry);
      if (register === undefined || entry.deletedAt !== undefined) return search.remove(scope, ref);
      const row = { ref, projectId, kind };
      await search.put(scope, {
        ...row,
        audience: 'internal',
        words: findableWords(register, entry, 'ours'),
        at: createdAt,
      });
      // It was never shared, so there is no row to remove.
      if (entry.clientNumber === undefined) return;
      await search.put(scope, {
        ...row,
        audience: 'client',
        words: findableWords(register, entry, 'client'),
        at: published?.at ?? createdAt,
      });
    },
  });
}

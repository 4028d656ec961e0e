import { type Scope, systemScope } from '../../core/access.ts';
import type { RichText } from '../../core/message.ts';
import { enumerated, type Locale, labelled } from '../../ground/i18n.ts';
import { dayText } from '../../records/registers/card.ts';
import { byKind } from '../../records/registers/define.ts';
import { isRed, pictureOf } from './picture.ts';
import type { RecordPorts } from './ports.ts';
import { type Seen, seenBy, todayIn } from './seen.ts';
import { recordTexts } from './texts.ts';

const MOST = 3;

/** The reader of an outlook, one of our side. */
interface OutlookReader {
  readonly locale: Locale;
  readonly zone: string;
  readonly now: Date;
}

/** What lies ahead in projects, in a few lines for each: the page before a call. For our side alone; one query. */
export function createOutlook({ entries, directory, registers }: RecordPorts) {
  const registerOf = byKind(registers);
  return async (
    { workspaceId }: Pick<Scope, 'workspaceId'>,
    projectIds: readonly string[],
    reader: OutlookReader,
  ): Promise<ReadonlyMap<string, readonly RichText[]>> => {
    const { locale, now } = reader;
    const texts = recordTexts(locale);
    const [open, projects] = await Promise.all([
      projectIds.length === 0 ? [] : entries.list(systemScope(workspaceId), { projectIds, isOpen: true }),
      Promise.all(projectIds.map((id) => directory.project(workspaceId, id))),
    ]);
    const named = (all: readonly Seen[]) => {
      const first = all.slice(0, MOST).map(({ number, title, due }) => {
        const date = due === undefined ? '' : dayText(due, { ...reader, nameOf: () => undefined });
        return [number, title, date].filter((part) => part !== '').join(' · ');
      });
      const rest = all.length - first.length;
      return enumerated(rest > 0 ? [...first, texts.more({ count: rest })] : first, locale);
    };
    return new Map(
      projects.flatMap((project) => {
        if (project === undefined) return [];
        const seen = open.flatMap((entry) => {
          const register = registerOf.get(entry.kind);
          const isHere = entry.projectId === project.projectId && register !== undefined;
          return isHere ? (seenBy({ side: 'ours', locale }, { register, entry, project }) ?? []) : [];
        });
        const { next, ours, client, threats, overdue } = pictureOf(seen, {
          side: 'ours',
          todayOf: () => todayIn(project, now),
        });
        const late = overdue.filter(({ turn }) => turn === 'client');
        const said = (label: string, all: readonly Seen[]) =>
          all.length === 0 ? [] : [labelled(label, named(all), locale)];
        const lines = [
          ...said(texts.next(), next),
          ...(seen.length === 0 ? [] : [texts.turns({ ours: ours.length, client: client.length })]),
          ...said(texts.overdueFromClient(), late),
          ...said(texts.redThreats(), threats.filter(isRed)),
        ];
        return [[project.projectId, lines] as const];
      }),
    );
  };
}

import { type Block, type Message, press } from '../../core/message.ts';
import { enumerated, inARow, type Locale } from '../../ground/i18n.ts';
import type { ImportRun } from './imports.ts';
import type { Preview, PreviewLine } from './plan.ts';
import { transferTexts } from './texts.ts';

/** The most lines of each kind in a preview, and the most numbers in a result. */
const MOST_LINES = 8;

const text = (said: string): Block => ({ kind: 'text', text: said });

function linesOf(lines: readonly PreviewLine[], locale: Locale): Block[] {
  if (lines.length === 0) return [];
  const rest = lines.length - MOST_LINES;
  return [
    { kind: 'list', items: lines.slice(0, MOST_LINES).map(({ says }) => says[locale]) },
    ...(rest > 0 ? [{ kind: 'context' as const, text: transferTexts(locale).andMore({ count: rest }) }] : []),
  ];
}

/** What an import would do, before anything is changed. `id`: of the kept plan. */
export function previewMessage(
  { plan, fresh, changed, wrong, same, unread }: Preview,
  { id, where }: { id: string; where: string },
  locale: Locale,
): Message<'internal'> {
  const texts = transferTexts(locale);
  const counts = { fresh: fresh.length, changed: changed.length, same, wrong: wrong.length };
  const title = texts.planTitle({ where });
  const isNone = plan.rows.length === 0;
  return {
    audience: 'internal',
    fallbackText: inARow([title, texts.planned(counts)]),
    blocks: [
      { kind: 'heading', text: title },
      text(isNone && wrong.length === 0 ? texts.importRevised() : texts.planned(counts)),
      ...linesOf(wrong, locale),
      ...(wrong.length > 0 ? [{ kind: 'context' as const, text: texts.leftOut() }] : []),
      ...linesOf(changed, locale),
      ...linesOf(fresh, locale),
      ...(unread.length > 0
        ? [{ kind: 'context' as const, text: texts.unread({ names: enumerated(unread, locale) }) }]
        : []),
      ...(isNone
        ? []
        : [
            { kind: 'context' as const, text: texts.staysInternal() },
            {
              kind: 'actions' as const,
              items: [
                {
                  kind: 'button' as const,
                  label: texts.importNow({ count: plan.rows.length }),
                  payload: press('record importnow', { id }),
                  style: 'primary' as const,
                },
              ],
            },
          ]),
    ],
  };
}

/** How far an import is. */
export function progressMessage(
  { done, all, where }: { done: number; all: number; where: string },
  locale: Locale,
): Message<'internal'> {
  const label = transferTexts(locale).importing({ where });
  return {
    audience: 'internal',
    fallbackText: `${label} (${done}/${all})`,
    blocks: [{ kind: 'progress', label: `${label} · ${done} / ${all}`, value: done, of: all }],
  };
}

/** What an import has done. */
export function resultMessage(
  { run: { fresh, changed, lost }, where }: { run: ImportRun; where: string },
  locale: Locale,
): Message<'internal'> {
  const texts = transferTexts(locale);
  const done = texts.importDone({ fresh, changed, where });
  const named = lost.slice(0, MOST_LINES);
  const more = lost.length - named.length;
  const numbers = enumerated(more > 0 ? [...named, texts.andMore({ count: more })] : named, locale);
  const kept = lost.length === 0 ? [] : [texts.importLost({ count: lost.length, numbers })];
  return { audience: 'internal', fallbackText: inARow([done, ...kept]), blocks: [done, ...kept].map(text) };
}

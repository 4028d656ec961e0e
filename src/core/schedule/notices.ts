import type { Reach } from '../directory.ts';
import type { Message } from '../message.ts';
import { scheduleProblems } from './problems.ts';
import type { Schedule } from './schedule.ts';

function notice(
  row: Schedule,
  reader: Reach,
  parts: { title: string; why: string; todo: string },
): Message<'internal'> {
  const texts = scheduleProblems(reader.locale);
  return {
    audience: 'internal',
    fallbackText: `${parts.title}: ${parts.why}`,
    blocks: [
      { kind: 'heading', text: parts.title },
      {
        kind: 'fields',
        items: [
          { label: texts.schedule(), value: `${row.kind} ${row._id}` },
          { label: texts.why(), value: parts.why },
          { label: texts.todo(), value: parts.todo },
        ],
      },
    ],
  };
}

/** Tells the stewards that a schedule's next slot cannot be computed. */
export function brokenNotice(row: Schedule, reader: Reach): Message<'internal'> {
  const texts = scheduleProblems(reader.locale);
  return notice(row, reader, { title: texts.brokenTitle(), why: texts.brokenWhy(), todo: texts.brokenDo() });
}

/** Tells the stewards that one slot failed for good. `again`: the schedule goes on with its next slot. */
export function failedNotice(
  row: Schedule,
  { attempts, again }: { attempts: number; again: boolean },
): (reader: Reach) => Message<'internal'> {
  return (reader) => {
    const texts = scheduleProblems(reader.locale);
    return notice(row, reader, {
      title: texts.failedTitle(),
      why: texts.failedWhy({ attempts }),
      todo: again ? texts.failedDoNext() : texts.failedDoLast(),
    });
  };
}

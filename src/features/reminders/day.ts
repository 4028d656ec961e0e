import { systemScope } from '../../core/access.ts';
import type { DayItem, DayReader } from '../../core/day.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import { resolveWall } from '../../core/schedule/zone.ts';
import { refOf } from './access.ts';
import { allowButtons, dayButtons, stuckButtons } from './buttons.ts';
import type { Reminders } from './store.ts';
import { reminderTexts } from './texts.ts';
import { forWhom, stuckText } from './wording.ts';

/** Returns the projects that a person manages now. */
export type Managed = (workspaceId: string, personId: string) => Promise<readonly { readonly _id: string }[]>;

const AHEAD_MS = 24 * 3_600_000;
/** A reminder posted less than an hour ago is not listed again. Milliseconds. */
const FRESH_MS = 3_600_000;

/**
 * The reminders in a person's day: posted and not done, stuck, waiting for the person's approval, or due within a day.
 */
export function reminderDay({
  reminders,
  schedules,
  managed,
}: {
  reminders: Reminders;
  schedules: Schedules;
  managed: Managed;
}): (reader: DayReader) => Promise<readonly DayItem[]> {
  return async ({ workspaceId, personId, side, locale, zone, now }) => {
    const scope = systemScope(workspaceId);
    const texts = reminderTexts(locale);
    const items: DayItem[] = [];
    const managedIds = side === 'ours' ? (await managed(workspaceId, personId)).map(({ _id }) => _id) : [];
    const { own, asked } = await reminders.forDay(scope, { personId, projectIds: managedIds });
    const rules = await schedules.byIds(
      workspaceId,
      own.map(({ scheduleId }) => scheduleId),
    );
    for (const one of own) {
      const ref = refOf(one);
      const isMine = one.target.kind === 'person' && one.target.id === personId;
      const schedule = rules.get(one.scheduleId);
      const snoozed = one.snoozedUntil !== undefined && one.snoozedUntil > now ? one.snoozedUntil : undefined;
      const next = snoozed ?? (schedule?.state === 'active' ? schedule.nextAt : undefined);
      const due =
        one.firedWall === undefined || schedule === undefined
          ? undefined
          : resolveWall(one.firedWall, schedule.recurrence.zone);
      const who = isMine ? '' : ` · ${forWhom(one, personId, locale)}`;
      if (one.state === 'stuck') {
        const reason = stuckText(one, next !== undefined, locale);
        items.push({
          section: 'waiting',
          ref,
          text: [{ kind: 'strong', text: one.text }, `${who} · ${reason}`],
          buttons: stuckButtons(one, locale),
        });
      } else if (
        isMine &&
        next === undefined &&
        due !== undefined &&
        now.getTime() - (one.firedAt ?? due).getTime() >= FRESH_MS &&
        schedule?.state !== 'paused'
      ) {
        items.push({
          section: 'waiting',
          ref,
          at: due,
          text: [{ kind: 'strong', text: one.text }, ` · ${texts.waitsForDone()}`],
          buttons: dayButtons(one, locale),
        });
      } else if (next !== undefined && next.getTime() - now.getTime() <= AHEAD_MS) {
        items.push({
          section: 'coming',
          ref,
          at: next,
          text: [{ kind: 'date', at: next.toISOString(), style: 'dateTime', zone }, ` · ${one.text}${who}`],
        });
      }
    }
    for (const one of asked) {
      const title = texts.askTitle({ who: one.ownerName, channel: `#${one.target.name}` });
      items.push({
        section: 'waiting',
        projectId: one.projectId,
        ref: refOf(one),
        at: one.createdAt,
        text: [title, locale === 'en' ? ' ' : '', { kind: 'strong', text: one.text }],
        buttons: allowButtons(one, locale),
      });
    }
    return items;
  };
}

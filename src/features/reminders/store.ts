import type { Scope } from '../../core/access.ts';
import type { History } from '../../core/history/history.ts';
import { defineSubject, pendingIndex } from '../../core/history/subject.ts';
import { keptCollection } from '../../core/kept.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import type { Database, Filter } from '../../store/collection.ts';
import { type Reminder, reminder } from './model.ts';

export const reminders = keptCollection({
  name: 'reminders',
  model: reminder,
  tenancy: 'workspace',
  indexes: [
    { keys: { workspaceId: 1, ownerId: 1, state: 1 } },
    { keys: { workspaceId: 1, 'target.id': 1, state: 1 } },
    { keys: { workspaceId: 1, projectId: 1, state: 1 } },
    pendingIndex,
  ],
  retention: { kept: 'a reminder that is done can be found again' },
  person: {
    title: { en: 'Reminders, own and received', 'zh-CN': '提醒（设置的和收到的）' },
    find: ({ personIds }) => ({
      $or: [{ ownerId: { $in: [...personIds] } }, { 'target.kind': 'person', 'target.id': { $in: [...personIds] } }],
    }),
    // A recipient may read reminders that others set for them, once posted.
    export: ({ ownerId, ownerName, target, text, state, createdAt, firedWall }, { personIds }) =>
      personIds.includes(ownerId)
        ? { text, to: target.name, state, set: createdAt }
        : firedWall === undefined
          ? undefined
          : { text, from: ownerName, posted: firedWall },
    erase: 'delete',
  },
});
/**
 * `stuck`: could not be delivered. `activated`: approved, resumed or deliverable again. `restored`: an act was undone.
 */
const reminderSubject = defineSubject({
  kind: 'reminder',
  collection: reminders,
  events: ['created', 'changed', 'done', 'deleted', 'stuck', 'activated', 'snoozed', 'handedOver', 'restored'],
  told: ['projectId', 'ownerId', 'writtenFor', 'scheduleId', 'state', 'problem', 'snoozedUntil'],
  marks: ['firedWall', 'firedAt', 'sentNow'],
});
type ReminderEvent = (typeof reminderSubject.events)[number];

/** Open states: shown in lists and able to fire. */
const OPEN = { state: { $in: ['active', 'asked', 'stuck'] } };

const EVENTS: Partial<Record<Reminder['state'], ReminderEvent>> = {
  active: 'activated',
  done: 'done',
  deleted: 'deleted',
  stuck: 'stuck',
};
/** A new text counts as a change, even when the state changes in the same update. */
function eventOf({ text, state, snoozedUntil }: Partial<Reminder>): ReminderEvent {
  if (text !== undefined) return 'changed';
  return (state === undefined ? undefined : EVENTS[state]) ?? (snoozedUntil === undefined ? 'changed' : 'snoozed');
}

export type Reminders = ReturnType<typeof createReminders>;

/** The reminder store. All reads and writes stay inside the scope's workspace. */
export function createReminders({ db, clock, histories }: { db: Database; clock: Clock; histories: History }) {
  const rows = (scope: Scope) => db.within(reminders, scope);
  const subjects = histories.store(reminderSubject);
  return {
    /** Adds a reminder and returns the stored row. Idempotent by id: a repeated request adds nothing. */
    async add(scope: Scope, fresh: Omit<Reminder, 'workspaceId' | 'createdAt'>): Promise<Reminder | undefined> {
      try {
        const document = { ...fresh, workspaceId: scope.workspaceId, createdAt: clock.now() };
        return await subjects.insert(scope, document, 'created');
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        return rows(scope).get(fresh._id);
      }
    },
    get: (scope: Scope, id: string): Promise<Reminder | undefined> => rows(scope).get(id),
    /** Open reminders that the person set or receives. With `projectId`, also those into the project's channels. */
    open(scope: Scope, who: { personId: string; projectId?: string | undefined }): Promise<Reminder[]> {
      const mine: Filter[] = [{ ownerId: who.personId }, { 'target.id': who.personId }];
      return rows(scope).find(
        { ...OPEN, $or: who.projectId === undefined ? mine : [...mine, { projectId: who.projectId }] },
        { sort: { createdAt: 1, _id: 1 } },
      );
    },
    /**
     * The reminders of a person's day, in one query: open ones that the person set or receives, and those of the given
     * projects that wait for approval.
     */
    async forDay(
      scope: Scope,
      { personId, projectIds }: { personId: string; projectIds: readonly string[] },
    ): Promise<{ own: Reminder[]; asked: Reminder[] }> {
      const wanted: Filter[] = [
        { ...OPEN, ownerId: personId },
        { ...OPEN, 'target.id': personId },
        ...(projectIds.length === 0 ? [] : [{ state: 'asked', projectId: { $in: [...projectIds] } }]),
      ];
      const all = await rows(scope).find({ $or: wanted }, { sort: { createdAt: 1, _id: 1 } });
      return {
        own: all.filter(({ state, ownerId, target }) => state !== 'asked' && [ownerId, target.id].includes(personId)),
        asked: all.filter(
          ({ state, projectId }) => state === 'asked' && projectId !== undefined && projectIds.includes(projectId),
        ),
      };
    },
    /**
     * Claims the "send now" of one minute. Undefined when another request holds the claim. A repeat of the same request
     * keeps it.
     */
    takeTurn: (scope: Scope, id: string, sentNow: NonNullable<Reminder['sentNow']>): Promise<Reminder | undefined> =>
      subjects.mark(
        scope,
        {
          _id: id,
          ...OPEN,
          $or: [{ 'sentNow.wall': { $ne: sentNow.wall } }, { 'sentNow.requestId': sentNow.requestId }],
        },
        { $set: { sentNow } },
      ),
    /** Gives an open reminder another owner. */
    handOver: (
      scope: Scope,
      id: string,
      set: Pick<Reminder, 'ownerId' | 'ownerName' | 'target'>,
    ): Promise<Reminder | undefined> => subjects.change(scope, { _id: id, ...OPEN }, { $set: set }, 'handedOver'),
    /** Restores a reminder to its state before an act. Undefined when its state has changed since the act. */
    restore(
      scope: Scope,
      id: string,
      left: Reminder['state'],
      { state, snoozedUntil }: Pick<Reminder, 'state' | 'snoozedUntil'>,
    ): Promise<Reminder | undefined> {
      const snoozed =
        snoozedUntil === undefined
          ? { $set: { state }, $unset: { snoozedUntil: '' } }
          : { $set: { state, snoozedUntil } };
      return subjects.change(scope, { _id: id, state: left }, snoozed, 'restored');
    },
    /** Changes an open reminder; undefined when it is not open. */
    change(
      scope: Scope,
      id: string,
      set: Partial<
        Pick<Reminder, 'text' | 'writtenFor' | 'state' | 'problem' | 'firedWall' | 'firedAt' | 'snoozedUntil'>
      >,
    ): Promise<Reminder | undefined> {
      const update = { $set: set, ...(set.state === 'active' ? { $unset: { problem: '' } } : {}) };
      const filter = { _id: id, ...OPEN };
      if (Object.keys(set).every((name) => name === 'firedWall' || name === 'firedAt'))
        return subjects.mark(scope, filter, update);
      return subjects.change(scope, filter, update, eventOf(set));
    },
  };
}

import type { Scope } from '../../core/access.ts';
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
  ],
  retention: { kept: 'a reminder that is done can be found again' },
  person: {
    title: { en: 'Reminders that they set, or that are for them', 'zh-CN': '此人设置的或提醒此人的提醒' },
    find: ({ personIds }) => ({
      $or: [{ ownerId: { $in: [...personIds] } }, { 'target.kind': 'person', 'target.id': { $in: [...personIds] } }],
    }),
    // What others wrote for them is theirs to read once it was posted.
    export: ({ ownerId, ownerName, target, text, state, createdAt, firedWall }, { personIds }) =>
      personIds.includes(ownerId)
        ? { text, to: target.name, state, set: createdAt }
        : firedWall === undefined
          ? undefined
          : { text, from: ownerName, posted: firedWall },
    erase: 'delete',
  },
});

/** Still wanted: shown in lists, and able to fire. */
const OPEN = { state: { $in: ['active', 'asked', 'stuck'] } };

export type Reminders = ReturnType<typeof createReminders>;

/** The reminders on record; everything is inside the scope's workspace. */
export function createReminders({ db, clock }: { db: Database; clock: Clock }) {
  const rows = (scope: Scope) => db.within(reminders, scope);
  return {
    /**
     * Keeps a new one and returns it as it is on record. The same id again changes nothing, so that a repeated request
     * makes one reminder.
     */
    async add(scope: Scope, fresh: Omit<Reminder, 'workspaceId' | 'createdAt'>): Promise<Reminder | undefined> {
      try {
        return await rows(scope).insert({ ...fresh, workspaceId: scope.workspaceId, createdAt: clock.now() });
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        return rows(scope).get(fresh._id);
      }
    },
    get: (scope: Scope, id: string): Promise<Reminder | undefined> => rows(scope).get(id),
    /** What somebody set or is reminded of, and what goes into a project's channels, where one is named. */
    open(scope: Scope, who: { personId: string; projectId?: string | undefined }): Promise<Reminder[]> {
      const mine: Filter[] = [{ ownerId: who.personId }, { 'target.id': who.personId }];
      return rows(scope).find(
        { ...OPEN, $or: who.projectId === undefined ? mine : [...mine, { projectId: who.projectId }] },
        { sort: { createdAt: 1, _id: 1 } },
      );
    },
    /**
     * For somebody's day, in one query: what they set or are reminded of, and, apart from that, what waits for the word
     * of the manager of one of these projects.
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
     * Takes the one turn of a minute to send it besides its plan; undefined when another request has it. The same
     * request again has it still.
     */
    takeTurn: (scope: Scope, id: string, sentNow: NonNullable<Reminder['sentNow']>): Promise<Reminder | undefined> =>
      rows(scope).findOneAndUpdate(
        {
          _id: id,
          ...OPEN,
          $or: [{ 'sentNow.wall': { $ne: sentNow.wall } }, { 'sentNow.requestId': sentNow.requestId }],
        },
        { $set: { sentNow } },
      ),
    /** Gives one that is still wanted another owner. */
    handOver: (
      scope: Scope,
      id: string,
      set: Pick<Reminder, 'ownerId' | 'ownerName' | 'target'>,
    ): Promise<Reminder | undefined> => rows(scope).findOneAndUpdate({ _id: id, ...OPEN }, { $set: set }),
    /**
     * Puts one back as it was before an act that left it in this state; undefined when something else became of it
     * since.
     */
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
      return rows(scope).findOneAndUpdate({ _id: id, state: left }, snoozed);
    },
    /** Changes one that is still wanted; undefined when it is not (any more). */
    change(
      scope: Scope,
      id: string,
      set: Partial<Pick<Reminder, 'text' | 'writtenFor' | 'state' | 'problem' | 'firedWall' | 'snoozedUntil'>>,
    ): Promise<Reminder | undefined> {
      const clear = set.state === 'active' ? { $unset: { problem: '' } } : {};
      return rows(scope).findOneAndUpdate({ _id: id, ...OPEN }, { $set: set, ...clear });
    },
  };
}

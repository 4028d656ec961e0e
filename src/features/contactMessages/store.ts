import type { Scope } from '../../core/access.ts';
import { changing, erasedMark, keptCollection, type Subject, userKeys } from '../../core/kept.ts';
import type { Database, Update } from '../../store/collection.ts';
import {
  type ContactMessage,
  type Copy,
  contactMessage,
  type Item,
  itemOf,
  type Proposal,
  type Sort,
} from './model.ts';

const isSpeaker = ({ personId, speaker }: ContactMessage, subject: Subject): boolean =>
  (personId !== undefined && subject.personIds.includes(personId)) ||
  (speaker !== undefined && userKeys(subject).includes(speaker));

/**
 * A contact's export holds their messages and our answers. A member's export holds their own answers. The assignee is
 * internal to our side.
 */
function exportMessage(row: ContactMessage, subject: Subject): Readonly<Record<string, unknown>> | undefined {
  const { at, text, sort, answer } = row;
  const answered = answer === undefined ? {} : { answer: answer.text, answeredAt: answer.at };
  if (isSpeaker(row, subject)) return { at, text, sort, ...answered };
  return answer?.name === subject.name ? { at, ...answered } : undefined;
}

/** Erases a contact's text and ends their open messages. For a member, removes the name and the answers. */
function eraseMessage(row: ContactMessage, subject: Subject): Update | undefined {
  const mark = erasedMark(subject);
  const isTheirs = isSpeaker(row, subject);
  const { answer, proposal, assignee, doneBy } = row;
  const isOurs = subject.side === 'ours';
  const has = (id: string | undefined) => id !== undefined && subject.personIds.includes(id);
  const set = {
    ...(isTheirs ? { name: mark, text: mark } : {}),
    ...(isTheirs && row.doneAt === undefined ? { doneAt: subject.at, doneBy: mark } : {}),
    ...(isOurs && answer?.name === subject.name ? { 'answer.name': mark, 'answer.text': mark } : {}),
    ...(isOurs && doneBy === subject.name ? { doneBy: mark } : {}),
  };
  const unset = [
    ...(isTheirs ? ['speaker', 'saidIn', 'link', 'proposal'] : []),
    ...(!isTheirs && has(proposal?.personId) ? ['proposal'] : []),
    ...(has(assignee?.personId) ? ['assignee'] : []),
  ];
  return changing(set, unset);
}

// The stored name, the commands and the delivery keys still use `words`: renaming them would need a migration.
export const contactMessages = keptCollection({
  name: 'words',
  model: contactMessage,
  tenancy: 'workspace',
  indexes: [
    { keys: { workspaceId: 1, projectId: 1, doneAt: 1, at: 1 } },
    { keys: { workspaceId: 1, bundle: 1 }, where: { bundle: { $exists: true } } },
    { keys: { workspaceId: 1, speaker: 1, bundle: 1 }, where: { speaker: { $exists: true } } },
    { keys: { workspaceId: 1, 'assignee.personId': 1 }, where: { 'assignee.personId': { $exists: true } } },
  ],
  retention: { kept: 'what a client said, and what they were answered' },
  person: {
    title: { en: 'Messages from contacts, and the answers', 'zh-CN': '客户留言及回复' },
    find: (subject) => {
      const ids = [...subject.personIds];
      const ours = [
        { 'assignee.personId': { $in: ids } },
        { 'proposal.personId': { $in: ids } },
        { 'answer.name': subject.name },
        { doneBy: subject.name },
      ];
      const theirs = [{ personId: { $in: ids } }, { speaker: { $in: [...userKeys(subject)] } }];
      return { $or: subject.side === 'ours' ? [...theirs, ...ours] : theirs };
    },
    export: exportMessage,
    erase: eraseMessage,
    stays: {
      en: 'that something was said and done stays, without name and words',
      'zh-CN': '保留处理记录，姓名和原文将被清除',
    },
  },
});

const isOpen = { doneAt: { $exists: false } };
const OLDEST_FIRST = { sort: { at: 1, _id: 1 } } as const;

/** Stored contact messages. All reads and writes stay inside the scope's workspace. */
export type ContactMessageStore = ReturnType<typeof createContactMessageStore>;

export function createContactMessageStore({ db }: { db: Database }) {
  const rows = (scope: Scope) => db.within(contactMessages, scope);

  /** Returns the item of a message; undefined when no message has this id. */
  async function item(scope: Scope, id: string): Promise<Item | undefined> {
    const message = await rows(scope).get(id);
    if (message === undefined) return undefined;
    const { bundle } = message;
    return itemOf(bundle === undefined ? [message] : await rows(scope).find({ bundle }, OLDEST_FIRST));
  }
  const all = ({ messages: each }: Item) => ({ _id: { $in: each.map(({ _id }) => _id) } });

  return {
    get: (scope: Scope, id: string): Promise<ContactMessage | undefined> => rows(scope).get(id),
    item,

    /** Stores a message. Idempotent by id. */
    async keep(scope: Scope, { _id, workspaceId: _, ...rest }: ContactMessage): Promise<void> {
      await rows(scope).findOneAndUpdate({ _id }, { $setOnInsert: rest }, { upsert: true });
    },

    /**
     * Bundles this message with the author's other untold messages from the same place into one item. False when the
     * message already belongs to an item.
     */
    async bundle(scope: Scope, id: string): Promise<boolean> {
      const message = await rows(scope).get(id);
      if (message === undefined || message.bundle !== undefined) return false;
      const { speaker, saidIn } = message;
      const waiting =
        speaker === undefined || saidIn === undefined
          ? [message]
          : await rows(scope).find(
              {
                speaker,
                'saidIn.conversation': saidIn.conversation,
                'saidIn.thread': saidIn.thread ?? { $exists: false },
                bundle: { $exists: false },
                ...isOpen,
              },
              OLDEST_FIRST,
            );
      // The oldest message names the item, so that two concurrent instances create the same item.
      const bundle = waiting[0]?._id ?? id;
      return (
        (await rows(scope).updateMany(
          { _id: { $in: [id, ...waiting.map(({ _id }) => _id)] }, bundle: { $exists: false } },
          { $set: { bundle } },
        )) > 0
      );
    },

    /** Stores the copies of an item, once. Returns the copies stored first. */
    async tellTo(
      scope: Scope,
      { first }: Item,
      told: { copies: readonly Copy[]; link: string | undefined },
    ): Promise<readonly Copy[]> {
      const set = { copies: [...told.copies], ...(told.link === undefined ? {} : { link: told.link }) };
      const noted =
        (await rows(scope).findOneAndUpdate({ _id: first._id, copies: { $exists: false } }, { $set: set })) ??
        (await rows(scope).get(first._id));
      return noted?.copies ?? [];
    },

    /** Stores the sort that the contact chose, once; undefined when a sort is already stored. */
    sort: (scope: Scope, id: string, sort: Sort): Promise<ContactMessage | undefined> =>
      rows(scope).findOneAndUpdate({ _id: id, sort: { $exists: false } }, { $set: { sort } }),

    /** Stores the sort that our side chose for an item. */
    async sortItem(scope: Scope, of: Item, sort: Sort): Promise<void> {
      await rows(scope).updateMany(all(of), { $set: { sort } });
    },

    /** Assigns an item to a colleague. */
    async assign(scope: Scope, of: Item, assignee: NonNullable<ContactMessage['assignee']>): Promise<void> {
      await rows(scope).updateMany(all(of), { $set: { assignee } });
    },

    /** Adds a copy for one more reader of an item. Idempotent. */
    async addCopy(scope: Scope, { first }: Item, copy: Copy): Promise<void> {
      await rows(scope).findOneAndUpdate(
        { _id: first._id, 'copies.key': { $ne: copy.key } },
        { $push: { copies: copy } },
      );
    },

    /** Stores a sent answer and marks the item as done. False when this answer is already stored. */
    async answer(scope: Scope, of: Item, answer: NonNullable<ContactMessage['answer']>): Promise<boolean> {
      const fresh = await rows(scope).findOneAndUpdate(
        { _id: of.first._id, 'answer.key': { $ne: answer.key } },
        { $set: { answer }, $unset: { proposal: '' } },
      );
      await rows(scope).updateMany({ ...all(of), ...isOpen }, { $set: { doneAt: answer.at, doneBy: answer.name } });
      return fresh !== undefined;
    },

    /** Stores an answer that waits for approval; it replaces an earlier proposal. */
    async propose(scope: Scope, of: Item, proposal: Proposal): Promise<void> {
      await rows(scope).findOneAndUpdate({ _id: of.first._id }, { $set: { proposal } });
    },

    /** Removes a proposed answer; false when it no longer waits. */
    async decline(scope: Scope, of: Item, proposalId: string): Promise<boolean> {
      return (
        (await rows(scope).findOneAndUpdate(
          { _id: of.first._id, 'proposal.id': proposalId },
          { $unset: { proposal: '' } },
        )) !== undefined
      );
    },

    /**
     * Open messages, oldest first, in one query: those of these projects, those assigned to this colleague, and those
     * without a project. The last kind comes from direct conversations of unknown people or of contacts with several
     * projects.
     */
    open: (
      scope: Scope,
      { projectIds, assigneeId }: { projectIds: readonly string[]; assigneeId: string },
    ): Promise<ContactMessage[]> =>
      rows(scope).find(
        {
          $or: [
            { projectId: { $in: [...projectIds] }, ...isOpen },
            { projectId: { $exists: false }, ...isOpen },
            { 'assignee.personId': assigneeId, ...isOpen },
          ],
        },
        OLDEST_FIRST,
      ),

    /** Reopens the messages that were marked as done at this time. */
    async reopen(scope: Scope, ids: readonly string[], at: Date): Promise<void> {
      await rows(scope).updateMany({ _id: { $in: [...ids] }, doneAt: at }, { $unset: { doneAt: '', doneBy: '' } });
    },

    /** Marks an item as done; false when it was already done. */
    async done(scope: Scope, of: Item, { at, by }: { at: Date; by: string }): Promise<boolean> {
      return (await rows(scope).updateMany({ ...all(of), ...isOpen }, { $set: { doneAt: at, doneBy: by } })) > 0;
    },
  };
}

/** The collections of people, their accounts and link codes, and the person as a subject of the history. */

import { defineSubject, pendingIndex } from '../../core/history/subject.ts';
import { erasedMark, keptCollection, type Subject } from '../../core/kept.ts';
import type { Update } from '../../store/collection.ts';
import { identity, linkCode, nameKey, type Person, person } from './model.ts';

/**
 * The remaining record of an erased person: that they existed, on which side, and until when. `leftAt` stays, so that
 * checks for people who left still work.
 */
const blankPerson = (row: Person, subject: Subject): Update => ({
  $set: {
    name: erasedMark(subject),
    nameKey: nameKey(erasedMark(subject)),
    leftAt: row.leftAt ?? subject.at,
    erasedAt: row.erasedAt ?? subject.at,
  },
  $unset: Object.fromEntries(
    ['note', 'email', 'locale', 'zone', 'away', 'askedAt', 'askedIn', 'notContact', 'goneAt'].map((key) => [key, '']),
  ),
});

export const people = keptCollection({
  name: 'people',
  model: person,
  tenancy: 'workspace',
  remembered: true,
  indexes: [
    { keys: { workspaceId: 1, nameKey: 1 } },
    { keys: { workspaceId: 1, clientId: 1 } },
    { keys: { workspaceId: 1, side: 1, role: 1 } },
    pendingIndex,
  ],
  retention: { kept: 'history and the audit trail name people by this record' },
  person: {
    title: { en: 'Record', 'zh-CN': '个人资料' },
    find: ({ personIds }) => ({ _id: { $in: [...personIds] } }),
    // The note and the unverified address are internal: a client's person does not get them.
    export: ({ name, side, role, clientRole, email, locale, zone, away, createdAt, note }) => ({
      ...{ name, side, role: role ?? clientRole, language: locale, zone, away, since: createdAt },
      ...(side === 'ours' ? { email, note } : {}),
    }),
    erase: blankPerson,
    stays: { en: 'the id stays, with the date and nothing else', 'zh-CN': '仅保留编号和日期' },
    isLast: true,
  },
});
/**
 * `seen`: recorded because of an act of theirs, without a role yet. `unplaced`: a manager must decide their role.
 * `absenceChanged`: their absence or its cover. `gone`, `back`: the platforms deactivated all their accounts, or
 * reactivated one.
 */
export const personSubject = defineSubject({
  kind: 'person',
  collection: people,
  events: ['created', 'seen', 'changed', 'unplaced', 'absenceChanged', 'left', 'gone', 'back', 'merged', 'erased'],
  told: [
    'side',
    'role',
    'clientId',
    'clientRole',
    'locale',
    'zone',
    'away',
    'askedIn',
    'notContact',
    'leftAt',
    'goneAt',
    'mergedInto',
  ],
  marks: ['askedAt'],
});
export type PersonEvent = (typeof personSubject.events)[number];
export const identities = keptCollection({
  name: 'identities',
  model: identity,
  tenancy: 'workspace',
  remembered: true,
  indexes: [
    { keys: { workspaceId: 1, key: 1 }, unique: true },
    { keys: { workspaceId: 1, personId: 1 } },
    { keys: { workspaceId: 1, user: 1 }, where: { user: { $exists: true } } },
    { keys: { workspaceId: 1, direct: 1 }, where: { direct: { $exists: true } } },
  ],
  retention: { kept: 'how a person is known again' },
  person: {
    title: { en: 'Accounts', 'zh-CN': '账号' },
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    export: ({ key, platformLocale, platformZone, lastSeenAt, state }) => ({
      ...{ account: key, language: platformLocale, zone: platformZone, lastSeen: lastSeenAt, state },
    }),
    erase: 'delete',
    isLast: true,
  },
});
export const linkCodes = keptCollection({
  name: 'linkCodes',
  model: linkCode,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, hash: 1 }, unique: true }, { keys: { expiresAt: 1 } }],
  retention: { by: 'expiresAt', days: 1 },
  person: {
    title: { en: 'Codes to link an account', 'zh-CN': '关联账号的代码' },
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    export: () => undefined,
    erase: 'delete',
  },
});

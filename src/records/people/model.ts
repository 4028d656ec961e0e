import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Actor, CLIENT_ROLES, OUR_ROLES } from '../../core/access.ts';
import { subjectFields } from '../../core/history/subject.ts';
import { platformId, type UserRef } from '../../core/platform.ts';
import { LOCALES } from '../../ground/i18n.ts';

/**
 * One human in a workspace. `unknown`: seen and not confirmed; they count as a viewer in the place where they were
 * seen.
 */
export const person = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  name: z.string(),
  /** The name in its form for searches: lower case, single spaces. */
  nameKey: z.string(),
  side: z.enum(['ours', 'client', 'unknown']),
  /** Only with `ours`. */
  role: z.enum(OUR_ROLES).optional(),
  /** Only with `client`. */
  clientId: z.string().optional(),
  clientRole: z.enum(CLIENT_ROLES).optional(),
  /** An internal note about the person: never shown to a client. */
  note: z.string().optional(),
  /** A typed address: unverified, so it does not identify a person. Verified addresses are identities. */
  email: z.string().optional(),
  /** Default: the platform's, or the place's. */
  locale: z.enum(LOCALES).optional(),
  /** IANA name; default: the platform's, or the place's. */
  zone: z.string().optional(),
  away: z.strictObject({ from: z.date(), until: z.date(), coverId: z.string().optional() }).optional(),
  /** The manager was asked who this is; asked once. */
  askedAt: z.date().optional(),
  /** The project whose manager was asked. */
  askedIn: z.string().optional(),
  /** Only with `unknown`: the manager decided that this is not a contact, so no channel makes them a viewer. */
  notContact: z.boolean().optional(),
  leftAt: z.date().optional(),
  /** Since when all of their accounts are deactivated, as the platforms report. */
  goneAt: z.date().optional(),
  /** Since when only the id of them is stored. */
  erasedAt: z.date().optional(),
  /** The record of the same human that replaces this one. */
  mergedInto: z.string().optional(),
  createdAt: z.date(),
  /** Only in rows from before `revision`; no longer written. */
  version: z.number().int().optional(),
  ...subjectFields,
});
export type Person = z.infer<typeof person>;

/** An identity of a person: a platform's user, or a verified e-mail address. */
export const identity = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  personId: z.string(),
  /** `slack/T1/U1` or `email/ana@example.com`: unique in the workspace. */
  key: z.string(),
  kind: z.enum(['chat', 'email']),
  platform: platformId.optional(),
  tenant: z.string().optional(),
  user: z.string().optional(),
  /** The installation's tenant through which they are reached; differs from `tenant` for people from outside. */
  via: z.string().optional(),
  /** Their direct conversation with Rapport, once known. */
  direct: z.string().optional(),
  /** The platform's language for them. */
  platformLocale: z.string().optional(),
  platformZone: z.string().optional(),
  /** When the platform first reported the account as deactivated. */
  goneAt: z.date().optional(),
  state: z.enum(['active', 'stopped']),
  /** Precise to the day: which platform they use. */
  lastSeenAt: z.date(),
});
export type Identity = z.infer<typeof identity>;

/** A one-time code that its owner types on another platform; kept as a hash. */
export const linkCode = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  personId: z.string(),
  hash: z.string(),
  expiresAt: z.date(),
  usedAt: z.date().optional(),
});

/** How long a one-time code can be typed, in milliseconds. */
export const CODE_LIFETIME = 15 * 60_000;

export const identityKey = (user: UserRef): string => `${user.platform}/${user.tenant}/${user.user}`;
export const emailKey = (email: string): string => `email/${email.trim().toLowerCase()}`;

/** A name in its form for comparisons: without @, lower case, single spaces. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().replace(/^@/, '').replace(/\s+/g, ' ').toLowerCase();
}

/** Without 0, O, 1, I, L and U: characters that people confuse, or that form words. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A code for typing by hand, `K7F2-9QX4-M3TD`: 58 bits, enough for a code that is valid for a quarter of an hour and
 * one use.
 */
export function makeCode(): string {
  let code = '';
  while (code.length < 12) {
    for (const byte of randomBytes(16)) {
      // Bytes past the last whole round of the alphabet would make its first letters more likely.
      if (byte < 240 && code.length < 12) code += ALPHABET[byte % ALPHABET.length];
    }
  }
  return `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}`;
}

/** A code's hash, the same for every way of typing: case, blanks and dashes do not matter. */
export function hashCode(typed: string): string {
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  return createHash('sha256').update(plain).digest('hex');
}

/** Whether a person is away. */
export function isAway(person: Pick<Person, 'away'>, now: Date): boolean {
  return person.away !== undefined && person.away.from <= now && now < person.away.until;
}

/** An instant on the last day of an absence: noon in the person's zone, so that it is the same day for most readers. */
export const lastAway = ({ until }: NonNullable<Person['away']>): Date => new Date(until.getTime() - 12 * 3_600_000);

/** The standing for access decisions. A person who has left or is unconfirmed has a viewer's permissions at most. */
export function standingOf(person: Person | undefined, placeClientId: string | undefined): Actor['standing'] {
  if (person === undefined || person.leftAt !== undefined)
    return { side: 'client', role: 'viewer', clientId: undefined };
  if (person.side === 'ours') return { side: 'ours', role: person.role ?? 'member' };
  if (person.side === 'client')
    return { side: 'client', role: person.clientRole ?? 'viewer', clientId: person.clientId };
  return { side: 'client', role: 'viewer', clientId: person.notContact === true ? undefined : placeClientId };
}

import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import { markOf } from '../../core/formMark.ts';
import { reactTo } from '../../core/history/reaction.ts';
import { keptCollection, userKeys } from '../../core/kept.ts';
import { FORM_MARK } from '../../core/message.ts';
import type { FormPages } from '../../core/pages.ts';
import { type EventOf, type InboundEvent, inboundEvent, type UserRef } from '../../core/platform.ts';
import type { Slice } from '../../core/slice.ts';
import type { Clock } from '../../ground/clock.ts';
import { LOCALES, type Locale } from '../../ground/i18n.ts';
import { personSubject } from '../../records/people/collections.ts';
import type { Person } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import type { Database } from '../../store/collection.ts';
import type { FileTickets } from './files.ts';
import { hashOf, newSecret } from './secret.ts';

/**
 * The target of a link: one form for one person, with the place of their request. Only the hash of the link's secret is
 * stored.
 */
const pageTicket = z.strictObject({
  _id: z.string(),
  /**
   * The submit of the form as JSON: sender, place, installation and command, with the initial values, hidden ones
   * included.
   */
  submit: z.string(),
  /** The owner, as `slack/T1/U1`: the link ends when they leave. */
  whose: z.string().optional(),
  locale: z.enum(LOCALES),
  expiresAt: z.date(),
  usedAt: z.date().optional(),
  /** After its use: the digest of the sent values. */
  sent: z.string().optional(),
});
export const pageTickets = keptCollection({
  name: 'pageTickets',
  model: pageTicket,
  tenancy: 'installation',
  indexes: [{ keys: { expiresAt: 1 } }, { keys: { whose: 1 } }],
  retention: { sweptBy: 'the links to forms, after a week' },
  person: {
    title: { en: 'Links to forms', 'zh-CN': '表单链接' },
    find: (subject) => ({ whose: { $in: [...userKeys(subject)] } }),
    export: ({ expiresAt }) => ({ until: expiresAt }),
    erase: 'delete',
  },
});

export interface Ticket {
  readonly id: string;
  /** The submit with unchanged values. */
  readonly submit: EventOf<'formSubmit'>;
  readonly locale: Locale;
  /** After its use: the digest of the sent values. */
  readonly sent: string | undefined;
}

const WEEK_MS = 7 * 86_400_000;
const keyOf = ({ platform, tenant, user }: UserRef) => `${platform}/${tenant}/${user}`;

export interface Tickets extends FormPages {
  /** The target of a link; undefined for an unknown or expired one. */
  read(secret: string): Promise<Ticket | undefined>;
  /** Ends a link with its use: no other values can be sent with it. `sent`: the digest of the sent values. */
  use(ticket: Ticket, sent: string): Promise<void>;
  /** Ends the links of these users. */
  end(users: readonly UserRef[]): Promise<void>;
  /** Deletes expired links; returns how many. */
  sweep(): Promise<number>;
}

/**
 * Links to forms, stored in a database. `publicUrl` is this server's address for people, without a slash at its end.
 */
export function createTickets({
  db,
  clock,
  publicUrl,
}: {
  db: Database;
  clock: Clock;
  publicUrl: string | undefined;
}): Tickets {
  const rows = db.everywhere(pageTickets);
  return {
    async link(event, form) {
      if (publicUrl === undefined || !('place' in event)) return undefined;
      const secret = newSecret();
      const id = hashOf(secret);
      const filled = form.fields.flatMap(({ name, value }) =>
        value === undefined ? [] : [[name, typeof value === 'string' ? value : [...value]] as const],
      );
      const { installation, from, place } = event;
      const values = { ...Object.fromEntries(filled), ...form.hidden };
      const submit: InboundEvent = {
        kind: 'formSubmit',
        id: `page:${id}`,
        installation,
        from,
        place,
        command: form.command,
        values,
      };
      const expiresAt = new Date(clock.now().getTime() + WEEK_MS);
      const whose = keyOf({ platform: installation.platform, tenant: from.tenant, user: from.user });
      await rows.insert({ _id: id, submit: JSON.stringify(submit), whose, locale: form.locale, expiresAt });
      return `${publicUrl}/form/${secret}`;
    },
    async read(secret) {
      const found = await rows.get(hashOf(secret));
      const isOver =
        found === undefined ||
        found.expiresAt <= clock.now() ||
        (found.usedAt !== undefined && found.sent === undefined);
      if (isOver) return undefined;
      const submit = inboundEvent.safeParse(JSON.parse(found.submit));
      if (!submit.success || submit.data.kind !== 'formSubmit') return undefined;
      const mark = markOf(found._id, new Date(found.expiresAt.getTime() - WEEK_MS));
      const values = { [FORM_MARK]: mark, ...submit.data.values };
      return { id: found._id, submit: { ...submit.data, values }, locale: found.locale, sent: found.sent };
    },
    use: async ({ id }, sent) =>
      void (await rows.findOneAndUpdate({ _id: id }, { $set: { usedAt: clock.now(), sent } })),
    end: async (users) => void (await rows.deleteMany({ whose: { $in: users.map(keyOf) } })),
    sweep: () => rows.deleteMany({ expiresAt: { $lt: clock.now() } }),
  };
}

/** Ends the links of a person who leaves. */
export function pagesSlice({
  people,
  tickets,
  files,
}: {
  people: People;
  tickets: Pick<Tickets, 'end'>;
  files: Pick<FileTickets, 'end'>;
}): Slice {
  async function endLinks(left: Person): Promise<void> {
    await files.end(left.workspaceId, left._id);
    const accounts = await people.identitiesOf(systemScope(left.workspaceId), left._id);
    await tickets.end(
      accounts.flatMap(({ platform, tenant, user }) =>
        platform && tenant && user ? [{ platform, tenant, user }] : [],
      ),
    );
  }
  return {
    name: 'pages',
    things: [],
    commands: [],
    jobs: [],
    collections: [],
    reactions: [reactTo(personSubject, { name: 'pages.endLinks', events: ['left'], run: endLinks })],
  };
}

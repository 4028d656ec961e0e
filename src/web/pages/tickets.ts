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
 * What a link stands for: one form, for one person, where they were when they asked for it. The link's secret is kept
 * as its hash alone.
 */
const pageTicket = z.strictObject({
  _id: z.string(),
  /**
   * The submit that it leads to, as JSON: who, where, through which installation, which command; with what the form
   * starts with, hidden values included.
   */
  submit: z.string(),
  /** Whose it is, as `slack/T1/U1`: it ends when they leave. */
  whose: z.string().optional(),
  locale: z.enum(LOCALES),
  expiresAt: z.date(),
  usedAt: z.date().optional(),
  /** Once it is used: the digest of what was sent with it. */
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
  /** The submit as it would be with nothing changed. */
  readonly submit: EventOf<'formSubmit'>;
  readonly locale: Locale;
  /** Once it is used: the digest of what was sent with it. */
  readonly sent: string | undefined;
}

const WEEK_MS = 7 * 86_400_000;
const keyOf = ({ platform, tenant, user }: UserRef) => `${platform}/${tenant}/${user}`;

export interface Tickets extends FormPages {
  /** What a link stands for; undefined for one that nobody gave or that is over. */
  read(secret: string): Promise<Ticket | undefined>;
  /** Nobody sends anything else with it. `sent`: the digest of what was sent. */
  use(ticket: Ticket, sent: string): Promise<void>;
  /** These users' links stand for nothing any more. */
  end(users: readonly UserRef[]): Promise<void>;
  /** Forgets those that are over; returns how many. */
  sweep(): Promise<number>;
}

/** Links to forms over a database. `publicUrl` is where people reach this server, without a slash at its end. */
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

/** The links of a person who leaves end. */
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

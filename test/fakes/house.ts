import { type Composition, compose } from '../../src/app/composition.ts';
import { systemScope } from '../../src/core/access.ts';
import { auditEntries } from '../../src/core/auditLog.ts';
import type { Reply } from '../../src/core/command.ts';
import type { Block, File, Message } from '../../src/core/message.ts';
import type { FormValues, InboundEvent } from '../../src/core/platform.ts';
import { renderText } from '../../src/core/render/text.ts';
import type { Slice } from '../../src/core/slice.ts';
import { type Clock, stoppedClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import type { People } from '../../src/records/people/store.ts';
import type { Register } from '../../src/records/registers/define.ts';
import type { Database } from '../../src/store/collection.ts';
import { begunDatabase } from './begun.ts';
import { fakePlatform } from './platform.ts';
import { settling } from './settling.ts';

const tenant = 'north';
const outside = 'acme';
const installation = { platform: 'playground', tenant } as const;

/** The users: id, home tenant, and their platform's data. */
const users = {
  root: { name: 'Root', tenant, locale: 'en', zone: 'Europe/Berlin' },
  mei: { name: 'Mei Chen', tenant, locale: 'en', zone: 'Europe/Berlin' },
  tom: { name: 'Tom Berg', tenant, locale: 'zh-CN', zone: 'Asia/Shanghai' },
  ana: { name: 'Ana Lima', tenant: outside, locale: 'en', zone: 'America/New_York' },
} as const;
export type User = keyof typeof users;
export const CLIENT_CHANNEL = 'C-acme';
export const INTERNAL_CHANNEL = 'C-acme-internal';

const user = (id: User) => ({ platform: 'playground' as const, tenant: users[id].tenant, user: id, via: tenant });

/** Makes the agency of `house`, and waits for what the slices do about it. */
async function agencyOf({ workspaces, people, clients, projects, histories }: Composition) {
  const { workspace } = await workspaces.create({
    name: 'North',
    zone: 'Europe/Berlin',
    admin: { name: 'Root', identities: [user('root')] },
  });
  const scope = systemScope(workspace._id);
  await workspaces.attach(scope, installation);
  const mei = await people.add(scope, {
    name: 'Mei Chen',
    side: { kind: 'ours', role: 'manager' },
    identities: [user('mei')],
  });
  const tom = await people.add(scope, {
    name: 'Tom Berg',
    side: { kind: 'ours', role: 'member' },
    identities: [user('tom')],
  });
  const acme = await clients.add(scope, { name: 'Acme', locale: 'en' });
  const ana = await people.add(scope, {
    name: 'Ana Lima',
    side: { kind: 'client', clientId: acme._id, role: 'approver' },
    identities: [user('ana')],
  });
  const project = await projects.add(scope, {
    name: 'Acme shop',
    key: 'ACME',
    clientId: acme._id,
    managerId: mei._id,
    locale: 'en',
    zone: 'America/New_York',
    state: 'active',
  });
  await projects.link(scope, {
    ...installation,
    conversation: CLIENT_CHANNEL,
    name: 'acme',
    projectId: project._id,
    audience: 'client',
  });
  await projects.link(scope, {
    ...installation,
    conversation: INTERNAL_CHANNEL,
    name: 'acme-internal',
    projectId: project._id,
    audience: 'internal',
  });
  await histories.settled();
  return { workspace, mei, tom, acme, ana, project };
}

/**
 * The whole house over memory, with a platform that records its posts: Mei manages ACME for Acme (client channel in New
 * York's zone), Tom is a member who reads Chinese, Root the admin, Ana an approver of Acme. All text goes through the
 * bot's two doors. `registers`: instead of those of this version.
 */
export async function house(
  start = '2026-11-23T09:00:00Z',
  edgeSlices?: (parts: { readonly people: People; readonly db: Database; readonly clock: Clock }) => readonly Slice[],
  registers?: readonly Register[],
) {
  // What a slice of the test's own does about the beginning is not in the others' documents.
  const { db, begin } = await begunDatabase(edgeSlices === undefined ? `house ${start}` : undefined);
  const clock = stoppedClock(start);
  const platform = fakePlatform();
  const late: { event: InboundEvent; reply: Reply }[] = [];
  const made = await compose({
    db,
    clock,
    log: silentLogger,
    platforms: [platform],
    answerLate: async (event, reply) => void late.push({ event, reply }),
    registers,
    edgeSlices: ({ people }) => edgeSlices?.({ people, db, clock }) ?? [],
  });
  const parts = { ...made, bot: settling(made) };
  const { workspace, mei, tom, acme, ana, project } = await begin(() => agencyOf(parts));
  const scope = systemScope(workspace._id);
  const member = (id: User) => ({ user: user(id), name: users[id].name, outsider: users[id].tenant !== tenant });
  platform.people.set(INTERNAL_CHANNEL, [member('mei'), member('tom')]);
  platform.people.set(CLIENT_CHANNEL, [member('mei'), member('tom'), member('ana')]);

  let count = 0;
  const from = (id: User) => ({ user: id, outsider: users[id].tenant !== tenant, ...users[id] });
  const common = (id: User, conversation: string) => ({
    id: `E${++count}`,
    installation,
    from: from(id),
    place: {
      conversation,
      kind: conversation.startsWith('D-') ? ('direct' as const) : ('channel' as const),
      message: 'M1',
    },
  });
  const answer = (event: InboundEvent): Promise<Reply> => parts.bot.handle(event).reply;

  return {
    ...parts,
    ...{ db, clock, platform, late, workspace, scope, mei, tom, ana, acme, project },
    /** Types a text: as a slash command on our side, as a mention on the client's. */
    say: (id: User, text: string, conversation = `D-${id}`) =>
      answer({ kind: users[id].tenant === tenant ? 'command' : 'mention', text, ...common(id, conversation) }),
    press: (id: User, command: string, input: FormValues = {}, conversation = `D-${id}`) =>
      answer({ kind: 'action', payload: { v: 1, command, input }, ...common(id, conversation) }),
    submit: (id: User, command: string, values: FormValues, conversation = `D-${id}`) =>
      answer({ kind: 'formSubmit', command, values, ...common(id, conversation) }),
    /** Sends any event in the adapter's form; the same event again is a redelivery. */
    answer,
    common,
    /** Moves the clock and processes due work. */
    async at(instant: string) {
      await parts.histories.settled();
      clock.moveTo(new Date(instant));
      for (let round = 0; round < 5; round++)
        if ((await parts.scheduler.tick()) + (await parts.sender.tick()) === 0) break;
    },
    /** The posts in a conversation, as text in New York. */
    posted: (conversation: string) =>
      platform.posts
        .filter((post) => post.to.conversation === conversation)
        .map((post) => renderText(post.message, { locale: 'en', zone: 'America/New_York', now: clock.now() })),
    history: (subject: string) => db.within(auditEntries, scope).find({ subject }, { sort: { at: 1, _id: 1 } }),
  };
}
export type House = Awaited<ReturnType<typeof house>>;

/** A reply's message, for a reader in a zone. */
export function textOf(
  reply: Reply,
  zone = 'Europe/Berlin',
  now = '2026-11-23T09:00:00Z',
  locale: 'en' | 'zh-CN' = 'en',
): string {
  const message = messageOf(reply);
  return renderText(message, { locale, zone, now: new Date(now) });
}
export function messageOf(reply: Reply): Message {
  if (reply.kind !== 'message' && reply.kind !== 'update') throw new Error(`the reply is ${JSON.stringify(reply)}`);
  return reply.message;
}

/** The file in a reply. */
export function fileIn(reply: Reply): File {
  const file = messageOf(reply).blocks.find(({ kind }) => kind === 'file');
  if (file?.kind !== 'file') throw new Error(`no file in ${JSON.stringify(messageOf(reply))}`);
  return file;
}

/** The command of a button or a menu entry with this label. */
export function buttonOf(reply: Reply | Message, label: string): { command: string; input: FormValues } {
  const message = 'blocks' in reply ? reply : messageOf(reply);
  const items = message.blocks.flatMap((block: Block) => (block.kind === 'actions' ? block.items : []));
  const all = items.flatMap((item) =>
    item.kind === 'button' ? [{ label: item.label, payload: item.payload }] : item.options,
  );
  const found = all.find((item) => item.label === label);
  if (found === undefined) throw new Error(`no ${label} among ${all.map((item) => item.label).join(', ')}`);
  return { command: found.payload.command, input: found.payload.input };
}

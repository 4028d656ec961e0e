import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { listenTo } from './webSocket.ts';

/**
 * The Agents Playground's world in these tests. It has one current user, five others, one chat of each kind and one
 * team.
 */
export const WORLD = {
  tenant: '00000000-0000-0000-0000-0000000000001',
  bot: { id: '28:00000000-0000-0000-0000-000000000011', name: 'Rapport & Co' },
  people: { mei: 'Mei Chen', tom: 'Tom Berg', ana: 'Ana & Bo Lima', root: 'Root', li: '李文静', zoe: 'Zoe Ashe' },
  personal: 'personal-mei',
  group: 'group-acme',
  team: 'team-north',
  channel: 'channel-acme',
} as const;
export type Person = keyof typeof WORLD.people;

const config = () => {
  const user = (id: Person, index: number) =>
    `{ id: ${id}, name: "${WORLD.people[id]}", userPrincipleName: ${id}@north.test, aadObjectId: 00000000-0000-0000-0000-00000000002${index}, givenName: ${id}, surname: ${id}, email: ${id}@north.test }`;
  return `version: "0.1.1"
tenantId: ${WORLD.tenant}
bot: { id: "${WORLD.bot.id}", name: "${WORLD.bot.name}" }
currentUser: ${user('mei', 0)}
users:
${(['tom', 'ana', 'root', 'li', 'zoe'] as const).map((id, index) => `  - ${user(id, index + 1)}`).join('\n')}
personalChat: { id: ${WORLD.personal} }
groupChat: { id: ${WORLD.group}, name: Acme group }
team:
  id: ${WORLD.team}
  name: North
  aadGroupId: 00000000-0000-0000-0000-000000000031
  channels: [{ id: ${WORLD.channel}, name: acme }]
`;
};

/** A message as the playground's page shows it. */
export interface Shown {
  readonly id: string;
  /** The chat or channel, without the thread. */
  readonly conversation: string;
  readonly thread: string | undefined;
  readonly card: Card | undefined;
  readonly text: string;
}
export type Card = {
  readonly type: 'AdaptiveCard';
  readonly body: readonly unknown[];
  readonly actions?: readonly unknown[];
};

export interface AgentsPlayground {
  readonly url: string;
  /** The present messages of the bot, oldest first. */
  messages(conversation: string): readonly Shown[];
  /** The next matching message in a conversation that was not returned before. */
  next(conversation: string, fits?: (shown: Shown) => boolean): Promise<Shown>;
  /** A line of its log of all traffic; other people's chats are visible only there. */
  logged(fits: (line: string) => boolean): Promise<string>;
  /** A message once it matches. */
  until(id: string, fits: (shown: Shown) => boolean): Promise<Shown>;
  /** Types as the current user; returns the message's id and, in a channel, its thread's. */
  say(
    conversation: string,
    text: string,
    mentions?: readonly ('bot' | Person)[],
  ): Promise<{ id: string; thread: string | undefined }>;
  /** Presses an Action.Submit as the current user. */
  submit(conversation: string, replyToId: string, value: unknown): Promise<void>;
  /** Sends an invoke as the current user's client; returns the bot's answer. */
  invoke(name: string, conversation: string, value: unknown, replyToId?: string): Promise<unknown>;
  install(conversation: string): Promise<void>;
  /** Sends any activity to the bot. */
  send(activity: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 60_000;

/** Starts Microsoft's own substitute for Teams beside a bot. */
export async function startAgentsPlayground(endpoint: string): Promise<AgentsPlayground> {
  const folder = mkdtempSync(join(tmpdir(), 'agents-playground-'));
  writeFileSync(join(folder, '.m365agentsplayground.yml'), config());
  const port = await freePort();
  const cli = resolve('node_modules/@microsoft/m365agentsplayground/cli.js');
  const process_ = spawn(
    process.execPath,
    [cli, '-e', endpoint, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    {
      cwd: folder,
      env: { ...process.env, TEAMSAPPTESTER_BROWSER: 'none' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  // It ends together with an aborted test.
  const endWithUs = () => void process_.kill();
  process.once('exit', endWithUs);
  const url = `http://127.0.0.1:${await listening(process_)}`;

  const shown = new Map<string, Shown>();
  const taken = new Set<string>();
  const waiting = new Set<() => void>();
  const stream = await listenTo(`${url}/_ws_conversation/v1/conversations/stream`, (text) => {
    for (const message of messagesIn(JSON.parse(text))) shown.set(message.id, message);
    for (const check of [...waiting]) check();
  });

  const traffic: string[] = [];
  const log = await listenTo(`${url}/_ws/log/stream`, (text) => {
    traffic.push(text);
    for (const check of [...waiting]) check();
  });

  /** Checks again at each new message. */
  function wait<T>(look: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve_, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(check);
        reject(
          new Error(
            `${what} did not come; there is ${JSON.stringify([...shown.values()].map(({ id, conversation, text }) => ({ id, conversation, text })))}`,
          ),
        );
      }, PATIENCE_MS);
      const check = () => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        waiting.delete(check);
        resolve_(found);
      };
      waiting.add(check);
      check();
    });
  }
  async function post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
  const from = { id: 'mei' };

  return {
    url,
    messages: (conversation) => [...shown.values()].filter((one) => one.conversation === conversation),
    async next(conversation, fits = () => true) {
      const found = await wait(
        () => [...shown.values()].find((one) => one.conversation === conversation && !taken.has(one.id) && fits(one)),
        `a message in ${conversation}`,
      );
      taken.add(found.id);
      return found;
    },
    logged: (fits) => wait(() => traffic.find(fits), 'a line of the log'),
    until: (id, fits) =>
      wait(() => {
        const one = shown.get(id);
        return one !== undefined && fits(one) ? one : undefined;
      }, `message ${id} as expected`),
    async say(conversation, text, mentions = []) {
      const people = mentions.map((who) => (who === 'bot' ? WORLD.bot : { id: who, name: WORLD.people[who] }));
      const answer = (await post(`/_conversation/v1/conversations/${conversation}/messages`, {
        from,
        text,
        textFormat: 'plain',
        mentions: people.map(({ id, name }) => ({ mentioned: { id }, text: `<at>${name}</at>` })),
      })) as { messageId: string; postConversationId?: string };
      return { id: answer.messageId, thread: answer.postConversationId?.split(';messageid=')[1] };
    },
    submit: async (conversation, replyToId, value) =>
      void (await post('/_conversation/v1/submit', { conversation: { id: conversation }, from, replyToId, value })),
    invoke: (name, conversation, value, replyToId) =>
      post('/_conversation/v1/invoke', {
        name,
        conversation: { id: conversation },
        from,
        value,
        ...(replyToId === undefined ? {} : { replyToId }),
      }),
    install: async (conversation) => void (await post(`/_debug/conversation/${conversation}/installation`, {})),
    send: async (activity) => void (await post('/_internal/v1/customActivities', activity)),
    async stop() {
      stream.close();
      log.close();
      process.off('exit', endWithUs);
      if (process_.exitCode === null) {
        process_.kill();
        await once(process_, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The port that it uses; it takes another one if the given port is taken. */
function listening(process_: ChildProcess): Promise<number> {
  return new Promise((resolve_, reject) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += String(chunk);
      const port = /Listening on (\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve_(Number(port));
    };
    process_.stdout?.on('data', hear);
    process_.stderr?.on('data', hear);
    process_.once('exit', (code) => reject(new Error(`the Agents Playground ended with ${code}: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The messages in an event of the stream. */
function messagesIn(event: unknown): Shown[] {
  const { action, actionConversationId, message } = event as {
    action: string;
    actionConversationId: string;
    message?: { messageId: string; from?: { id: string }; content?: string; attachments?: { content: Card }[] };
  };
  if (
    !['createMessage', 'updateMessage', 'createPost', 'updatePost'].includes(action) ||
    message?.from?.id !== WORLD.bot.id
  )
    return [];
  const [conversation = '', thread] = actionConversationId.split(';messageid=');
  const card = message.attachments?.[0]?.content;
  return [
    {
      id: message.messageId,
      conversation,
      thread,
      card,
      text: card === undefined ? (message.content ?? '') : textOf(card),
    },
  ];
}

/** All text of a card that is visible without a press, in order. */
export function textOf(element: unknown): string {
  if (typeof element === 'string') return element;
  if (Array.isArray(element))
    return element
      .map(textOf)
      .filter((text) => text !== '')
      .join(' ');
  if (typeof element !== 'object' || element === null) return '';
  const { text, title, label, value, inlines, body, items, columns, actions, type } = element as Record<
    string,
    unknown
  >;
  const isInput = typeof type === 'string' && type.startsWith('Input.');
  return [
    text,
    title,
    label,
    isInput && value !== undefined ? `[${String(value)}]` : undefined,
    inlines,
    body,
    items,
    columns,
    actions,
  ]
    .map(textOf)
    .filter((each) => each !== '')
    .join(' ');
}

/** All elements of a card with this type. */
export function partsOf(element: unknown, type: string): Record<string, unknown>[] {
  if (Array.isArray(element)) return element.flatMap((each) => partsOf(each, type));
  if (typeof element !== 'object' || element === null) return [];
  const own = (element as { type?: unknown }).type === type ? [element as Record<string, unknown>] : [];
  return [...own, ...Object.values(element).flatMap((each) => partsOf(each, type))];
}

/** The action of a button; the inner one of a confirmation or a menu by its own title. */
export function actionOf(card: unknown, title: string): { type: string; data: Record<string, unknown>; verb?: string } {
  const all = ['Action.Execute', 'Action.Submit'].flatMap((type) => partsOf(card, type));
  const found = all.find((action) => String(action.title).startsWith(title));
  if (found === undefined) throw new Error(`no ${title} among ${all.map((action) => action.title).join(', ')}`);
  return found as ReturnType<typeof actionOf>;
}

import {
  type ActionPayload,
  type Message,
  message as messageModel,
  type RichText,
  type Span,
} from '../../src/core/message.ts';
import { renderHtml } from '../../src/core/render/html.ts';
import { nearestLocale } from '../../src/ground/i18n.ts';
import type { PostView } from './page/wire.ts';
import { BOT_USER, EVERYONE } from './world.ts';
import type { PlaygroundMessage, PlaygroundUser } from './worldRows.ts';

/** Names for the tokens in what people typed. */
export interface Names {
  readonly people: ReadonlyMap<string, string>;
  readonly channels: ReadonlyMap<string, string>;
}

/** A person's text as runs: tokens become mentions with current names, the rest stays data. */
export function typedText(text: string, names: Names): RichText {
  return text
    .split(/(<[@#][\w-]+>)/)
    .filter((part) => part !== '')
    .map((part): Span => {
      const [, sign, id] = /^<([@#])([\w-]+)>$/.exec(part) ?? [];
      if (sign === '@' && id === BOT_USER) return { kind: 'person', user: BOT_USER, name: 'Rapport' };
      if (sign === '@' && id !== undefined && names.people.has(id))
        return { kind: 'person', user: id, name: names.people.get(id) ?? id };
      if (sign === '#' && id !== undefined && names.channels.has(id))
        return { kind: 'channel', conversation: id, name: names.channels.get(id) ?? id };
      return part;
    });
}

/** The neutral message of a post. A person's text is one too, so that there is one renderer. */
export function messageOf(post: PlaygroundMessage, names: Names): Message {
  if (post.message !== undefined) return messageModel.parse(JSON.parse(post.message)) as Message;
  return {
    audience: 'internal',
    fallbackText: post.text || ' ',
    blocks: [{ kind: 'text', text: typedText(post.text ?? '', names) }],
  };
}

/** Every press that a message offers. */
export function payloadsOf(message: Message): ActionPayload[] {
  return message.blocks.flatMap((block) =>
    block.kind === 'actions'
      ? block.items.flatMap((item) =>
          item.kind === 'button' ? [item.payload] : item.options.map((option) => option.payload),
        )
      : [],
  );
}

/** One post as one person sees it: in its original language, with times in the reader's own zone. */
export function postView(
  post: PlaygroundMessage,
  reader: PlaygroundUser,
  context: { names: Names; now: Date },
): PostView {
  const { names, now } = context;
  return {
    id: post._id,
    key: post.key,
    conversation: post.conversation,
    thread: post.thread,
    from: post.from,
    fromName: post.from === BOT_USER ? 'Rapport' : (names.people.get(post.from) ?? '?'),
    whisper: post.reader !== EVERYONE,
    html: renderHtml(messageOf(post, names), {
      locale: post.locale ?? nearestLocale(reader.locale),
      zone: reader.zone,
      now,
    }),
    at: post.at.toISOString(),
    edited: post.editedAt !== undefined,
  };
}

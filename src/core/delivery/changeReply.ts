import { enumerated } from '../../ground/i18n.ts';
import type { Reach, Routes } from '../directory.ts';
import type { Audience, Message } from '../message.ts';
import { localeOf, rehearsed } from './compose.ts';
import type { Outgoing } from './outbox.ts';
import type { Post } from './post.ts';
import { deliveryTexts } from './texts.ts';

/** Who is to hear of an edit, and of what. */
export interface Concern {
  /** The platform's users, as a `person` span names them. */
  readonly people: readonly { readonly user: string; readonly name: string }[];
  /**
   * What changed, in the language of the post: "Moved to Tue 1 Dec 10:00". Of several changes that become one, the last
   * one's is said.
   */
  readonly text: string;
  /** The latest moment at which they must know, when what changed is about to begin. */
  readonly by?: Date | undefined;
}

/**
 * The one reply in the post's thread that names those concerned. Never sent twice for one change: its key is the
 * change's.
 */
export async function changeReply(
  row: Post,
  { people, text, revision }: NonNullable<Post['change']>,
  directory: Pick<Routes, 'reachChannel'>,
): Promise<Outgoing<Audience>> {
  const names = people.flatMap(({ user, name }) => [{ kind: 'person' as const, user, name }, ' ']);
  const reply: Message = {
    // Marked below where the project was rehearsed: there our side reads.
    audience: row.rehearsalOf === undefined ? row.to.audience : 'internal',
    fallbackText: text,
    blocks: [{ kind: 'text', text: [...names, text] }],
  };
  return {
    key: `change:${row.key}:${revision}`,
    workspaceId: row.workspaceId,
    ...(row.projectId === undefined ? {} : { projectId: row.projectId }),
    to: { ...row.to, thread: row.to.thread ?? row.posted },
    message: row.rehearsalOf === undefined ? reply : rehearsed(reply, row.rehearsalOf, await localeOf(directory, row)),
    locale: row.locale,
    zone: row.zone,
    noise: 'change',
  };
}

/** To a steward: a change that people were to hear of could not be shown where the first word of it stands. */
export function changeNotShown(
  row: Post,
  { people, text }: NonNullable<Post['change']>,
  reader: Reach,
): Message<'internal'> {
  const texts = deliveryTexts(reader.locale);
  const title = texts.changeNotShown();
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'text',
        text: texts.changeTell({
          people: enumerated(
            people.map(({ name }) => name),
            reader.locale,
          ),
        }),
      },
      // The words of what belongs to no project are nobody else's business.
      ...(row.projectId === undefined ? [] : [{ kind: 'quote' as const, text }]),
    ],
  };
}

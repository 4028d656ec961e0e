import { enumerated } from '../../ground/i18n.ts';
import type { Reach, Routes } from '../directory.ts';
import type { Audience, Message } from '../message.ts';
import { localeOf, rehearsed } from './compose.ts';
import type { Outgoing } from './outbox.ts';
import type { Post } from './post.ts';
import { deliveryTexts } from './texts.ts';

/** The people concerned by an edit, and its text for them. */
export interface Concern {
  /** The platform's users, as a `person` span names them. */
  readonly people: readonly { readonly user: string; readonly name: string }[];
  /**
   * The change, in the language of the post: "Moved to Tue 1 Dec 10:00". When several changes become one, the last
   * one's text counts.
   */
  readonly text: string;
  /** The latest moment for the notice, when the changed thing begins soon. */
  readonly by?: Date | undefined;
}

/** The one reply in the post's thread that names the people concerned. Idempotent: its key is the change's. */
export async function changeReply(
  row: Post,
  { people, text, revision }: NonNullable<Post['change']>,
  directory: Pick<Routes, 'reachChannel'>,
): Promise<Outgoing<Audience>> {
  const names = people.flatMap(({ user, name }) => [{ kind: 'person' as const, user, name }, ' ']);
  const reply: Message = {
    // In a rehearsal our side reads.
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

/** Tells a steward about a change that could not be shown in its post. */
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
      // Text of a delivery without a project is private to its owner.
      ...(row.projectId === undefined ? [] : [{ kind: 'quote' as const, text }]),
    ],
  };
}

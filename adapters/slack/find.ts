import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ConversationRef } from '../../src/core/platform.ts';
import type { SlackAnswer, SlackApi } from './api.ts';

/** Metadata of our posts, invisible to people: it names the delivery. */
const EVENT_TYPE = 'rapport_delivery';

/** Any app in the team may read metadata. A digest can be recognised and reveals nothing. */
const digest = (key: string) => createHash('sha256').update(key).digest('base64url').slice(0, 32);

/** The metadata of a post with this delivery key. */
export const metadataOf = (key: string) => ({ event_type: EVENT_TYPE, event_payload: { key: digest(key) } });

const ours = z.object({
  ts: z.string(),
  metadata: z.object({
    event_type: z.literal(EVENT_TYPE),
    event_payload: z.object({ key: z.string() }).optional().catch(undefined),
  }),
});
const page = z.object({
  messages: z.array(z.unknown()),
  has_more: z.boolean().optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/**
 * Newest first. 1,000 messages are enough for a look-up that comes seconds or a restart later. Apps that Slack limits
 * to 15 messages a minute see the first page.
 */
const PAGE = 200;
const MOST_PAGES = 5;

/**
 * Looks for the post with this delivery key. `absent` only when the whole history was read; `later` when Slack does not
 * answer now; `cannotTell` when it never will: the history is unreadable or too long.
 */
export async function findPost(
  api: SlackApi,
  to: ConversationRef,
  { key, timeoutMs }: { key: string; timeoutMs: number },
): Promise<{ readonly found: string } | 'absent' | 'cannotTell' | 'later'> {
  const wanted = digest(key);
  const [method, where] =
    to.thread === undefined
      ? (['conversations.history', { channel: to.conversation }] as const)
      : (['conversations.replies', { channel: to.conversation, ts: to.thread }] as const);
  let cursor = '';
  // Slack can leave out the content of metadata. Such a post could be the one that is looked for.
  let isBlind = false;
  for (let turn = 0; turn < MOST_PAGES; turn += 1) {
    const question = { ...where, include_all_metadata: true, limit: PAGE, ...(cursor === '' ? {} : { cursor }) };
    const answer: SlackAnswer = await api.call(to.tenant, method, question, { timeoutMs });
    if (!answer.ok) {
      if (answer.error === 'thread_not_found') return 'absent';
      // A later look-up would start again and be refused at the same page.
      return answer.fault === 'refused' || (answer.fault === 'rateLimited' && turn > 0) ? 'cannotTell' : 'later';
    }
    const read = page.safeParse(answer.body);
    if (!read.success) return 'later';
    for (const message of read.data.messages) {
      const own = ours.safeParse(message);
      if (!own.success) continue;
      const said = own.data.metadata.event_payload?.key;
      if (said === wanted) return { found: own.data.ts };
      if (said === undefined) isBlind = true;
    }
    cursor = read.data.response_metadata?.next_cursor ?? '';
    if (cursor === '') return read.data.has_more === true || isBlind ? 'cannotTell' : 'absent';
  }
  return 'cannotTell';
}

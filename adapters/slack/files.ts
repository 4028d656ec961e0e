import type { Block, Message } from '../../src/core/message.ts';
import type { ConversationRef } from '../../src/core/platform.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { SlackAnswer, SlackApi } from './api.ts';
import { slackTexts } from './texts.ts';

type FileBlock = Extract<Block, { kind: 'file' }>;
const isFile = (block: Block): block is FileBlock => block.kind === 'file';

export const hasFiles = ({ blocks }: Message): boolean => blocks.some(isFile);

/** The message for Slack when its files are uploaded beside it. */
export const withoutFiles = (message: Message): Message => ({
  ...message,
  blocks: message.blocks.filter((block) => !isFile(block)),
});

/** The same message with the reason, when a file cannot be delivered at all. */
export function withReason(message: Message, { error }: Extract<SlackAnswer, { ok: false }>, locale: Locale): Message {
  const isLost = message.blocks.some((block) => isFile(block) && block.url === undefined);
  const reason: Block = { kind: 'context', text: slackTexts(locale).mayNotAttach() };
  return isLost && error === 'missing_scope' ? { ...message, blocks: [...message.blocks, reason] } : message;
}

/** The timeout of each of three requests in a row (address, bytes, completion). */
const STEP_TIMEOUT_MS = 3_000;

/** Uploads a message's files into its place, all or none. Not retried: a failed upload has a fallback. */
export function upload(
  api: SlackApi,
  { tenant, conversation, thread }: Pick<ConversationRef, 'tenant' | 'conversation' | 'thread'>,
  message: Message,
) {
  const files = message.blocks.filter(isFile).map(({ name, content }) => ({ filename: name, title: name, content }));
  const where = { channel_id: conversation, ...(thread === undefined ? {} : { thread_ts: thread }) };
  // The SDK's own method: an address for each file, its bytes, then one share for all.
  return api.call(tenant, 'files.uploadV2', { ...where, file_uploads: files }, { timeoutMs: STEP_TIMEOUT_MS });
}

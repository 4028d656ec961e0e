import type { Block, Message } from '../../src/core/message.ts';
import type { ConversationRef } from '../../src/core/platform.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { SlackAnswer, SlackApi } from './api.ts';
import { slackTexts } from './texts.ts';

type FileBlock = Extract<Block, { kind: 'file' }>;
const isFile = (block: Block): block is FileBlock => block.kind === 'file';

export const hasFiles = ({ blocks }: Message): boolean => blocks.some(isFile);

/** What is said beside files that Slack brings itself. */
export const withoutFiles = (message: Message): Message => ({
  ...message,
  blocks: message.blocks.filter((block) => !isFile(block)),
});

/** The same with the reason, where a file can be had in no way. */
export function withReason(message: Message, { error }: Extract<SlackAnswer, { ok: false }>, locale: Locale): Message {
  const isLost = message.blocks.some((block) => isFile(block) && block.url === undefined);
  const reason: Block = { kind: 'context', text: slackTexts(locale).mayNotAttach() };
  return isLost && error === 'missing_scope' ? { ...message, blocks: [...message.blocks, reason] } : message;
}

/** Three requests in a row (where to, the bytes, done), each with this patience. */
const STEP_TIMEOUT_MS = 3_000;

/** Brings a message's files to where it stands, all of them or none. Not repeated: what fails has another way. */
export function upload(
  api: SlackApi,
  { tenant, conversation, thread }: Pick<ConversationRef, 'tenant' | 'conversation' | 'thread'>,
  message: Message,
) {
  const files = message.blocks.filter(isFile).map(({ name, content }) => ({ filename: name, title: name, content }));
  const where = { channel_id: conversation, ...(thread === undefined ? {} : { thread_ts: thread }) };
  // The SDK's own method: an address for each file, its bytes, then all of them shared at once.
  return api.call(tenant, 'files.uploadV2', { ...where, file_uploads: files }, { timeoutMs: STEP_TIMEOUT_MS });
}

import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { createContactAnswers, sentMessage } from './answering.ts';
import { aboutItem, type CommandDeps, contactMessageThing, gone, itemIntro, whichField } from './commands.ts';
import { askLeaveMessage, noted } from './messages.ts';
import type { Item, Proposal } from './model.ts';
import { proposalCommands } from './proposalCommands.ts';
import { contactMessageTexts } from './texts.ts';

/**
 * Splits "@Ana We look at it", "Ana: We look at it", "Ana “We look at it”". A mention, a colon or quotation marks end
 * the name. Other text opens the form: a wrong guess would be posted to a client.
 */
function readReply(typed: string): { id: string; text: string } | undefined {
  const [, mention, afterMention] = /^(<@[^>]+>)[\s:：,，]*([\s\S]+)$/u.exec(typed.trim()) ?? [];
  const [, name, afterName] =
    /^@?([^"“「『:：]{1,80}?)\s*(?:[:：]\s*|(?=["“「『]))([\s\S]+)$/u.exec(typed.trim()) ?? [];
  const [id, rest] = mention === undefined ? [name, afterName] : [mention, afterMention];
  if (id === undefined || rest === undefined) return undefined;
  const [, inQuotes] = /^["“「『]([\s\S]+)["”」』]$/u.exec(rest.trim()) ?? [];
  return { id, text: inQuotes ?? rest.trim() };
}

/** Commands to answer a contact: a reply, and the decision about a reply that needs approval. */
export function replyCommands(deps: CommandDeps): Command[] {
  const { contactMessages, telling, tell } = deps;
  const answering = createContactAnswers(deps);
  const { maySpeak, send } = answering;

  /**
   * Asks the people who may approve the answer. @throws RapportError `unavailable` when none of them can be reached.
   */
  async function askLeave({ workspaceId }: { workspaceId: string }, item: Item, proposal: Proposal): Promise<void> {
    const { readers } = await telling.readersOf(item.first);
    if (readers.length === 0)
      throw new RapportError('unavailable', 'no steward can approve an answer', {
        forPeople: contactMessageTexts.all('nobodyAllows'),
        field: 'text',
      });
    for (const { key, ...reader } of readers)
      await tell.reader({ workspaceId, reader }, ({ locale }) => askLeaveMessage(item, proposal, locale), {
        key: `words-ask:${proposal.id}:${key}`,
      });
  }

  const reply = defineCommand({
    thing: contactMessageThing,
    verb: 'reply',
    verbAliases: ['reply', 'answer', '回复', '答复'],
    summary: contactMessageTexts.all('replySummary'),
    submit: contactMessageTexts.all('send'),
    permission: 'work',
    sensitive: true,
    about: aboutItem(deps),
    input: {
      id: whichField,
      text: field.longText({
        label: contactMessageTexts.all('answer'),
        hint: contactMessageTexts.all('answerHint'),
        maxLength: 3_000,
      }),
    },
    positional: ['id', 'text'],
    read: readReply,
    example: { en: 'message reply @Ana "We look at it now."', 'zh-CN': '留言回复 @安娜 “我们正在处理。”' },
    intro: itemIntro,
    // A person who may send the answer can edit a colleague's proposal.
    prefill: async (_given, context) => {
      const { subject: item } = context;
      const proposal = item?.first.proposal;
      const isShown = item !== undefined && proposal !== undefined && (await maySpeak(context, item));
      return isShown ? { text: proposal.text } : {};
    },
    async run({ text }, context) {
      const { scope, locale, actor, requestId, subject: item } = context;
      const id = item.first._id;
      if (await maySpeak(context, item)) {
        const target = await send(scope, item, { name: actor.name, text }, context.audit);
        await telling.refresh(scope, id);
        return toCaller(sentMessage(item, target, locale));
      }
      if (scope.personId === undefined) throw gone(id);
      const proposal = { id: idFrom(requestId, 'proposal'), personId: scope.personId, name: actor.name, text };
      await askLeave(scope, item, proposal);
      await contactMessages.propose(scope, item, proposal);
      await context.audit({
        action: 'words propose',
        subject: `words:${item.first._id}`,
        after: JSON.stringify({ text }),
      });
      await telling.refresh(scope, id);
      return toCaller(noted(contactMessageTexts(locale).isProposed()));
    },
  });

  return [reply, ...proposalCommands(deps, answering)];
}

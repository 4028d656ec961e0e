import { createHash } from 'node:crypto';
import { may, type Scope, systemScope } from '../../core/access.ts';
import {
  type Command,
  type CommandContext,
  defineCommand,
  type LookContext,
  nothing,
  type Subject,
  toCaller,
  updated,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { Message, Span } from '../../core/message.ts';
import type { AnswerPlace } from '../../core/tell.ts';
import { RapportError } from '../../ground/errors.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import { aboutItem, type CommandDeps, contactMessageThing, gone, itemFor, itemIntro, whichField } from './commands.ts';
import { askLeaveMessage, noted, placeName } from './messages.ts';
import type { ContactMessage, Item, Proposal } from './model.ts';
import { contactMessageTexts } from './texts.ts';

/** One key per item and answer: saving the form again posts nothing. */
const keyOf = ({ first }: Item, text: string) =>
  `words-reply:${first._id}:${createHash('sha256').update(text.trim()).digest('hex').slice(0, 24)}`;

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

export function replyCommands(deps: CommandDeps): Command[] {
  const { contactMessages, telling, tell, projects, directory, clock } = deps;

  /** The projects whose managers may write to an item's author: the item's, else each open one of their client. */
  async function projectIdsOf({ first: { workspaceId, projectId, clientId } }: Item): Promise<readonly string[]> {
    if (projectId !== undefined) return [projectId];
    const theirs = clientId === undefined ? [] : await projects.ofClient(systemScope(workspaceId), clientId);
    return theirs.filter(({ state }) => state !== 'closed').map(({ _id }) => _id);
  }

  /** Whether the actor may write to this client without approval: an admin, and a manager of its projects. */
  async function maySpeak({ actor }: Pick<CommandContext, 'actor'>, item: Item): Promise<boolean> {
    const now = clock.now();
    if (may(actor, 'manage', undefined, now)) return true;
    const theirs = (await projectIdsOf(item)).map((id) => directory.project(actor.workspaceId, id));
    return (await Promise.all(theirs)).some((project) => project !== undefined && may(actor, 'manage', project, now));
  }

  /** Whether a project belongs to the message's client: the channel may have been linked to another client since. */
  async function isTheirs(at: string, { workspaceId, projectId, clientId }: ContactMessage): Promise<boolean> {
    if (at === projectId || (projectId === undefined && clientId === undefined)) return true;
    const scope = systemScope(workspaceId);
    const [there, own] = await Promise.all([
      projects.get(scope, at),
      projectId === undefined ? undefined : projects.get(scope, projectId),
    ]);
    return there !== undefined && there.clientId === (own?.clientId ?? clientId);
  }

  /** Returns the place of an answer. @throws RapportError `unavailable` when the contact cannot be reached. */
  async function targetOf({ first, messages: each }: Item): Promise<AnswerPlace> {
    const { workspaceId, projectId, personId } = first;
    const said = each.at(-1) ?? first;
    const project = projectId === undefined ? undefined : await projects.get(systemScope(workspaceId), projectId);
    const place = await tell.answerPlace({
      ...{ workspaceId, projectId, personId, place: said.saidIn },
      isTheirs: (at) => isTheirs(at, said),
      usual: { locale: project?.locale ?? 'en', zone: project?.zone ?? 'UTC' },
      nameOf: (locale) => (said.saidIn === undefined ? '' : placeName(said.saidIn, locale)),
    });
    if (place !== undefined) return place;
    throw new RapportError('unavailable', `no way to answer the words ${first._id}`, {
      forPeople: contactMessageTexts.all('noWay'),
      field: 'text',
    });
  }

  /** The answer under its author's name. It mentions the contact when it is not a reply under the contact's message. */
  function answerMessage(
    { first }: Item,
    { name, text }: { name: string; text: string },
    { isUnder, locale }: AnswerPlace,
  ): Message<'client'> {
    const user = first.speaker?.split('/').slice(2).join('/');
    const whom: Span[] = isUnder || user === undefined ? [] : [{ kind: 'person', user, name: first.name }, ' · '];
    return {
      audience: 'client',
      fallbackText: labelled(name, text, locale),
      blocks: [
        {
          kind: 'text',
          text: [
            ...whom,
            { kind: 'strong', text: labelled(name, '', locale).trim() },
            locale === 'en' ? ` ${text}` : text,
          ],
        },
      ],
    };
  }

  /** Posts an answer and stores it. Returns its place. */
  async function send(
    scope: Scope,
    item: Item,
    answer: { name: string; text: string },
    audit: CommandContext['audit'],
  ): Promise<AnswerPlace> {
    const { workspaceId, projectId, _id } = item.first;
    const target = await targetOf(item);
    const key = keyOf(item, answer.text);
    await tell.reader({ workspaceId, reader: target }, () => answerMessage(item, answer, target), {
      key,
      projectId,
      noise: 'answer',
    });
    const isNew = await contactMessages.answer(scope, item, { key, ...answer, at: clock.now() });
    if (isNew)
      await audit({ action: 'words reply', subject: `words:${_id}`, after: JSON.stringify({ text: answer.text }) });
    return target;
  }

  /** To the author of the answer: the place where it was posted. */
  function sentMessage({ first }: Item, { name, isUnder, to }: AnswerPlace, locale: Locale): Message<'internal'> {
    const texts = contactMessageTexts(locale);
    const said =
      to.thread !== undefined && isUnder
        ? texts.sentUnder({ name: first.name, place: name })
        : texts.sentTo({ place: name });
    const link =
      isUnder && first.link !== undefined
        ? [' ', { kind: 'link' as const, url: first.link, text: texts.openMessage() }]
        : [];
    return { audience: 'internal', fallbackText: said, blocks: [{ kind: 'text', text: [said, ...link] }] };
  }

  /**
   * Asks the people who may approve the answer. @throws RapportError `unavailable` when none of them can be reached.
   */
  async function askLeave({ workspaceId }: { workspaceId: string }, item: Item, proposal: Proposal): Promise<void> {
    const { readers } = await telling.readersOf(item.first);
    if (readers.length === 0)
      throw new RapportError('unavailable', 'nobody can allow an answer', {
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

  /** The subject of a decision about a proposed answer: an item whose author the actor may write to. */
  const aboutProposed = {
    needs: 'manage',
    async of({ id }: { readonly id?: string }, context: LookContext): Promise<Subject<Item> | undefined> {
      if (id === undefined) return undefined;
      const item = await itemFor(deps, context, id);
      const refusal = contactMessageTexts.all('onlyManager');
      return { record: item, projectIds: await projectIdsOf(item), orElse: 'manage', refusal };
    },
  } as const;
  /** Returns the proposed answer. @throws RapportError `conflict` when it was decided already. */
  function proposed({ first: { proposal } }: Item, of: string): Proposal {
    if (proposal?.id === of) return proposal;
    throw new RapportError('conflict', `proposal ${of} does not wait`, {
      forPeople: contactMessageTexts.all('notProposed'),
    });
  }

  async function tellProposer(
    item: Item,
    { id, personId, name, text }: Proposal,
    key: 'wasSent' | 'wasDeclined',
    by: string,
  ): Promise<void> {
    const { workspaceId, name: client } = item.first;
    await tell.person(
      { workspaceId, personId, audience: 'internal' },
      ({ locale }) => {
        const said = contactMessageTexts(locale)[key]({ name: by, client });
        return {
          audience: 'internal',
          fallbackText: said,
          blocks: [{ kind: 'text', text: said }, quoted(name, text, locale)],
        };
      },
      { key: `words-told:${id}` },
    );
  }
  const quoted = (name: string, text: string, locale: Locale) => ({
    kind: 'quote' as const,
    text: labelled(name, text, locale),
  });
  const ofField = field.text({ label: contactMessageTexts.all('which'), hidden: true });

  const allow = defineCommand({
    thing: contactMessageThing,
    verb: 'allow',
    summary: contactMessageTexts.all('sendIt'),
    permission: 'work',
    hidden: true,
    about: aboutProposed,
    input: { id: ofField, of: ofField },
    async run({ id, of }, context) {
      const { subject: item } = context;
      const proposal = proposed(item, of);
      const { name, text } = proposal;
      const target = await send(context.scope, item, { name, text }, context.audit);
      await tellProposer(item, proposal, 'wasSent', context.actor.name);
      await telling.refresh(context.scope, id);
      const told = sentMessage(item, target, context.locale);
      return updated({ ...told, blocks: [quoted(proposal.name, proposal.text, context.locale), ...told.blocks] });
    },
  });

  const refuse = defineCommand({
    thing: contactMessageThing,
    verb: 'refuse',
    summary: contactMessageTexts.all('decline'),
    permission: 'work',
    hidden: true,
    about: aboutProposed,
    input: { id: ofField, of: ofField },
    async run({ id, of }, context) {
      const { subject: item } = context;
      const proposal = proposed(item, of);
      await tellProposer(item, proposal, 'wasDeclined', context.actor.name);
      if (!(await contactMessages.decline(context.scope, item, of))) return nothing;
      await context.audit({
        action: 'words refuse',
        subject: `words:${item.first._id}`,
        before: JSON.stringify({ text: proposal.text }),
      });
      await telling.refresh(context.scope, id);
      const text = contactMessageTexts(context.locale).isDeclined({ name: proposal.name });
      return updated({
        audience: 'internal',
        fallbackText: text,
        blocks: [quoted(proposal.name, proposal.text, context.locale), { kind: 'context', text }],
      });
    },
  });

  return [reply, allow, refuse];
}

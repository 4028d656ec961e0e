import { createHash } from 'node:crypto';
import { may, type Scope, systemScope } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import type { Message, Span } from '../../core/message.ts';
import type { AnswerPlace } from '../../core/tell.ts';
import { RapportError } from '../../ground/errors.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';
import type { CommandDeps } from './commands.ts';
import { placeName } from './messages.ts';
import type { ContactMessage, Item } from './model.ts';
import { contactMessageTexts } from './texts.ts';

/** One key per item and answer: saving the form again posts nothing. */
const keyOf = ({ first }: Item, text: string) =>
  `words-reply:${first._id}:${createHash('sha256').update(text.trim()).digest('hex').slice(0, 24)}`;

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

/** To the author of the answer: the place where it was posted. */
export function sentMessage({ first }: Item, { name, isUnder, to }: AnswerPlace, locale: Locale): Message<'internal'> {
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

export type AnsweringOptions = Pick<CommandDeps, 'contactMessages' | 'tell' | 'projects' | 'directory' | 'clock'>;

/** Answers to contacts: who may send one, and where it is posted. */
export function createContactAnswers({ contactMessages, tell, projects, directory, clock }: AnsweringOptions) {
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

  return { projectIdsOf, maySpeak, send };
}

import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import {
  type Command,
  defineCommand,
  type LookContext,
  nothing,
  type Subject,
  type Thing,
  toCaller,
  updated,
} from '../../core/command.ts';
import type { Directory } from '../../core/directory.ts';
import { field } from '../../core/fields.ts';
import type { FormValues } from '../../core/platform.ts';
import { changedSince, defineUndo, type Undos, undoPress } from '../../core/undo.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { idFrom, isId } from '../../ground/ids.ts';
import { nameKey } from '../../records/people/model.ts';
import { type DayDeps, openItems } from './day.ts';
import { keptAloud, noted, quotedLines, quotedMessage } from './messages.ts';
import { type ContactMessage, type Item, OUR_SORTS, SORTS } from './model.ts';
import type { ContactMessageStore } from './store.ts';
import { authorAndPlaceOf, type Telling, type TellingDeps } from './telling.ts';
import { contactMessageTexts } from './texts.ts';

export interface CommandDeps extends TellingDeps, Pick<DayDeps, 'managed'> {
  readonly contactMessages: ContactMessageStore;
  readonly telling: Telling;
  readonly undos: Undos;
  readonly directory: Pick<Directory, 'stewards' | 'project'>;
}

export const contactMessageThing: Thing = {
  name: 'words',
  title: contactMessageTexts.all('thing'),
  aliases: ['message', 'messages', '留言', '客户留言'],
};
const idField = field.text({ label: contactMessageTexts.all('which'), hidden: true });
/** A contact message by its author's name. Buttons carry the item's id instead. */
export const whichField = field.text({
  label: contactMessageTexts.all('whose'),
  hint: contactMessageTexts.all('whoseHint'),
  idByButton: true,
});
export const gone = (id: string) =>
  new RapportError('missing', `no words ${id}`, { forPeople: contactMessageTexts.all('gone') });
const optionsOf = <S extends (typeof OUR_SORTS)[number]>(sorts: readonly S[]) =>
  sorts.map((value) => ({ value, label: contactMessageTexts.all(value) }));

const thanks = (name: string | undefined, locale: Locale) =>
  name === undefined
    ? contactMessageTexts(locale).thanks()
    : contactMessageTexts(locale).thanksManager({ manager: name });

/**
 * Returns the contact's one open item, by name or mention, among the speaker's items. @throws RapportError `invalid`
 * when the contact has no open item, or more than one.
 */
async function itemBy(deps: CommandDeps, { actor }: LookContext, who: string): Promise<Item> {
  const mentioned = /^<@([^|>]+)/.exec(who)?.[1];
  const key = nameKey(who);
  const isMeant = ({ name, speaker }: ContactMessage): boolean => {
    if (mentioned !== undefined) return speaker?.endsWith(`/${mentioned}`) === true;
    return key !== '' && (nameKey(name).startsWith(key) || nameKey(name).split(' ').includes(key));
  };
  const open =
    actor.personId === undefined
      ? []
      : await openItems(deps, { workspaceId: actor.workspaceId, personId: actor.personId });
  const [only, ...more] = open.filter(({ first }) => isMeant(first));
  if (only === undefined)
    throw new RapportError('invalid', `no open message of ${who}`, {
      forPeople: contactMessageTexts.all('noneOpen'),
      field: 'id',
    });
  // An ambiguous name is an error: the item is never guessed.
  if (more.length > 0)
    throw new RapportError('invalid', `several open messages of ${who}`, {
      forPeople: contactMessageTexts.all('severalOpen'),
      field: 'id',
    });
  return only;
}

/** Returns an item. `which`: the item's id from a button, or the author's name. @throws RapportError `missing`. */
export async function itemFor(deps: CommandDeps, context: LookContext, which: string): Promise<Item> {
  const scope = systemScope(context.actor.workspaceId);
  const item = isId(which) ? await deps.contactMessages.item(scope, which) : await itemBy(deps, context, which);
  if (item === undefined) throw gone(which);
  return item;
}

/** An item as a command's subject: members who may work on its project, or in the workspace, may act on it. */
function workedOn(item: Item): Subject<Item> {
  const { projectId } = item.first;
  return { record: item, projectIds: projectId === undefined ? [] : [projectId], orElse: 'work' };
}

/** The subject of a command whose field `id` names an item. */
export const aboutItem = (deps: CommandDeps) => ({
  of: async ({ id }: { readonly id?: string }, context: LookContext): Promise<Subject<Item> | undefined> =>
    id === undefined ? undefined : workedOn(await itemFor(deps, context, id)),
});

/** The text above the fields of a form about an item. */
export const itemIntro = async (
  _given: FormValues,
  { subject, locale }: { readonly subject?: Item; readonly locale: Locale },
): Promise<string | undefined> => (subject === undefined ? undefined : quotedLines(subject, locale));

function sortCommand(deps: CommandDeps): Command {
  const { contactMessages, telling } = deps;
  return defineCommand({
    thing: contactMessageThing,
    verb: 'sort',
    summary: contactMessageTexts.all('sortSummary'),
    permission: 'ask',
    hidden: true,
    about: {
      // The payload is not proof of access: a contact may sort only their own messages, in the project where they wrote
      // them.
      async of({ id }: { readonly id?: string }, { actor, setting }: LookContext) {
        if (id === undefined) return undefined;
        const kept = await contactMessages.get(systemScope(actor.workspaceId), id);
        const isOthers = kept?.personId !== undefined && kept.personId !== actor.personId;
        if (kept === undefined || kept.projectId !== setting.project?.projectId || isOthers) throw gone(id);
        const { projectId } = kept;
        return projectId === undefined
          ? { record: kept, projectIds: [], orElse: 'ask' as const }
          : { record: kept, projectIds: [projectId] };
      },
    },
    input: { id: idField, sort: field.choice({ label: contactMessageTexts.all('ask'), options: optionsOf(SORTS) }) },
    async run({ id, sort }, { scope, locale, audit, subject: kept }) {
      const texts = contactMessageTexts(locale);
      const isFirst = (await contactMessages.sort(scope, id, sort)) !== undefined;
      if (isFirst) await audit({ action: 'words sort', subject: `words:${id}`, after: JSON.stringify({ sort }) });
      // Existing copies for our side are updated now. A repeat after a crash updates them too.
      await telling.tellNow(scope, id);
      if (!isFirst) return updated(quotedMessage(kept.text, texts.already()));
      return updated(quotedMessage(kept.text, thanks(await telling.nameFor(kept), locale)));
    },
  });
}

/** A member sorts the item. The contact is not told. */
function editCommand(deps: CommandDeps): Command {
  const { contactMessages, telling } = deps;
  return defineCommand({
    thing: contactMessageThing,
    verb: 'edit',
    summary: contactMessageTexts.all('editSummary'),
    permission: 'work',
    sensitive: true,
    about: aboutItem(deps),
    input: {
      id: whichField,
      sort: field.choice({ label: contactMessageTexts.all('ask'), options: optionsOf(OUR_SORTS) }),
    },
    positional: ['id', 'sort'],
    example: { en: 'message edit @Ana problem', 'zh-CN': '留言修改 @安娜 问题' },
    intro: itemIntro,
    async run({ sort }, context) {
      const { scope, locale, subject: item } = context;
      await contactMessages.sortItem(scope, item, sort);
      await context.audit({
        action: 'words edit',
        subject: `words:${item.first._id}`,
        after: JSON.stringify({ sort }),
      });
      await telling.refresh(scope, item.first._id);
      return toCaller(noted(contactMessageTexts(locale).isSorted({ kind: contactMessageTexts(locale)[sort]() })));
    },
  });
}

/** The buttons on the client's desk: a contact chooses the sort before writing. */
function newCommand({ contactMessages, telling, projects }: CommandDeps): Command {
  return defineCommand({
    thing: contactMessageThing,
    verb: 'new',
    summary: contactMessageTexts.all('newSummary'),
    submit: contactMessageTexts.all('send'),
    permission: 'ask',
    hidden: true,
    input: {
      sort: field.choice({ label: contactMessageTexts.all('ask'), options: optionsOf(SORTS) }),
      text: field.longText({
        label: contactMessageTexts.all('words'),
        hint: contactMessageTexts.all('wordsHint'),
        maxLength: 3_000,
      }),
    },
    positional: ['sort', 'text'],
    // Only buttons run this command. Similar typed text is a contact message or an unknown command.
    read: () => 'notThis',
    async run({ sort, text }, { scope, actor, setting, locale, requestId, clock, audit }) {
      const kept = {
        ...(await authorAndPlaceOf({ actor, setting, projects }, { isMessage: false })),
        _id: idFrom(requestId, 'words'),
        text,
        sort,
        at: clock.now(),
      };
      await telling.plan(kept);
      await contactMessages.keep(scope, kept);
      await audit({ action: 'words new', subject: `words:${kept._id}`, after: JSON.stringify({ sort, text }) });
      await telling.tellNow(scope, kept._id);
      const name = await telling.nameFor(kept);
      return {
        kind: 'message',
        to: 'caller',
        message: quotedMessage(text, thanks(name, locale)),
        aloud: keptAloud(name, locale),
      };
    },
  });
}

/** Marks an item as done, which removes it from the manager's list. */
function doneCommand(deps: CommandDeps): Command {
  const { contactMessages, telling, clock, undos } = deps;
  return defineCommand({
    thing: contactMessageThing,
    verb: 'done',
    summary: contactMessageTexts.all('doneSummary'),
    permission: 'work',
    sensitive: true,
    about: aboutItem(deps),
    input: { id: whichField },
    positional: ['id'],
    example: { en: 'message done @Ana', 'zh-CN': '留言完成 @安娜' },
    async run(_input, context) {
      const { scope, locale, actor, audit, subject: item } = context;
      const id = item.first._id;
      const [at, open] = [clock.now(), item.messages.filter(({ doneAt }) => doneAt === undefined)];
      const isFirst = await contactMessages.done(scope, item, { at, by: actor.name });
      if (isFirst) await audit({ action: 'words done', subject: `words:${id}` });
      const act = {
        requestId: context.requestId,
        subject: `words:${id}`,
        before: JSON.stringify({ ids: open.map(({ _id }) => _id), at }),
      };
      const undo = isFirst ? { undo: await undoPress(undos, contactMessageThing, scope, act) } : {};
      const isShown = await telling.refresh(scope, id, context.setting.place);
      if (isShown && context.via === 'action') return nothing;
      const after = await telling.messageOf((await contactMessages.item(scope, id)) ?? item, locale);
      return context.via === 'action'
        ? updated(after, { text: contactMessageTexts(locale).doneBy({ name: actor.name }), ...undo })
        : toCaller(after);
    },
  });
}

/** The undo record of a done item: these messages were open before that time. */
const seenTo = z.strictObject({ ids: z.array(z.string()), at: z.coerce.date() });

/** Reopens a done item. */
function undoCommand(deps: CommandDeps): Command {
  const { contactMessages, telling, undos } = deps;
  return defineUndo({
    thing: contactMessageThing,
    summary: contactMessageTexts.all('undoSummary'),
    permission: 'work',
    undos,
    of: async (subject, context) => workedOn(await itemFor(deps, context, subject.slice('words:'.length))),
    async restore({ subject, before, isAgain, take }, context) {
      const { scope, locale, subject: item } = context;
      const id = item.first._id;
      const { ids, at } = seenTo.parse(JSON.parse(before));
      const isAsLeft =
        item.first.answer === undefined &&
        item.messages.filter(({ _id }) => ids.includes(_id)).every(({ doneAt }) => doneAt?.getTime() === at.getTime());
      if (!isAgain && !isAsLeft) throw changedSince();
      await take();
      await contactMessages.reopen(scope, ids, at);
      await context.audit({ action: 'words undo', subject });
      await telling.refresh(scope, id);
      const after = await telling.messageOf((await contactMessages.item(scope, id)) ?? item, locale);
      return context.via === 'action'
        ? updated(after, { text: contactMessageTexts(locale).isBack() })
        : toCaller(after);
    },
  });
}

/** Assigns the item to a colleague. The colleague gets a copy, and the item moves to their list. */
function assignCommand(deps: CommandDeps): Command {
  const { contactMessages, telling, tell } = deps;
  return defineCommand({
    thing: contactMessageThing,
    verb: 'assign',
    summary: contactMessageTexts.all('assignSummary'),
    permission: 'work',
    sensitive: true,
    about: aboutItem(deps),
    input: { id: whichField, to: field.person({ label: contactMessageTexts.all('assignee') }) },
    positional: ['id', 'to'],
    example: { en: 'message assign @Ana @Tom', 'zh-CN': '留言指派 @安娜 @Tom' },
    intro: itemIntro,
    async run({ to }, context) {
      const { scope, locale, actor, requestId, audit, subject: item } = context;
      const { workspaceId, _id } = item.first;
      const reader = await tell.find({ workspaceId, personId: to.personId });
      if (reader !== undefined && reader.to.audience !== 'internal')
        throw new RapportError('invalid', 'not one of us', {
          forPeople: contactMessageTexts.all('oursOnly'),
          field: 'to',
        });
      if (reader === undefined)
        throw new RapportError('invalid', `${to.personId} is unreachable`, {
          forPeople: contactMessageTexts.all('unreachable'),
          field: 'to',
        });
      const { platform, tenant, conversation } = reader.to;
      const isOwn = to.personId === scope.personId;
      const key = `words-assigned:${_id}:${idFrom(requestId, 'assigned')}`;
      const copy = isOwn
        ? undefined
        : { key, from: actor.name, to: { platform, tenant, conversation }, locale: reader.locale, zone: reader.zone };
      const before = item.first.assignee;
      await contactMessages.assign(scope, item, { personId: to.personId, name: to.name });
      if (copy !== undefined) await contactMessages.addCopy(scope, item, copy);
      await audit({
        action: 'words assign',
        subject: `words:${_id}`,
        ...(before === undefined ? {} : { before: JSON.stringify(before) }),
        after: JSON.stringify({ personId: to.personId, name: to.name }),
      });
      if (copy !== undefined) await telling.send(scope, _id, copy);
      await telling.refresh(scope, _id);
      return toCaller(
        noted(
          isOwn ? contactMessageTexts(locale).youHaveIt() : contactMessageTexts(locale).isAssigned({ name: to.name }),
        ),
      );
    },
  });
}

export const contactMessageCommands = (deps: CommandDeps): Command[] => [
  sortCommand(deps),
  newCommand(deps),
  editCommand(deps),
  doneCommand(deps),
  undoCommand(deps),
  assignCommand(deps),
];

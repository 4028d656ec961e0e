import type { ProjectAccess } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, nothing, type Thing, toCaller, updated } from '../../core/command.ts';
import { RapportError } from '../../core/errors.ts';
import { field } from '../../core/fields.ts';
import type { Locale } from '../../core/i18n.ts';
import { idFrom } from '../../core/ids.ts';
import { keptAloud, noted, quotedLines, quotedMessage } from './messages.ts';
import { type Item, OUR_SORTS, SORTS } from './model.ts';
import type { Words } from './store.ts';
import { type Telling, type TellingDeps, wordsFrom } from './telling.ts';
import { wordsTexts } from './texts.ts';

export interface CommandDeps extends TellingDeps {
  readonly words: Words;
  readonly telling: Telling;
  readonly projectAccess: (workspaceId: string, projectId: string) => Promise<ProjectAccess | undefined>;
}

export const wordsThing: Thing = { name: 'words', title: wordsTexts.all('thing'), aliases: [] };
export const idField = field.text({ label: wordsTexts.all('which'), hidden: true });
export const gone = (id: string) => new RapportError('missing', `no words ${id}`, { forPeople: wordsTexts.all('gone') });
const optionsOf = <S extends (typeof OUR_SORTS)[number]>(sorts: readonly S[]) => sorts.map((value) => ({ value, label: wordsTexts.all(value) }));

const thanks = (name: string | undefined, locale: Locale) =>
  name === undefined ? wordsTexts(locale).thanks() : wordsTexts(locale).thanksManager({ manager: name });

/** An item for somebody of our side, once they may work on its project. */
export async function itemFor({ words, projectAccess }: CommandDeps, context: CommandContext, id: string): Promise<Item> {
  const item = await words.item(context.scope, id);
  if (item === undefined) throw gone(id);
  const { workspaceId, projectId } = item.first;
  context.authorize('work', projectId === undefined ? undefined : await projectAccess(workspaceId, projectId));
  return item;
}

function sortCommand(deps: CommandDeps): Command {
  const { words, telling } = deps;
  return defineCommand({
    thing: wordsThing,
    verb: 'sort',
    summary: wordsTexts.all('sortSummary'),
    permission: 'ask',
    hidden: true,
    input: { id: idField, sort: field.choice({ label: wordsTexts.all('ask'), options: optionsOf(OUR_SORTS) }) },
    // A contact has buttons for it, and no form.
    about: async ({ id }, context) =>
      context.scope.audience === 'internal' ? quotedLines(await itemFor(deps, context as never, String(id)), context.locale) : '',
    async run({ id, sort }, context) {
      const { scope, locale, audit, actor } = context;
      const texts = wordsTexts(locale);
      const entry = { action: 'words sort', subject: `words:${id}`, after: JSON.stringify({ sort }) };
      if (scope.audience === 'internal') {
        const item = await itemFor(deps, context as never, id);
        await words.sortItem(scope, item, sort);
        await audit(entry);
        await telling.refresh(scope, id);
        return toCaller(noted(texts.isSorted({ kind: texts[sort]() })));
      }
      const kept = await words.get(scope, id);
      // A payload is only as good as who sends it: a contact reaches their own words alone, where they said them.
      const isOthers = kept?.personId !== undefined && kept.personId !== actor.personId;
      if (kept === undefined || kept.projectId !== scope.projectId || isOthers) throw gone(id);
      const isFirst = (await words.sort(scope, id, sort)) !== undefined;
      if (isFirst) await audit(entry);
      // Whoever was told already sees it now, also when a crash came between.
      await telling.tellNow(scope, id);
      if (!isFirst) return updated(quotedMessage(kept.text, texts.already()));
      return updated(quotedMessage(kept.text, thanks(await telling.nameFor(kept), locale)));
    },
  });
}

/** The desk's buttons: a contact says what it is before they write. */
function newCommand({ words, telling, projects }: CommandDeps): Command {
  return defineCommand({
    thing: wordsThing,
    verb: 'new',
    summary: wordsTexts.all('newSummary'),
    submit: wordsTexts.all('send'),
    permission: 'ask',
    hidden: true,
    input: {
      sort: field.choice({ label: wordsTexts.all('ask'), options: optionsOf(SORTS) }),
      text: field.longText({ label: wordsTexts.all('words'), hint: wordsTexts.all('wordsHint'), maxLength: 3_000 }),
    },
    positional: ['sort', 'text'],
    async run({ sort, text }, { scope, actor, setting, locale, requestId, clock, audit }) {
      const kept = { ...(await wordsFrom({ actor, setting, projects }, { isMessage: false })), _id: idFrom(requestId, 'words'), text, sort, at: clock.now() };
      await telling.plan(kept);
      await words.keep(scope, kept);
      await audit({ action: 'words new', subject: `words:${kept._id}`, after: JSON.stringify({ sort, text }) });
      await telling.tellNow(scope, kept._id);
      const name = await telling.nameFor(kept);
      return { kind: 'message', to: 'caller', message: quotedMessage(text, thanks(name, locale)), aloud: keptAloud(name, locale) };
    },
  });
}

/** Our side has seen to a contact's words: they leave the manager's list. */
function doneCommand(deps: CommandDeps): Command {
  const { words, telling, clock } = deps;
  return defineCommand({
    thing: wordsThing,
    verb: 'done',
    summary: wordsTexts.all('doneSummary'),
    permission: 'work',
    hidden: true,
    input: { id: idField },
    async run({ id }, context) {
      const { scope, locale, actor, audit } = context;
      const item = await itemFor(deps, context as never, id);
      if (await words.done(scope, item, { at: clock.now(), by: actor.name })) await audit({ action: 'words done', subject: `words:${id}` });
      if (await telling.refresh(scope, id, context.setting.place)) return nothing;
      return updated(await telling.messageOf((await words.item(scope, id)) ?? item, locale));
    },
  });
}

/** A colleague takes it over: they are told of it, and it waits in their list. */
function assignCommand(deps: CommandDeps): Command {
  const { words, telling, directory } = deps;
  return defineCommand({
    thing: wordsThing,
    verb: 'assign',
    summary: wordsTexts.all('assignSummary'),
    permission: 'work',
    sensitive: true,
    hidden: true,
    input: { id: idField, to: field.person({ label: wordsTexts.all('assignee') }) },
    about: async ({ id }, context) => quotedLines(await itemFor(deps, context as never, String(id)), context.locale),
    async run({ id, to }, context) {
      const { scope, locale, actor, requestId, audit } = context;
      const item = await itemFor(deps, context as never, id);
      const { workspaceId, _id } = item.first;
      const reach = await directory.reachPerson(workspaceId, to.personId);
      if (!('unreachable' in reach) && reach.to.audience !== 'internal')
        throw new RapportError('invalid', 'not one of us', { forPeople: wordsTexts.all('oursOnly'), field: 'to' });
      if ('unreachable' in reach) throw new RapportError('invalid', `${to.personId} is unreachable`, { forPeople: wordsTexts.all('unreachable'), field: 'to' });
      const { platform, tenant, conversation } = reach.to;
      const isOwn = to.personId === scope.personId;
      const key = `words-assigned:${_id}:${idFrom(requestId, 'assigned')}`;
      const copy = isOwn ? undefined : { key, from: actor.name, to: { platform, tenant, conversation }, locale: reach.locale, zone: reach.zone };
      const before = item.first.assignee;
      await words.assign(scope, item, { assignee: { personId: to.personId, name: to.name }, copy });
      await audit({
        action: 'words assign',
        subject: `words:${_id}`,
        ...(before === undefined ? {} : { before: JSON.stringify(before) }),
        after: JSON.stringify({ personId: to.personId, name: to.name }),
      });
      if (copy !== undefined) await telling.send(scope, id, copy);
      await telling.refresh(scope, id);
      return toCaller(noted(isOwn ? wordsTexts(locale).youHaveIt() : wordsTexts(locale).isAssigned({ name: to.name })));
    },
  });
}

export const wordsCommands = (deps: CommandDeps): Command[] => [sortCommand(deps), newCommand(deps), doneCommand(deps), assignCommand(deps)];

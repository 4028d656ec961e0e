import { authorize, systemScope } from '../../core/access.ts';
import { type AuditLog, doerOf, whereOf } from '../../core/auditLog.ts';
import type { FreeText } from '../../core/bot.ts';
import type { Clock } from '../../core/clock.ts';
import { type Command, defineCommand, type Reply, type Thing, toCaller, updated } from '../../core/command.ts';
import type { Outbox } from '../../core/delivery/outbox.ts';
import type { Directory } from '../../core/directory.ts';
import { RapportError } from '../../core/errors.ts';
import { field } from '../../core/fields.ts';
import { inARow, type Locale } from '../../core/i18n.ts';
import { idFrom } from '../../core/ids.ts';
import { type Button, type Message, press } from '../../core/message.ts';
import type { Slice } from '../../core/slice.ts';
import type { Database } from '../../store/collection.ts';
import type { Projects } from '../projects/index.ts';
import { doneWords, type KeptWords, keepWords, openWords, openWordsOfNoProject, SORTS, type Sort, sortWords, words, wordsById } from './store.ts';
import { wordsTexts } from './texts.ts';

interface Deps {
  readonly db: Database;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly directory: Directory;
}
type SliceDeps = Deps & {
  readonly projects: Pick<Projects, 'get'>;
  /** The projects that somebody runs now. */
  readonly managed: (workspaceId: string, personId: string) => Promise<readonly { readonly _id: string; readonly name: string }[]>;
};

const thing: Thing = { name: 'words', title: wordsTexts.all('thing'), aliases: [] };
const options = SORTS.map((value) => ({ value, label: wordsTexts.all(value) }));

function question(id: string, text: string, locale: Locale): Message<'client'> {
  const texts = wordsTexts(locale);
  return {
    audience: 'client',
    fallbackText: inARow([texts.kept(), text]),
    blocks: [
      { kind: 'text', text: texts.kept() },
      { kind: 'quote', text },
      { kind: 'text', text: texts.ask() },
      { kind: 'actions', items: SORTS.map((sort) => ({ kind: 'button', label: texts[sort](), payload: press('words sort', { id, sort }) })) },
    ],
  };
}

/** Who wrote, about which project, and what it is: for a manager of many. */
function wroteLine({ name, sort }: Pick<KeptWords, 'name' | 'sort'>, project: string | undefined, locale: Locale): string {
  const texts = wordsTexts(locale);
  const kind = sort === undefined ? texts.unsorted() : texts[sort]();
  return project === undefined ? texts.wroteAlone({ name, kind }) : texts.wrote({ name, project, kind });
}

/** Our side hears of it where it hears of everything: in the manager's own conversation. The words are the contact's, so they are quoted whole. */
async function tellStewards({ outbox, directory, projects }: SliceDeps, kept: KeptWords, sort: Sort): Promise<string | undefined> {
  const stewards = await directory.stewards(kept.workspaceId, kept.projectId);
  const project = kept.projectId === undefined ? undefined : await projects.get(systemScope(kept.workspaceId), kept.projectId);
  let firstName: string | undefined;
  for (const personId of stewards) {
    const reach = await directory.reachPerson(kept.workspaceId, personId);
    if ('unreachable' in reach) continue;
    firstName ??= reach.name;
    const line = wroteLine({ name: kept.name, sort }, project?.name, reach.locale);
    await outbox.enqueue({
      key: `words:${kept._id}:${personId}`,
      workspaceId: kept.workspaceId,
      projectId: kept.projectId,
      to: { ...reach.to, audience: 'internal' },
      message: {
        audience: 'internal',
        fallbackText: inARow([line, kept.text]),
        blocks: [
          { kind: 'text', text: line },
          { kind: 'quote', text: kept.text },
          { kind: 'actions', items: [doneButton(kept._id, reach.locale)] },
        ],
      },
      locale: reach.locale,
      zone: reach.zone,
    });
  }
  return stewards.length === 1 ? firstName : undefined;
}

function sortCommand(deps: SliceDeps): Command {
  return defineCommand({
    thing,
    verb: 'sort',
    summary: wordsTexts.all('sortSummary'),
    permission: 'ask',
    hidden: true,
    input: {
      id: field.text({ label: wordsTexts.all('thing'), hidden: true }),
      sort: field.choice({ label: wordsTexts.all('ask'), options }),
    },
    async run({ id, sort }, { scope, locale, audit }) {
      const texts = wordsTexts(locale);
      const kept = await wordsById(deps.db, scope, id);
      // A payload is only as good as who sends it: a contact reaches their own words alone, where they said them.
      const isOthers = kept?.personId !== undefined && kept.personId !== scope.personId;
      const isForeign = scope.audience === 'client' && (kept?.projectId !== scope.projectId || isOthers);
      if (kept === undefined || isForeign) throw new RapportError('missing', `no words ${id}`);
      const say = (text: string): Message<'client'> => ({
        audience: 'client',
        fallbackText: text,
        blocks: [
          { kind: 'quote', text: kept.text },
          { kind: 'text', text },
        ],
      });
      // Told before it is recorded as said: a crash between the two tells again under the same delivery key, which changes nothing.
      const manager = kept.sort === undefined ? await tellStewards(deps, kept, sort) : undefined;
      const after = await sortWords(deps.db, scope, id, sort);
      if (after === undefined) return updated(say(texts.already()));
      await audit({ action: 'words sort', subject: `words:${id}`, after: JSON.stringify({ sort }) });
      return updated(say(manager === undefined ? texts.thanks() : texts.thanksManager({ manager })));
    },
  });
}

/** The desk's buttons: a contact says what it is before they write. */
function newCommand(deps: SliceDeps): Command {
  return defineCommand({
    thing,
    verb: 'new',
    summary: wordsTexts.all('newSummary'),
    submit: wordsTexts.all('send'),
    permission: 'ask',
    hidden: true,
    input: {
      sort: field.choice({ label: wordsTexts.all('ask'), options }),
      text: field.longText({ label: wordsTexts.all('words'), hint: wordsTexts.all('wordsHint'), maxLength: 3_000 }),
    },
    positional: ['sort', 'text'],
    async run({ sort, text }, { scope, actor, setting, locale, requestId, clock, audit }) {
      const texts = wordsTexts(locale);
      const _id = idFrom(requestId, 'words');
      const kept = {
        _id,
        name: actor.name,
        text,
        sort,
        at: clock.now(),
        ...(setting.project === undefined ? {} : { projectId: setting.project.projectId }),
        ...(actor.personId === undefined ? {} : { personId: actor.personId }),
      };
      await keepWords(deps.db, scope, kept);
      const manager = await tellStewards(deps, { ...kept, workspaceId: scope.workspaceId }, sort);
      await audit({ action: 'words new', subject: `words:${_id}`, after: JSON.stringify({ sort, text }) });
      const thanks = manager === undefined ? texts.thanks() : texts.thanksManager({ manager });
      const message: Message<'client'> = {
        audience: 'client',
        fallbackText: thanks,
        blocks: [
          { kind: 'quote', text },
          { kind: 'text', text: thanks },
        ],
      };
      return toCaller(message);
    },
  });
}

const doneButton = (id: string, locale: Locale): Button => ({ kind: 'button', label: wordsTexts(locale).seenTo(), payload: press('words done', { id }) });

/** Our side has seen to a contact's words: they leave the manager's list. */
function doneCommand({ db, clock }: Deps): Command {
  return defineCommand({
    thing,
    verb: 'done',
    summary: wordsTexts.all('doneSummary'),
    permission: 'work',
    hidden: true,
    input: { id: field.text({ label: wordsTexts.all('thing'), hidden: true }) },
    async run({ id }, { scope, locale, audit }) {
      const kept = await wordsById(db, scope, id);
      if (kept === undefined) throw new RapportError('missing', `no words ${id}`);
      if ((await doneWords(db, scope, id, clock.now())) !== undefined) await audit({ action: 'words done', subject: `words:${id}` });
      const text = wordsTexts(locale).isSeenTo();
      return updated({
        audience: 'internal',
        fallbackText: text,
        blocks: [
          { kind: 'quote', text: kept.text },
          { kind: 'context', text },
        ],
      });
    },
  });
}

/** What contacts wrote and nobody has seen to, in the list of whoever runs the project; of those who answer for what has no project, where it has none. */
function wordsDay({ db, managed, directory }: SliceDeps): NonNullable<Slice['day']> {
  return async ({ workspaceId, personId, side, locale }) => {
    if (side !== 'ours') return [];
    const projects = new Map((await managed(workspaceId, personId)).map((one) => [one._id, one.name]));
    const scope = systemScope(workspaceId);
    const isSteward = (await directory.stewards(workspaceId, undefined)).includes(personId);
    const own = projects.size === 0 ? [] : await openWords(db, scope, [...projects.keys()]);
    const open = isSteward ? [...own, ...(await openWordsOfNoProject(db, scope))] : own;
    return open.map(({ _id, name, text, sort, at, projectId }) => ({
      section: 'waiting' as const,
      at,
      text: [
        wroteLine({ name, sort }, projectId === undefined ? undefined : projects.get(projectId), locale),
        locale === 'en' ? ' ' : '',
        { kind: 'strong' as const, text },
      ],
      buttons: [doneButton(_id, locale)],
    }));
  };
}

function unknownColleague(words: string, name: string, locale: Locale): Message<'client'> {
  const text = wordsTexts(locale).colleague({ name });
  return {
    audience: 'client',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      { kind: 'quote', text: words },
    ],
  };
}

/** Keeps what a contact wrote in their own words, and asks what it is. To be handed to the bot. */
export function createFreeText({ db, clock, audit }: Pick<Deps, 'db' | 'clock'> & { audit: AuditLog }): (words: FreeText) => Promise<Reply> {
  return async ({ text, actor, setting, isOutsider, requestId }) => {
    // Somebody of our own organisation whom no admin has given a role is no client with a problem: they learn what they lack.
    const isColleague = !isOutsider && actor.personId === undefined && setting.project === undefined && actor.user.tenant === setting.installation.tenant;
    if (isColleague) return toCaller(unknownColleague(text, actor.name, actor.locale));
    const scope = authorize(actor, 'greet', setting.project, clock.now());
    const _id = idFrom(requestId, 'words');
    await keepWords(db, scope, {
      _id,
      name: actor.name,
      text,
      at: clock.now(),
      ...(setting.project === undefined ? {} : { projectId: setting.project.projectId }),
      ...(actor.personId === undefined ? {} : { personId: actor.personId }),
    });
    await audit.record(scope, {
      ...doerOf(actor),
      action: 'words new',
      subject: `words:${_id}`,
      after: JSON.stringify({ text }),
      from: whereOf(setting),
      ...(setting.project === undefined ? {} : { projectId: setting.project.projectId }),
    });
    return toCaller(question(_id, text, actor.locale));
  };
}

/** A contact's own words: nobody is told "unknown command", and nothing they wrote is lost. */
export function wordsSlice(deps: SliceDeps): Slice {
  return {
    name: 'words',
    things: [thing],
    commands: [sortCommand(deps), newCommand(deps), doneCommand(deps)],
    jobs: [],
    collections: [words],
    day: wordsDay(deps),
  };
}

/** How the client's people found a training: the question in their channel, their answers, and the result for our side. */

import { may, type ProjectSummary } from '../../core/access.ts';
import { type Command, defineCommand, type Reply, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { formatDay } from '../../core/format.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import { type Block, type Message, press } from '../../core/message.ts';
import { dayOf, isoOf } from '../../core/schedule/wall.ts';
import { resolveWall, wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { calledName, enumerated, type Locale } from '../../ground/i18n.ts';
import { ENTRY_EVENTS } from '../../records/entries/collection.ts';
import { detailsOf, type Entry, publishedWords } from '../../records/entries/model.ts';
import { gone } from '../../records/entries/store.ts';
import { createEntryAccess, type EntryOfProject, numberField, refOf } from '../../records/registers/access.ts';
import type { ReadCardPart, Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { stewardName } from '../../records/registers/steward.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { trainingTexts } from './texts.ts';

const ANSWERS = ['useful', 'partly', 'notUseful'] as const;
/** A training is asked about once. */
const ROUND = 'held';
/** The days for answers after the day of the question. */
const DAYS = 14;

/** The instant at which the question was asked; undefined: it was not. */
const askedAtOf = (entry: Entry): Date | undefined => detailsOf(entry).askedAt as Date | undefined;

/** The last day for answers, a local date of the project. */
const lastDayOf = (askedAt: Date, { zone }: ProjectSummary): string => isoOf(dayOf(wallOf(askedAt, zone)) + DAYS);

/** The end of the last day. */
const closingOf = (askedAt: Date, project: ProjectSummary): Date =>
  resolveWall(`${isoOf(dayOf(lastDayOf(askedAt, project)) + 1)}T00:00`, project.zone);

const lastDayText = (askedAt: Date, project: ProjectSummary, { locale, now }: { locale: Locale; now: Date }): string =>
  formatDay(lastDayOf(askedAt, project), { locale, thisYear: Number(wallOf(now, project.zone).slice(0, 4)) });

/** The fields that decide whether the question may be asked. */
const WATCHED: readonly string[] = ['training', 'state', 'published', 'deletedAt'];

/** The question in the client's channel, from the snapshot alone. */
function questionMessage({ entry, project }: EntryOfProject, askedAt: Date): Message<'client'> {
  const { locale } = project;
  const texts = trainingTexts(locale);
  const { title } = publishedWords(entry.published ?? { wording: {} }, locale);
  const text = texts.question({ title, date: lastDayText(askedAt, project, { locale, now: askedAt }) });
  return {
    audience: 'client',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      {
        kind: 'actions',
        items: ANSWERS.map((answer) => ({
          kind: 'button',
          label: texts[answer](),
          payload: press('training rate', { number: entry._id, answer }),
        })),
      },
    ],
  };
}

/** Whether the question can be asked: the training is held, and the client sees it. */
const canAsk = ({ state, published, deletedAt }: Entry): boolean =>
  state === 'held' && published !== undefined && deletedAt === undefined;

/**
 * Posts the question into the client's channel once it is stored that it was asked; takes it back before it is posted
 * if the client must not be asked any more, and posts it if they may be asked again. The key makes it one post.
 */
export function postsQuestion({ entries, directory, tell, posts, clock }: RegisterPorts, { kind }: Register): Reaction {
  return reactTo(entries.subject, {
    name: 'training.postQuestion',
    events: [...ENTRY_EVENTS],
    async run(entry, { fields }) {
      const { workspaceId, projectId } = entry;
      const askedAt = askedAtOf(entry);
      const isTouched = fields.some((name) => WATCHED.includes(name.split('.')[0] ?? name));
      if (entry.kind !== kind.name || askedAt === undefined || !isTouched) return;
      const key = `training:${entry._id}:asked`;
      if (!canAsk(entry)) return posts.cancel(key);
      const project = await directory.project(workspaceId, projectId);
      if (project === undefined || clock.now() >= closingOf(askedAt, project)) return;
      const place = { workspaceId, projectId, audience: 'client' as const };
      const reach = await tell.find(place);
      if (reach === undefined) return;
      const message = questionMessage({ entry, project }, askedAt);
      const { conversation } = reach.to;
      await tell.channel({ ...place, conversation }, () => message, { key, noise: 'requested' });
    },
  });
}

/** *Ask how it was*: stores when it was asked, once; the reaction to that posts the question. */
export function askCommand(ports: RegisterPorts, register: Register): Command {
  const { entries, projects, tell, clock } = ports;
  const { byNumber } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const refuse = (key: 'noChannel' | 'isClosed') =>
    new RapportError('invalid', key, { forPeople: trainingTexts.all(key) });

  return defineCommand({
    ...byNumber,
    verb: 'ask',
    verbAliases: ['征求反馈'],
    summary: trainingTexts.all('askSummary'),
    permission: 'manage',
    async run(_input, context): Promise<Reply> {
      const { scope, locale, subject } = context;
      const { entry, project } = subject;
      const { projectId } = project;
      const texts = trainingTexts(locale);
      if (!canAsk(entry)) {
        const said = entry.published === undefined ? texts.notShared() : texts.notHeld();
        return replies.outcome(context, subject, { said });
      }
      const known = await projects.get(scope, projectId);
      if (known?.state === 'closed') throw refuse('isClosed');
      if (known?.state === 'paused')
        throw new RapportError('invalid', 'the project is paused', { forPeople: registerTexts.all('isPaused') });
      const place = { workspaceId: scope.workspaceId, projectId, audience: 'client' as const };
      const reach = await tell.find(place);
      if (reach === undefined) throw refuse('noChannel');
      // A repeat after a crash finds the instant of the first try.
      const isRepeat = await entries.hasMade(scope, entry, 'edited');
      const before = askedAtOf(entry);
      const askedAt = before ?? clock.now();
      const changed =
        before === undefined
          ? // The client reads that it was held before they are asked about it.
            await entries.change(scope, entry, {
              changes: { state: entry.state, details: { askedAt } },
              event: 'edited',
              publishes: 'changes',
            })
          : entry;
      const date = lastDayText(askedAt, project, { locale, now: clock.now() });
      const said =
        before === undefined || isRepeat
          ? texts.isAsked({ channel: `#${reach.name.replace(/^#/, '')}`, date })
          : texts.wasAsked({ date });
      return replies.outcome(context, { entry: changed, project }, { said });
    },
  });
}

const line = <A extends 'client' | 'internal'>(audience: A, text: string): Reply =>
  toCaller({ audience, fallbackText: text, blocks: [{ kind: 'text', text }] });

/** An answer: one for each person, changeable until the closing. The message in the channel stays as it is. */
export function rateCommand(ports: RegisterPorts, register: Register): Command {
  const { ballots } = ports;
  const { about } = createEntryAccess(ports, register);
  return defineCommand({
    thing: register.thing,
    verb: 'rate',
    summary: trainingTexts.all('rateSummary'),
    permission: 'raise',
    hidden: true,
    about,
    input: {
      number: numberField(register),
      answer: field.choice({
        label: trainingTexts.all('answer'),
        options: ANSWERS.map((value) => ({ value, label: trainingTexts.all(value) })),
      }),
    },
    positional: ['number', 'answer'],
    async run({ answer }, context): Promise<Reply> {
      const { scope, actor, locale, clock, subject, audit } = context;
      const { entry, project } = subject;
      const texts = trainingTexts(locale);
      if (actor.standing.side === 'ours') return line('internal', texts.forClient());
      const askedAt = askedAtOf(entry);
      if (askedAt === undefined) throw gone();
      const ballot = { projectId: project.projectId, about: refOf(entry), round: ROUND, answer, options: ANSWERS };
      const outcome = await ballots.answer(scope, { ...ballot, until: closingOf(askedAt, project) });
      const date = lastDayText(askedAt, project, { locale, now: clock.now() });
      if (outcome === 'closed') {
        const name = calledName(await stewardName(ports, scope, { ...project, locale }));
        return line('client', texts.closed({ date, name }));
      }
      if (outcome === 'new' || outcome === 'changed')
        await audit({ action: 'training rate', subject: `${refOf(entry)}:${ROUND}` });
      return line('client', texts.thanks({ answer: texts[answer](), date }));
    },
  });
}

/** The part of our side's card: *Ask how it was*, and the answers with the names. */
export function feedbackCard({ ballots, people }: RegisterPorts): ReadCardPart {
  return async ({ scope, actor, locale, clock }, { entry, project }) => {
    const texts = trainingTexts(locale);
    const now = clock.now();
    const askedAt = askedAtOf(entry);
    if (askedAt === undefined) {
      const isOffered = canAsk(entry) && may(actor, 'manage', project, now);
      const ask = { label: texts.ask(), payload: press('training ask', { number: entry._id }) };
      return { blocks: [], buttons: isOffered ? [{ kind: 'button', ...ask }] : [] };
    }
    const { answers } = await ballots.of(scope, refOf(entry), ROUND);
    const nameOf = await people.namesOf(
      scope,
      answers.map(({ personId }) => personId),
    );
    const counted = ANSWERS.flatMap((answer) => {
      const names = answers
        .filter((each) => each.answer === answer)
        .map(({ personId }) => nameOf(personId) ?? registerTexts(locale).somebody());
      const count = String(names.length);
      return names.length === 0
        ? []
        : [texts.counted({ answer: texts[answer](), count, names: enumerated(names, locale) })];
    });
    const said = counted.length === 0 ? texts.noAnswers() : counted.join(locale === 'en' ? '; ' : '；');
    const text = texts.result({ date: lastDayText(askedAt, project, { locale, now }), answers: said });
    return { blocks: [{ kind: 'context', text } satisfies Block], buttons: [] };
  };
}

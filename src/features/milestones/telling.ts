/** What happens after an agreed milestone moves: the manager decides, the client is told once, and says *Seen*. */

import { may, type ProjectSummary, type Scope, systemScope } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, type Reply, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import { type Block, type Button, type Message, press } from '../../core/message.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { calledName, enumerated, type Locale } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { numberOf } from '../../records/entries/numbers.ts';
import { gone } from '../../records/entries/store.ts';
import { createEntryAccess, type EntryOfProject, numberField, refOf } from '../../records/registers/access.ts';
import { dayText } from '../../records/registers/card.ts';
import type { ReadCardPart, Register } from '../../records/registers/define.ts';
import { notice } from '../../records/registers/notices.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { stewardName } from '../../records/registers/steward.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { movedText, tellButtons, tellingText, toldMessage } from './messages.ts';
import {
  expectedByClient,
  expectedOf,
  isMovedUntold,
  isSame,
  type LastTold,
  milestoneOf,
  untoldChanges,
} from './model.ts';
import { milestoneTexts } from './texts.ts';

const SEEN = ['seen', 'talk'] as const;

/** Whether the client reads another date or scope than the milestone has. */
const isUntold = (entry: Entry): boolean =>
  entry.published !== undefined && !isSame(expectedOf(entry), expectedByClient(entry));

const openButton = ({ _id }: Entry, locale: Locale): Button => ({
  kind: 'button',
  label: registerTexts(locale).open(),
  payload: press('milestone show', { number: _id }),
});

/** Posts the last told change into the client's channel, once. @throws RapportError `invalid` without a channel. */
function createPosting({ tell, clock }: RegisterPorts, { kind }: Register) {
  const noChannel = () =>
    new RapportError('invalid', 'no client channel', { forPeople: milestoneTexts.all('noChannel') });
  return {
    async channelOf({ workspaceId }: Scope, { projectId }: ProjectSummary) {
      const reach = await tell.find({ workspaceId, projectId, audience: 'client' });
      if (reach === undefined) throw noChannel();
      return reach;
    },
    async post({ workspaceId }: Scope, { entry, project }: EntryOfProject, conversation: string): Promise<void> {
      const message = toldMessage({ entry, project, kind }, clock.now());
      const { lastTold } = milestoneOf(entry);
      if (message === undefined || lastTold === undefined) return;
      const { isTold } = await tell.channel(
        { workspaceId, conversation, projectId: project.projectId, audience: 'client' },
        () => message,
        { key: `told:${entry._id}:${lastTold.revision}`, noise: 'requested' },
      );
      if (!isTold) throw noChannel();
    },
  };
}

/** *Tell now*, *In the next report*, *Call first*. */
function tellCommand(ports: RegisterPorts, register: Register): Command {
  const { entries, clock } = ports;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const posting = createPosting(ports, register);

  /** Publishes the milestone as it is now. Undefined: another change came first. */
  async function published(scope: Scope, entry: Entry, words: string | undefined): Promise<Entry | undefined> {
    const open = untoldChanges(entry);
    const reasons = [...new Set(open.map(({ why }) => why))].join('; ');
    const why = words ?? (reasons === '' ? undefined : reasons);
    const { changes } = milestoneOf(entry);
    const lastTold: LastTold = {
      before: { ...expectedByClient(entry), state: entry.published?.state ?? entry.state },
      after: { ...expectedOf(entry), state: entry.state },
      ...(why === undefined ? {} : { why }),
      by: scope.by,
      at: clock.now(),
      revision: (entry.revision ?? 0) + 1,
    };
    const told = changes?.map((each) => (open.includes(each) ? { ...each, told: 'now' as const } : each));
    const details = { lastTold, ...(told === undefined ? {} : { changes: told }) };
    try {
      return await entries.change(scope, entry, { changes: { details }, event: 'published', publishes: 'all' });
    } catch (error) {
      if (!isError(error, 'conflict')) throw error;
      return undefined;
    }
  }

  async function tellNow(
    context: CommandContext & { readonly subject: EntryOfProject },
    why: string | undefined,
  ): Promise<Reply> {
    const { scope, locale, subject } = context;
    const { project } = subject;
    const texts = milestoneTexts(locale);
    const channel = await posting.channelOf(scope, project);
    if ((await ports.projects.get(scope, project.projectId))?.state === 'paused')
      throw new RapportError('invalid', 'the project is paused', { forPeople: registerTexts.all('isPaused') });
    const isNew = isUntold(subject.entry);
    const changed = isNew ? await published(scope, subject.entry, why) : subject.entry;
    // After a concurrent change, the stored milestone decides.
    const entry = changed ?? (await entries.must(scope, subject.entry._id));
    if (isUntold(entry))
      throw new RapportError('conflict', 'moved again', { forPeople: milestoneTexts.all('movedAgain') });
    await posting.post(scope, { entry, project }, channel.to.conversation);
    const name = `#${channel.name.replace(/^#/, '')}`;
    const said = isNew
      ? texts.isTold({ channel: name })
      : milestoneOf(entry).lastTold === undefined
        ? texts.nothingToTell()
        : texts.wasTold();
    return replies.outcome(context, { entry, project }, { said });
  }

  return defineCommand({
    thing: register.thing,
    verb: 'tell',
    verbAliases: ['告知', '告知客户'],
    summary: milestoneTexts.all('tellSummary'),
    permission: 'manage',
    about,
    sensitive: true,
    input: {
      number: numberField(register),
      how: field.choice({
        label: milestoneTexts.all('how'),
        options: [
          { value: 'now', label: milestoneTexts.all('tellNow') },
          { value: 'report', label: milestoneTexts.all('tellInReport') },
          { value: 'call', label: milestoneTexts.all('tellByCall') },
        ],
        optional: true,
      }),
      why: field.text({
        label: milestoneTexts.all('why'),
        aliases: ['reason', '原因'],
        maxLength: 500,
        optional: true,
      }),
    },
    positional: ['number', 'how'],
    async run({ how = 'now', why }, context): Promise<Reply> {
      const { scope, locale, subject } = context;
      const { entry, project } = subject;
      const texts = milestoneTexts(locale);
      if (how === 'now') return tellNow(context, why);
      const open = untoldChanges(entry);
      if (open.length === 0) return replies.outcome(context, subject, { said: texts.nothingToTell() });
      const changes = milestoneOf(entry).changes?.map((each) => (open.includes(each) ? { ...each, told: how } : each));
      const changed = await entries.change(scope, entry, { changes: { details: { changes } }, event: 'edited' });
      const said = texts.isChosen({ how: tellingText(how, locale) });
      return replies.outcome(context, { entry: changed, project }, { said });
    },
  });
}

/** *Seen* and *Let's talk*: once for each person of the client and each told change. */
function seenCommand(ports: RegisterPorts, register: Register): Command {
  const { ballots, tell } = ports;
  const { about } = createEntryAccess(ports, register);
  const line = <A extends 'client' | 'internal'>(audience: A, text: string): Message<A> => ({
    audience,
    fallbackText: text,
    blocks: [{ kind: 'text', text }],
  });

  return defineCommand({
    thing: register.thing,
    verb: 'seen',
    summary: milestoneTexts.all('seenSummary'),
    permission: 'view',
    hidden: true,
    about,
    input: {
      number: numberField(register),
      round: field.text({ label: milestoneTexts.all('round'), hidden: true }),
      answer: field.choice({
        label: milestoneTexts.all('answer'),
        options: SEEN.map((value) => ({ value, label: milestoneTexts.all(value) })),
        hidden: true,
      }),
    },
    async run({ round, answer }, context): Promise<Reply> {
      const { scope, actor, locale, clock, subject, audit } = context;
      const { entry, project } = subject;
      const texts = milestoneTexts(locale);
      if (actor.standing.side === 'ours') return toCaller(line('internal', texts.forClient()));
      const last = milestoneOf(entry).lastTold?.revision ?? 0;
      if (!/^\d{1,9}$/.test(round) || Number(round) > last) throw gone();
      const ballot = { projectId: project.projectId, about: refOf(entry), round, answer: 'seen', options: ['seen'] };
      const isNew = (await ballots.answer(scope, ballot)) === 'new';
      const told =
        answer === 'seen'
          ? []
          : await tell.stewards(
              { workspaceId: scope.workspaceId, projectId: project.projectId },
              (reader) => {
                const { lastTold } = milestoneOf(entry);
                const moved = lastTold === undefined ? '' : movedText(lastTold, { ...reader, now: clock.now() });
                const called = { number: numberOf(entry, register.kind, project.key), title: entry.title };
                const said = milestoneTexts(reader.locale).wantsTalk({ name: actor.name, ...called, moved });
                return notice([said], [openButton(entry, reader.locale)]);
              },
              { key: `talk:${entry._id}:${round}:${scope.by}` },
            );
      if (isNew || told.some((one) => one.isTold && one.isNew))
        await audit({ action: `milestone ${answer}`, subject: `told:${entry._id}:${round}` });
      if (answer === 'seen') return toCaller(line('client', texts.isSeen()));
      const name = calledName(await stewardName(ports, scope, { ...project, locale }));
      return toCaller(line('client', texts.talkIsTold({ name })));
    },
  });
}

/** The commands about a change of what was agreed. */
export const tellingCommands = (ports: RegisterPorts, register: Register): Command[] => [
  tellCommand(ports, register),
  seenCommand(ports, register),
];

/** The manager hears at once what a colleague has changed, and decides. */
export function tellManager(ports: RegisterPorts, register: Register): Reaction {
  const { entries, people, directory, tell, clock } = ports;
  return reactTo(entries.subject, {
    name: 'milestone.tellManager',
    events: ['moved', 'edited', 'stateChanged'],
    async run(entry, event) {
      if (entry.kind !== register.kind.name || !isMovedUntold(entry)) return;
      const change = milestoneOf(entry).changes?.find(({ revision }) => revision === event.revision);
      const project = change === undefined ? undefined : await directory.project(entry.workspaceId, entry.projectId);
      if (change === undefined || project === undefined || change.by === project.managerId) return;
      // A cover who moved it has the choices in the answer, as the manager has.
      if ((await directory.stewards(entry.workspaceId, entry.projectId)).includes(change.by)) return;
      const mover = await people.get(systemScope(entry.workspaceId), change.by);
      await tell.stewards(
        { workspaceId: entry.workspaceId, projectId: entry.projectId },
        (reader) => {
          const texts = milestoneTexts(reader.locale);
          const said = texts.movedBy({
            name: mover?.name ?? registerTexts(reader.locale).somebody(),
            number: numberOf(entry, register.kind, project.key),
            title: entry.title,
            moved: movedText(change, { ...reader, now: clock.now() }),
          });
          const buttons = [...tellButtons(entry, reader.locale), openButton(entry, reader.locale)];
          return notice([said, texts.clientNotTold()], buttons);
        },
        { key: `moved:${entry._id}:${event.revision}` },
      );
    },
  });
}

/** The part of our side's card: what was agreed, what the client does not know yet, and who has seen the last change. */
export function tellingCard(ports: RegisterPorts): ReadCardPart {
  const { people, ballots } = ports;
  return async ({ scope, actor, locale, zone, clock }, { entry, project }) => {
    const { baseline, lastTold } = milestoneOf(entry);
    const texts = milestoneTexts(locale);
    const reading = { locale, zone, now: clock.now() };
    const seen =
      lastTold === undefined ? [] : (await ballots.of(scope, refOf(entry), String(lastTold.revision))).answers;
    const ids = [baseline?.by, ...seen.map(({ personId }) => personId)];
    const nameOf = await people.namesOf(
      scope,
      ids.filter((id) => id !== undefined),
    );
    const called = (id: string) => nameOf(id) ?? registerTexts(locale).somebody();
    const lines: string[] = [];
    if (baseline !== undefined) {
      const name = called(baseline.by);
      const { due } = baseline;
      lines.push(
        due === undefined
          ? texts.agreed({ name })
          : texts.agreedOn({ what: dayText(due, { ...reading, nameOf }), name }),
      );
    }
    const isOpen = isMovedUntold(entry);
    const mayTell = may(actor, 'manage', project, clock.now());
    if (isOpen) {
      const open = untoldChanges(entry);
      const why = [...new Set(open.map((each) => each.why))].join('; ');
      const moved = { before: expectedByClient(entry), after: expectedOf(entry) };
      lines.push(movedText({ ...moved, ...(why === '' ? {} : { why }) }, reading));
      const how = open.at(-1)?.told;
      if (how !== undefined) lines.push(texts.chosen({ how: tellingText(how, locale) }));
      if (!mayTell) lines.push(texts.notDecided({ name: await stewardName(ports, scope, { ...project, locale }) }));
    }
    if (lastTold !== undefined) {
      const { before, after } = lastTold;
      const told = { moved: movedText({ before, after }, reading) };
      const names = enumerated(
        seen.map(({ personId }) => called(personId)),
        locale,
      );
      lines.push(
        seen.length === 0 ? texts.toldNotSeen(told) : texts.toldAndSeenBy({ ...told, count: seen.length, names }),
      );
    }
    return {
      blocks: lines.map((text): Block => ({ kind: 'context', text })),
      buttons: isOpen && mayTell ? tellButtons(entry, locale) : [],
      tells: isOpen,
    };
  };
}

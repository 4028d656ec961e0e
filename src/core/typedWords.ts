import type { Clock } from '../ground/clock.ts';
import { type Actor, may } from './access.ts';
import { hasForm, plainAnswer, preceded, unknownAnswer, welcomeAnswer } from './answers.ts';
import { leftoverNotice } from './assign.ts';
import { combined, type Outcome } from './combined.ts';
import { nothing, type Reply, type Setting } from './command.ts';
import type { Located, Request } from './commandRequest.ts';
import type { Directory } from './directory.ts';
import { requestIdOf } from './inbox.ts';
import type { LineMeant } from './lines.ts';
import { MOST_AT_ONCE } from './numbers.ts';
import type { NumbersMeant, NumberTarget } from './numberWords.ts';
import type { EventOf } from './platform.ts';
import { isGreeting, isThanks } from './pleasantries.ts';
import type { Interpretation, Registry } from './registry.ts';
import { coreTexts } from './texts.ts';
import { withFiles, withNames } from './tokens.ts';

/** Text from the client's side that matches no command. */
export interface FreeText {
  readonly text: string;
  readonly actor: Actor;
  readonly setting: Setting;
  /** The platform marks the sender as a guest, or as a member of another organisation. */
  readonly isOutsider: boolean;
  readonly requestId: string;
}

export interface TypedWordsOptions {
  readonly registry: Registry;
  readonly directory: Directory;
  readonly clock: Clock;
  /** Runs one command. */
  readonly perform: (request: Request) => Promise<Reply>;
  /** Stores a contact's text and asks for its kind. */
  readonly onFreeText: (words: FreeText) => Promise<Reply>;
}

/**
 * "Reminders don't work" names a thing, but no time and no person: the text is about an existing thing and asks for no
 * new one.
 */
const isOnlyAbout = ({ command, values }: Pick<Request, 'command' | 'values'>) => {
  const missing = Object.entries(command.input).flatMap(([name, { kind }]) =>
    values[name] === undefined ? [kind] : [],
  );
  return (
    command.verb === 'new' && Object.keys(values).length > 0 && missing.includes('when') && missing.includes('person')
  );
};

type Asked = Pick<Request, 'command' | 'values' | 'leftover' | 'problems'>;
/** One of several requests. `asked` is undefined for a number whose thing has no such command. */
interface Part {
  readonly name: string;
  readonly asked: Asked | undefined;
}

/** A line by the text in it, such as its title. */
function titleOf({ command, values, words }: LineMeant): string {
  const text = command.positional.find((name) => ['text', 'longText'].includes(command.input[name]?.kind ?? ''));
  const value = text === undefined ? undefined : values[text];
  return typeof value === 'string' ? value : words;
}

const isAsked = (target: NumberTarget): target is NumberTarget & Asked => target.command !== undefined;
/** A number is opened, and more words stand behind it. */
const isOpenedBeside = ({ command, leftover }: NumberTarget) => command?.verb === 'show' && leftover !== undefined;

/** Why the numbers are refused, for the person. */
function numbersProblem({ problem }: NumbersMeant, { locale }: Actor): string | undefined {
  if (problem === undefined) return undefined;
  const texts = coreTexts(locale);
  if (problem.code === 'tooMany') return texts.tooManyAtOnce({ most: MOST_AT_ONCE });
  return problem.code === 'reversed' ? texts.reversedRange(problem) : texts.unclearRange(problem);
}

/**
 * Runs several requests of one message, each by itself, in the order typed. The first has the message's request id, and
 * a repeat of the message repeats each with its own id.
 */
async function inTurn(
  parts: readonly Part[],
  {
    performed,
    requestId,
    ...rest
  }: {
    readonly performed: (asked: Asked, requestId: string) => Promise<Reply>;
    readonly requestId: string;
  } & Parameters<typeof combined>[1],
): Promise<Reply> {
  const outcomes: Outcome[] = [];
  for (const [index, { name, asked }] of parts.entries()) {
    const reply =
      asked === undefined
        ? plainAnswer(coreTexts(rest.actor.locale).notForNumber({ number: name }))
        : await performed(asked, index === 0 ? requestId : `${requestId}:${index + 1}`);
    outcomes.push({ name, reply });
  }
  return combined(outcomes, rest);
}

/** Answers typed text: a command, a greeting, a contact's message to pass on, or text that matches nothing. */
export function createTypedWords({ registry, directory, clock, perform, onFreeText }: TypedWordsOptions) {
  /** The meaning of typed text. Names are looked up only if the text may hold one. */
  async function read(text: string, actor: Actor): Promise<Interpretation> {
    const context = { locale: actor.locale, now: clock.now(), zone: actor.zone, side: actor.standing.side };
    const reading = registry.read(text, context);
    const lines = reading.kind === 'lines' ? reading.lines : reading.kind === 'command' ? [reading] : [];
    const found = await Promise.all(
      lines.map(({ mayName, command }) =>
        mayName === undefined || !may(actor, command.permission, undefined, context.now)
          ? []
          : directory.namesLike(actor, mayName),
      ),
    );
    const names = found.flat();
    return names.length === 0 ? reading : registry.read(text, { ...context, names });
  }

  async function answerTyped(
    event: EventOf<'command' | 'mention' | 'directMessage'>,
    { actor, setting }: Located,
  ): Promise<Reply> {
    const requestId = requestIdOf(event);
    const isClient = actor.standing.side === 'client';
    const files = event.kind === 'command' ? [] : (event.files ?? []);
    const freely = () =>
      onFreeText({
        text: withNames(withFiles(event.text, files, actor.locale), actor.locale),
        actor,
        setting,
        isOutsider: event.from.outsider,
        requestId,
      });
    const reading = await read(event.text, actor);
    /**
     * "Link is broken" begins like a command of ours, and "today nothing works" like one for contacts; from a contact it
     * is a message.
     */
    const isTheirWord = (asked: Asked) => {
      const isTheirs =
        (asked.command.hidden !== true || asked.command.contactVerb !== undefined) &&
        may(actor, asked.command.permission, setting.project, clock.now());
      const isExact = !hasForm(asked.command) || asked.command.contactVerb !== undefined;
      const isMore = asked.leftover !== undefined && isExact;
      return isClient && (!isTheirs || isMore || isOnlyAbout(asked));
    };
    const performed = ({ command, values, leftover, problems }: Asked, id: string) =>
      perform({
        ...{ command, values, leftover, problems, via: 'text', actor, setting, requestId: id },
        aloud: event.kind === 'mention',
      });
    const run = (asked: Asked) => (isTheirWord(asked) ? freely() : performed(asked, requestId));
    const typed = withNames(event.text, actor.locale);
    /** Nothing is done. A platform does not show a sent slash command, so its words are in the answer. */
    const undone = (text: string) =>
      plainAnswer(
        text,
        event.kind === 'command' ? [{ kind: 'quote', text: typed }] : [],
        isClient ? 'client' : 'internal',
      );
    const all = (parts: readonly Part[], notice?: string) =>
      inTurn(parts, { performed, requestId, actor, typed, notice });

    if (reading.kind === 'command') return run(reading);
    if (reading.kind === 'lines') {
      if (reading.lines.some(isTheirWord)) return freely();
      if (reading.lines.length > MOST_AT_ONCE)
        return undone(coreTexts(actor.locale).tooManyAtOnce({ most: MOST_AT_ONCE }));
      return all(reading.lines.map((asked) => ({ name: withNames(titleOf(asked), actor.locale), asked })));
    }
    if (reading.kind === 'number' && reading.targets.some(({ command }) => command !== undefined)) {
      const { targets } = reading;
      const isMessage = (target: NumberTarget) => !isAsked(target) || isOpenedBeside(target) || isTheirWord(target);
      // "MS-3 is broken since Monday" is a contact's message about MS-3.
      if (isClient && targets.some(isMessage)) return freely();
      const problem = numbersProblem(reading, actor);
      if (problem !== undefined) return undone(problem);
      const notice = targets
        .filter(isOpenedBeside)
        .map(({ leftover = '' }) => leftoverNotice(leftover, actor.locale, 'leftOut'))[0];
      const parts = targets.map((target) => ({
        name: target.number,
        asked: isAsked(target) ? (isOpenedBeside(target) ? { ...target, leftover: undefined } : target) : undefined,
      }));
      const [only] = parts;
      if (parts.length > 1 || only?.asked === undefined) return all(parts, notice);
      const reply = await performed(only.asked, requestId);
      return notice === undefined || (reply.kind !== 'message' && reply.kind !== 'update')
        ? reply
        : { ...reply, message: preceded(reply.message, notice) };
    }
    // A screenshot without text is a message too.
    if (isClient && files.length > 0) return freely();
    // A greeting from a known person opens the help; all text of an unknown person is stored.
    if (reading.kind === 'empty' || (actor.personId !== undefined && isGreeting(event.text))) {
      const help = registry.find('help show');
      return help === undefined ? Promise.resolve(nothing) : run({ command: help, values: {}, leftover: undefined });
    }
    if (actor.personId !== undefined && isThanks(event.text)) return Promise.resolve(welcomeAnswer(actor.locale));
    if (isClient) return freely();
    const near = reading.kind === 'unknown' ? reading.nearest : [];
    const theirs = near.filter(({ command }) => may(actor, command.permission, setting.project, clock.now()));
    return Promise.resolve(unknownAnswer(withNames(event.text, actor.locale), theirs, actor.locale));
  }

  return answerTyped;
}

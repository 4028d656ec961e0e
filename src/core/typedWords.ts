import type { Clock } from '../ground/clock.ts';
import { type Actor, may } from './access.ts';
import { hasForm, unknownAnswer, welcomeAnswer } from './answers.ts';
import { nothing, type Reply, type Setting } from './command.ts';
import type { Located, Request } from './commandRequest.ts';
import type { Directory } from './directory.ts';
import { requestIdOf } from './inbox.ts';
import type { EventOf } from './platform.ts';
import { isGreeting, isThanks } from './pleasantries.ts';
import type { Interpretation, Registry } from './registry.ts';
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

/** Answers typed text: a command, a greeting, a contact's message to pass on, or text that matches nothing. */
export function createTypedWords({ registry, directory, clock, perform, onFreeText }: TypedWordsOptions) {
  /** The meaning of typed text. Names are looked up only if the text may hold one. */
  async function read(text: string, actor: Actor): Promise<Interpretation> {
    const context = { locale: actor.locale, now: clock.now(), zone: actor.zone };
    const reading = registry.read(text, context);
    if (
      reading.kind !== 'command' ||
      reading.mayName === undefined ||
      !may(actor, reading.command.permission, undefined, context.now)
    )
      return reading;
    const names = await directory.namesLike(actor, reading.mayName);
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
    const run = (request: Pick<Request, 'command' | 'values' | 'leftover' | 'problems'>) => {
      // "Link is broken" begins like a command of ours, and "today nothing works" like one for contacts; from a contact
      // it is a message.
      const isTheirs =
        request.command.hidden !== true && may(actor, request.command.permission, setting.project, clock.now());
      const isMore = request.leftover !== undefined && !hasForm(request.command);
      if (isClient && (!isTheirs || isMore || isOnlyAbout(request))) return freely();
      return perform({ ...request, via: 'text', aloud: event.kind === 'mention', actor, setting, requestId });
    };
    if (reading.kind === 'command') return run(reading);
    if (reading.kind === 'number' && reading.command !== undefined)
      return run({ ...reading, command: reading.command });
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

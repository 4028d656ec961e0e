import type { Clock } from '../ground/clock.ts';
import { type Locale, nearestLocale } from '../ground/i18n.ts';
import type { Logger } from '../ground/log.ts';
import type { Database } from '../store/collection.ts';
import { type Actor, may } from './access.ts';
import {
  faultAnswer,
  hasForm,
  type Interrupted,
  isCarried,
  notSavedAnswer,
  plainAnswer,
  preceded,
  referenceOf,
  unknownAnswer,
  welcomeAnswer,
} from './answers.ts';
import { createAuditLog } from './auditLog.ts';
import { type Command, nothing, type Reply, type Setting, toCaller } from './command.ts';
import type { Directory } from './directory.ts';
import { problemText } from './fieldTexts.ts';
import { isOutlived, markIn, withMark } from './formMark.ts';
import { sentBeforeMessage } from './formMessage.ts';
import { formView, isUnseen } from './formView.ts';
import { createInbox, type EventClaim, requestIdOf, type SentBefore } from './inbox.ts';
import { createLimits } from './limits.ts';
import { createListPresses } from './lists/presses.ts';
import { openForm } from './message.ts';
import { createPerform, guarded, quickProblems, type Request } from './perform.ts';
import type { EventOf, InboundEvent } from './platform.ts';
import { isGreeting, isThanks } from './pleasantries.ts';
import type { Interpretation, Registry } from './registry.ts';
import { digestOf, unmarked, withDoubt } from './repeat.ts';
import type { EventContext, Slice } from './slice.ts';
import { coreTexts } from './texts.ts';
import { withFiles, withNames } from './tokens.ts';

/** What the platform is answered at once. */
export type Ack =
  /** Nothing to say yet; work goes on. */
  | { readonly kind: 'nothing' }
  /** Field errors that can be told without looking anything up: the dialog stays open with the typed values. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  /** A "saving" view; the reply updates it. */
  | { readonly kind: 'saving' };

/** The two doors to the core, and no other. */
export interface Bot {
  /** Pure and quick: validates without I/O and gives the ack. With `errors`, `handle` is not called. */
  accept(event: InboundEvent): Ack;
  /**
   * Works. `kept` settles as soon as the event is safe to acknowledge: what must survive a crash is then in the inbox
   * (`duplicate`: this event was seen before; the reply is then `nothing`, or to a form what came of it the first
   * time). It rejects when the event could not be kept: the platform must then show a failure, so that the person keeps
   * what they typed. `reply` never rejects: a fault is a message that says what was kept.
   */
  handle(event: InboundEvent): {
    readonly kept: Promise<'new' | 'duplicate'>;
    readonly reply: Promise<Reply>;
    readonly reader?: Promise<ReplyLocale | undefined>;
  };
}

/**
 * In whose language and zone a reply is meant, for platforms that have no dates of their own. Settles with the reply;
 * undefined where nobody was told apart.
 */
export interface ReplyLocale {
  readonly locale: Locale;
  readonly zone: string;
}

/** What somebody of the client's side wrote and no command matched. */
export interface FreeText {
  readonly text: string;
  readonly actor: Actor;
  readonly setting: Setting;
  /** The platform says that they are a guest, or of another organisation. */
  readonly isOutsider: boolean;
  readonly requestId: string;
}

export interface BotOptions {
  readonly registry: Registry;
  /** For their listeners. */
  readonly slices: readonly Slice[];
  readonly directory: Directory;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Keeps a contact's words and asks what they are. */
  readonly onFreeText: (words: FreeText) => Promise<Reply>;
  /** Brings a reply to whoever sent the event, when the platform no longer waits for it. */
  readonly answerLate: (event: InboundEvent, reply: Reply) => Promise<void>;
}

export interface RunningBot extends Bot {
  /**
   * Does what a crash left undone, here or in another process, and answers it late; returns how many. To be called
   * every minute: it renews what is in hand. Once `isStopping`, what is not begun is given back.
   */
  recover(isStopping?: () => boolean): Promise<number>;
  /**
   * Forgets events that no platform sends again, and those that were given up so many days ago (0: never); returns how
   * many.
   */
  sweep(keepDeadDays?: number): Promise<number>;
}

type Located = { readonly actor: Actor; readonly setting: Setting };
/** `again`: somebody who listens failed, and nobody will tell us of this event again. */
type Worked = { readonly reply: Reply; readonly again: boolean };
/** People whose language is kept in mind, so that the first door, which looks nothing up, speaks it too. */
const MOST_SPEAKERS = 10_000;
/**
 * How long a form that is sent again waits for what comes of the first time: half a minute in all, with longer and
 * longer looks. In milliseconds.
 */
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 10_000;
const ackNothing: Ack = { kind: 'nothing' };

export function createBot({
  registry,
  slices,
  directory,
  db,
  clock,
  log,
  onFreeText,
  answerLate,
}: BotOptions): RunningBot {
  const inbox = createInbox({ db });
  const limits = createLimits(clock);
  const perform = createPerform({
    registry,
    directory,
    audit: createAuditLog({ db, clock }),
    lists: createListPresses({ db, clock, sources: () => slices.flatMap((slice) => slice.lists ?? []), log }),
    clock,
    log,
  });
  const readers = new WeakMap<InboundEvent, ReplyLocale>();
  /** In which language somebody was answered last: they may have chosen another one than their platform's. */
  const spoken = new Map<string, Locale>();
  const speakerOf = ({ installation, from }: InboundEvent) => `${installation.platform}/${from.tenant}/${from.user}`;
  const localeOf = (event: InboundEvent): Locale => spoken.get(speakerOf(event)) ?? nearestLocale(event.from.locale);
  function keepReader(event: InboundEvent, { locale, zone }: Actor): void {
    readers.set(event, { locale, zone });
    if (spoken.size >= MOST_SPEAKERS) spoken.clear();
    spoken.set(speakerOf(event), locale);
  }
  /** What this process works on. */
  const claims = new Set<EventClaim>();

  /**
   * Every slice that listens hears of the event; the first answer counts, and a fault of one does not stop the others.
   */
  async function listeners(
    event: InboundEvent,
    context: EventContext,
  ): Promise<{ heard: Reply | undefined; failed: boolean }> {
    let heard: Reply | undefined;
    let failed = false;
    for (const { name, on } of slices) {
      const listener = on?.[event.kind] as
        | ((event: InboundEvent, context: EventContext) => Promise<Reply | undefined>)
        | undefined;
      if (listener === undefined) continue;
      try {
        const reply = await listener(event, context);
        heard ??= reply;
      } catch (error) {
        failed = true;
        log.error({ err: error, slice: name, kind: event.kind, request: requestIdOf(event) }, 'a listener failed');
      }
    }
    return { heard, failed };
  }

  /**
   * "Reminders don't work" names a thing, and neither when nor whom: it is about what is there, and asks for nothing
   * new.
   */
  const isOnlyAbout = ({ command, values }: Pick<Request, 'command' | 'values'>) => {
    const missing = Object.entries(command.input).flatMap(([name, { kind }]) =>
      values[name] === undefined ? [kind] : [],
    );
    return (
      command.verb === 'new' && Object.keys(values).length > 0 && missing.includes('when') && missing.includes('person')
    );
  };

  /** What typed words mean. Names are looked up where one may stand, and only there. */
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

  async function said(
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
      // "Link is broken" begins like a command of ours, and "today nothing works" like one of theirs; from a contact it
      // is what it says.
      const isTheirs =
        request.command.hidden !== true && may(actor, request.command.permission, setting.project, clock.now());
      const isMore = request.leftover !== undefined && !hasForm(request.command);
      if (isClient && (!isTheirs || isMore || isOnlyAbout(request))) return freely();
      return perform({ ...request, via: 'text', aloud: event.kind === 'mention', actor, setting, requestId });
    };
    if (reading.kind === 'command') return run(reading);
    if (reading.kind === 'number' && reading.command !== undefined)
      return run({ ...reading, command: reading.command });
    // A screenshot without a word says something, too.
    if (isClient && files.length > 0) return freely();
    // Somebody known who says hello is shown around; a stranger's words are kept, whatever they are.
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

  async function wordsOrPress(event: InboundEvent, located: Located): Promise<Reply> {
    const { actor } = located;
    const request = (command: string, values: Request['values'], via: Request['via']): Promise<Reply> => {
      const found = registry.find(command);
      if (found === undefined) return Promise.resolve(plainAnswer(coreTexts(actor.locale).gone()));
      return perform({ command: found, values, via, requestId: requestIdOf(event), ...located });
    };
    switch (event.kind) {
      case 'command':
      case 'mention':
      case 'directMessage':
        return said(event, located);
      case 'action':
        return request(event.payload.command, event.payload.input, 'action');
      case 'formSubmit':
        return request(event.command, event.values, 'form');
      case 'formClosed': {
        const first = await inbox.sentBefore(event);
        if (first !== undefined) return first === 'working' ? nothing : answerAgain(event, first, located);
        const command = registry.find(event.command);
        const typed = Object.entries(event.values).filter(([name, value]) => {
          const field = command?.input[name];
          return field !== undefined && !isUnseen(field, value) && value.length > 0 && value !== field.initial;
        });
        const { values } = unmarked(event.values, requestIdOf(event));
        return command !== undefined && typed.length > 0 && isCarried(values)
          ? notSavedAnswer(command, values, actor.locale)
          : nothing;
      }
      case 'messageShortcut': {
        const command = registry.find(event.command);
        const target = command?.positional.find((name) =>
          ['text', 'longText'].includes(command.input[name]?.kind ?? ''),
        );
        return request(
          event.command,
          openForm(event.command, target === undefined ? {} : { [target]: withNames(event.text, actor.locale) }).input,
          'action',
        );
      }
      case 'globalShortcut':
        return request(event.command, openForm(event.command).input, 'action');
      default:
        return nothing;
    }
  }

  /** What a press or a form asked for, for a second try. */
  function interruptedBy(event: InboundEvent): Interrupted | undefined {
    if (event.kind !== 'formSubmit' && event.kind !== 'action') return undefined;
    const { command: name, input } =
      event.kind === 'action' ? event.payload : { command: event.command, input: event.values };
    const command: Command | undefined = registry.find(name);
    if (command === undefined) return undefined;
    const { values, doubt, requestId } = unmarked(input, requestIdOf(event));
    return { command, via: event.kind === 'action' ? 'action' : 'form', values: withDoubt(values, doubt), requestId };
  }

  /** A fault outside of any command, told with everything that the person gave. */
  function failed(event: InboundEvent, error: unknown): Reply {
    const reply = faultAnswer(error, {
      locale: localeOf(event),
      audience: 'client',
      reference: referenceOf(requestIdOf(event)),
      interrupted: interruptedBy(event),
    });
    // A slash command is shown nowhere once it is sent.
    if (event.kind !== 'command' || reply.kind !== 'message') return reply;
    return {
      ...reply,
      message: {
        ...reply.message,
        blocks: [...reply.message.blocks, { kind: 'quote', text: withNames(event.text, localeOf(event)) }],
      },
    };
  }

  /** The form that was sent, with what was typed and a word about it. */
  function givenBack(event: EventOf<'formSubmit'>, locale: Locale, notice: string): Reply {
    const form = interruptedBy(event);
    return form === undefined
      ? plainAnswer(notice)
      : { kind: 'invalid', form: formView(form.command, { locale, values: form.values, notice }) };
  }

  /** Undefined: go on. Nobody knows any more whether a form so old was sent before: it comes back as a new one. */
  function outlived(event: InboundEvent, actor: Actor | undefined): Reply | undefined {
    const mark = event.kind === 'formSubmit' ? markIn(event.values) : undefined;
    if (event.kind !== 'formSubmit' || mark === undefined || !isOutlived(mark, clock.now())) return undefined;
    const locale = actor?.locale ?? localeOf(event);
    return givenBack(event, locale, coreTexts(locale).formOutlived());
  }

  /** Undefined: go on. Over the limit it is said once, and a form stays open with what was typed. */
  function overLimit(event: InboundEvent, actor: Actor | undefined): Reply | undefined {
    const { installation, from } = event;
    const place = `${installation.platform}/${installation.tenant}`;
    const verdict = limits.ask(`${installation.platform}/${from.tenant}/${from.user}`, actor?.workspaceId ?? place);
    if (verdict === 'ok') return undefined;
    const locale = actor?.locale ?? localeOf(event);
    const text = coreTexts(locale).slowDown();
    if (event.kind === 'formSubmit') return givenBack(event, locale, text);
    return verdict === 'tell' ? plainAnswer(text) : nothing;
  }

  async function work(event: InboundEvent, { isLate }: { isLate: boolean }): Promise<Worked> {
    try {
      const { actor, setting } = await directory.locate(event);
      if (actor !== undefined) keepReader(event, actor);
      const isAsked = ASKS.has(event.kind);
      const refused = isLate ? undefined : (outlived(event, actor) ?? (isAsked ? overLimit(event, actor) : undefined));
      if (refused !== undefined) return { reply: refused, again: false };
      const { heard, failed: again } = await listeners(event, { actor, setting });
      if (!isAsked && again) return { reply: heard ?? nothing, again };
      if (heard !== undefined) return { reply: heard, again: false };
      if (actor === undefined) {
        const text = coreTexts(localeOf(event)).notConnected();
        return {
          reply:
            event.kind === 'formSubmit'
              ? givenBack(event, localeOf(event), text)
              : isAsked
                ? plainAnswer(text)
                : nothing,
          again: false,
        };
      }
      return { reply: await wordsOrPress(event, { actor, setting }), again: false };
    } catch (error) {
      log.error(
        { err: error, kind: event.kind, request: requestIdOf(event), reference: referenceOf(requestIdOf(event)) },
        'an event could not be handled',
      );
      return ASKS.has(event.kind) ? { reply: failed(event, error), again: false } : { reply: nothing, again: true };
    }
  }

  /** Works on an event in hand. A row that stays is found by recover() and done again: late rather than lost. */
  async function settled(claim: EventClaim, event: InboundEvent): Promise<Reply> {
    claims.add(claim);
    try {
      const { reply, again } = await work(event, { isLate: false });
      // The person has their answer already, so it is not worth a fault.
      if (!again)
        await inbox
          .settle(claim, reply)
          .catch((error: unknown) =>
            log.error({ err: error, request: claim.id }, 'an answered event could not be settled'),
          );
      return reply;
    } finally {
      claims.delete(claim);
    }
  }

  /**
   * What came of a form the first time. To whoever sent it alone: all others have seen it, and what was pressed may
   * show something newer by now.
   */
  function answerAgain(
    event: EventOf<'formSubmit' | 'formClosed'>,
    { sent, message }: SentBefore,
    { actor, setting }: Located,
  ): Reply {
    const command = registry.find(event.command);
    if (message === undefined || command === undefined) return nothing;
    const isChanged = event.kind === 'formSubmit' && sent !== digestOf(event.values);
    const { values } = unmarked(event.values, requestIdOf(event));
    const told = isChanged ? sentBeforeMessage(message, formView(command, { locale: actor.locale, values })) : message;
    return guarded(toCaller(told), { actor, setting, log, command });
  }

  /** A form that was sent before: nothing runs unless the first time came to nothing. */
  async function sentAgain(event: EventOf<'formSubmit'>, first: SentBefore | 'working'): Promise<Reply> {
    let state: Awaited<ReturnType<typeof inbox.keep>> = first;
    for (let pause = FIRST_LOOK_MS; state === 'working' && pause < LAST_LOOK_MS; pause *= 1.5) {
      await new Promise((resolve) => setTimeout(resolve, pause).unref());
      state = await inbox.keep(event);
    }
    if (state === 'working') return givenBack(event, localeOf(event), coreTexts(localeOf(event)).stillSaving());
    if (state === 'duplicate') return nothing;
    if ('token' in state) return settled(state, event);
    const { actor, setting } = await directory.locate(event);
    if (actor === undefined) return givenBack(event, localeOf(event), coreTexts(localeOf(event)).notConnected());
    keepReader(event, actor);
    return answerAgain(event, state, { actor, setting });
  }

  const stamped = (event: InboundEvent, reply: Reply): Reply => withMark(reply, { event, registry, now: clock.now() });

  async function finishLate({
    claim,
    event,
    exhausted,
  }: {
    claim: EventClaim;
    event: InboundEvent;
    exhausted: boolean;
  }): Promise<void> {
    try {
      if (exhausted)
        log.error(
          { request: claim.id, kind: event.kind, reference: referenceOf(claim.id) },
          'an event failed too often; it is kept as dead',
        );
      const { reply, again } = exhausted
        ? { reply: ASKS.has(event.kind) ? failed(event, undefined) : nothing, again: false }
        : await work(event, { isLate: true });
      if (again) return;
      const late = coreTexts(localeOf(event)).late();
      const told =
        reply.kind === 'message' || reply.kind === 'update'
          ? { ...reply, message: preceded(reply.message, late) }
          : reply;
      if (told.kind !== 'nothing') await answerLate(event, stamped(event, told));
      if (!exhausted) await inbox.settle(claim, reply);
    } finally {
      claims.delete(claim);
    }
  }

  return {
    accept(event) {
      if (event.kind !== 'formSubmit') return ackNothing;
      const command = registry.find(event.command);
      if (command === undefined) return ackNothing;
      const locale = localeOf(event);
      const problems = Object.entries(quickProblems(command, event.values)).filter(
        ([name, problem]) => problem !== undefined && command.input[name]?.hidden === false,
      );
      if (problems.length === 0) return { kind: 'saving' };
      return {
        kind: 'errors',
        errors: Object.fromEntries(
          problems.map(([name, problem]) => [name, problemText(problem as NonNullable<typeof problem>, locale)]),
        ),
      };
    },
    handle(event) {
      const keeping = inbox.keep(event);
      const kept = keeping.then((found) =>
        typeof found === 'object' && 'token' in found ? ('new' as const) : ('duplicate' as const),
      );
      const reply = keeping
        .then((found) => {
          if (found === 'duplicate') return nothing;
          if (found !== 'working' && 'token' in found) return settled(found, event);
          return event.kind === 'formSubmit' ? sentAgain(event, found) : nothing;
        })
        .catch((error: unknown) => {
          log.error({ err: error, kind: event.kind, request: requestIdOf(event) }, 'an event could not be kept');
          return ASKS.has(event.kind) ? failed(event, error) : nothing;
        })
        .then((answer) => stamped(event, answer));
      // Whoever needs to know awaits it; for the others a failure to keep is in the reply.
      kept.catch(() => undefined);
      return { kept, reply, reader: reply.then(() => readers.get(event)) };
    },
    async recover(isStopping = () => false) {
      // Slow is not gone: what is still worked on here stays in hand.
      await inbox.renew([...claims]);
      const { events, unreadable } = await inbox.orphans();
      for (const request of unreadable)
        log.error({ request }, 'a kept event is of a format that is no more; it is kept as dead');
      for (const { claim } of events) claims.add(claim);
      for (const one of events) {
        if (isStopping() && !one.exhausted) {
          claims.delete(one.claim);
          await inbox.giveBack(one.claim);
          continue;
        }
        await finishLate(one).catch((error: unknown) =>
          log.error({ err: error, request: one.claim.id }, 'a late event failed; it comes again'),
        );
      }
      return events.length;
    },
    sweep: (keepDeadDays) => inbox.sweep(keepDeadDays),
  };
}

/** Kinds in which somebody wants something of the bot. */
const ASKS: ReadonlySet<InboundEvent['kind']> = new Set([
  'command',
  'mention',
  'directMessage',
  'action',
  'formSubmit',
  'messageShortcut',
  'globalShortcut',
]);

import type { Clock } from '../ground/clock.ts';
import type { Logger } from '../ground/log.ts';
import type { Database } from '../store/collection.ts';
import { preceded, referenceOf } from './answers.ts';
import { createAuditLog } from './auditLog.ts';
import { nothing, type Reply } from './command.ts';
import { quickProblems } from './commandInput.ts';
import type { Directory } from './directory.ts';
import { createDispatch } from './dispatch.ts';
import { ASKS, createEventWork } from './eventWork.ts';
import { problemText } from './fieldTexts.ts';
import { withMark } from './formMark.ts';
import { createFormReplies } from './formReplies.ts';
import { createInbox, type EventClaim, requestIdOf, type SentBefore } from './inbox.ts';
import { createListPresses } from './lists/presses.ts';
import { createPerform } from './perform.ts';
import type { EventOf, InboundEvent } from './platform.ts';
import type { Registry } from './registry.ts';
import { createReplyLocales, type ReplyLocale } from './replyLocales.ts';
import type { Slice } from './slice.ts';
import { coreTexts } from './texts.ts';
import { createTypedWords, type FreeText } from './typedWords.ts';

/** The immediate answer to the platform. */
export type Ack =
  /** No answer yet; work continues. */
  | { readonly kind: 'nothing' }
  /** Field errors that need no look-up: the dialog stays open with the typed values. */
  | { readonly kind: 'errors'; readonly errors: Readonly<Record<string, string>> }
  /** A "saving" view; the reply updates it. */
  | { readonly kind: 'saving' };

/** The only two doors to the core. */
export interface Bot {
  /** Pure and quick: validates without I/O and gives the ack. With `errors`, `handle` is not called. */
  accept(event: InboundEvent): Ack;
  /**
   * Works on an event. `kept` settles once the event may be acknowledged: from then on the inbox stores everything that
   * must survive a crash. (`duplicate`: the event was seen before; the reply is then `nothing`, or the earlier answer
   * for a form.) It rejects if the event could not be stored: the platform must show a failure, so that the person
   * keeps their text. `reply` never rejects: a fault is a message that says what was kept.
   */
  handle(event: InboundEvent): {
    readonly kept: Promise<'new' | 'duplicate'>;
    readonly reply: Promise<Reply>;
    readonly reader?: Promise<ReplyLocale | undefined>;
  };
}

export interface BotOptions {
  readonly registry: Registry;
  /** The slices with their listeners. */
  readonly slices: readonly Slice[];
  readonly directory: Directory;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Stores a contact's message and asks for its kind. */
  readonly onFreeText: (words: FreeText) => Promise<Reply>;
  /** Delivers a reply to the event's author if the platform no longer waits for it. */
  readonly answerLate: (event: InboundEvent, reply: Reply) => Promise<void>;
}

export interface RunningBot extends Bot {
  /**
   * Recovers events left by a crash, here or in another process, and answers them late; returns how many. Must run
   * every minute: it renews the claims. Once `isStopping`, events that have not begun are released.
   */
  recover(isStopping?: () => boolean): Promise<number>;
  /** Deletes events that no platform sends again, and dead ones after so many days (0: never); returns how many. */
  sweep(keepDeadDays?: number): Promise<number>;
}

/**
 * How long a repeated form waits for the first one's answer, in milliseconds: half a minute in all, with growing
 * intervals.
 */
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 10_000;
const ackNothing: Ack = { kind: 'nothing' };

/** Assembles the two doors: the inbox, the work on an event, and the answer, at once or late. */
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
  const locales = createReplyLocales();
  const { localeOf } = locales;
  const formReplies = createFormReplies({ registry, locales, clock, log });
  const { failed, givenBack } = formReplies;
  const perform = createPerform({
    registry,
    directory,
    audit: createAuditLog({ db, clock }),
    lists: createListPresses({ db, clock, sources: () => slices.flatMap((slice) => slice.lists ?? []), log }),
    clock,
    log,
  });
  const answerTyped = createTypedWords({ registry, directory, clock, perform, onFreeText });
  const dispatch = createDispatch({ registry, inbox, formReplies, perform, answerTyped });
  const work = createEventWork({ slices, directory, locales, formReplies, dispatch, clock, log });
  /** Events that this process works on. */
  const claims = new Set<EventClaim>();

  /** Works on a claimed event. If its row is not settled, recover() repeats it: late rather than lost. */
  async function settled(claim: EventClaim, event: InboundEvent): Promise<Reply> {
    claims.add(claim);
    try {
      const { reply, again } = await work(event, { isLate: false });
      // The person has their answer already, so the failure is only logged.
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

  /** A repeated form: nothing runs, unless the first submission left no outcome. */
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
    locales.keep(event, actor);
    return formReplies.answerAgain(event, state, { actor, setting });
  }

  const stamped = (event: InboundEvent, reply: Reply): Reply => withMark(reply, { event, registry, now: clock.now() });

  /** Answers an event that a crash left open; `exhausted`: tells the person that it was given up. */
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
          log.error({ err: error, kind: event.kind, request: requestIdOf(event) }, 'an event could not be stored');
          return ASKS.has(event.kind) ? failed(event, error) : nothing;
        })
        .then((answer) => stamped(event, answer));
      // Callers that need the result await it; for the others, the reply reports a failure.
      kept.catch(() => undefined);
      return { kept, reply, reader: reply.then(() => locales.readerOf(event)) };
    },
    async recover(isStopping = () => false) {
      // Slow work is not lost: its lease is renewed.
      await inbox.renew([...claims]);
      const { events, unreadable } = await inbox.orphans();
      for (const request of unreadable)
        log.error({ request }, 'a stored event has an obsolete format; it is kept as dead');
      for (const { claim } of events) claims.add(claim);
      for (const one of events) {
        if (isStopping() && !one.exhausted) {
          claims.delete(one.claim);
          await inbox.giveBack(one.claim);
          continue;
        }
        await finishLate(one).catch((error: unknown) =>
          log.error({ err: error, request: one.claim.id }, 'an event failed in recovery; it is retried'),
        );
      }
      return events.length;
    },
    sweep: (keepDeadDays) => inbox.sweep(keepDeadDays),
  };
}

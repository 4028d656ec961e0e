import type { Database } from '../store/collection.ts';
import type { Actor } from './access.ts';
import { faultAnswer, isCarried, notSavedAnswer, plainAnswer, preceded, unknownAnswer } from './answers.ts';
import { createAuditLog } from './auditLog.ts';
import type { Clock } from './clock.ts';
import { nothing, type Reply, type Setting } from './command.ts';
import type { Directory } from './directory.ts';
import { problemText } from './fieldTexts.ts';
import { nearestLocale } from './i18n.ts';
import { createInbox, type InHand, requestIdOf } from './inbox.ts';
import { createLimits } from './limits.ts';
import type { Logger } from './log.ts';
import { openForm } from './message.ts';
import { createPerform, quickProblems, type Request } from './perform.ts';
import type { EventOf, InboundEvent } from './platform.ts';
import type { Registry } from './registry.ts';
import type { EventContext, Slice } from './slice.ts';
import { coreTexts } from './texts.ts';

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
   * Works. `kept` settles as soon as the event is safe to acknowledge: presses and form submits are then in the inbox
   * (`duplicate`: this event was seen before; the reply is then `nothing`). It rejects when the event could not be kept: the platform must then show a failure,
   * so that the person keeps what they typed. `reply` never rejects: a fault is a message that says what was kept.
   */
  handle(event: InboundEvent): { readonly kept: Promise<'new' | 'duplicate'>; readonly reply: Promise<Reply> };
}

/** What somebody of the client's side wrote and no command matched. */
export interface FreeText {
  readonly text: string;
  readonly actor: Actor;
  readonly setting: Setting;
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
  /** Does what a crash left undone, here or in another process, and answers it late; returns how many. */
  recover(): Promise<number>;
  /** Forgets events that no platform sends again; returns how many. */
  sweep(): Promise<number>;
}

type Located = { readonly actor: Actor; readonly setting: Setting };
const ackNothing: Ack = { kind: 'nothing' };

export function createBot({ registry, slices, directory, db, clock, log, onFreeText, answerLate }: BotOptions): RunningBot {
  const inbox = createInbox({ db });
  const limits = createLimits(clock);
  const perform = createPerform({ registry, directory, audit: createAuditLog({ db, clock }), clock, log });

  /** Every slice that listens hears of the event; the first answer counts, and a fault of one does not stop the others. */
  async function listeners(event: InboundEvent, context: EventContext): Promise<Reply | undefined> {
    let first: Reply | undefined;
    for (const { name, on } of slices) {
      const listener = on?.[event.kind] as ((event: InboundEvent, context: EventContext) => Promise<Reply | undefined>) | undefined;
      if (listener === undefined) continue;
      try {
        const reply = await listener(event, context);
        first ??= reply;
      } catch (error) {
        log.error({ err: error, slice: name, kind: event.kind }, 'a listener failed');
      }
    }
    return first;
  }

  function said(event: EventOf<'command' | 'mention' | 'directMessage'>, { actor, setting }: Located): Promise<Reply> {
    const requestId = requestIdOf(event);
    const reading = registry.read(event.text, { locale: actor.locale, now: clock.now(), zone: actor.zone });
    const run = (request: Pick<Request, 'command' | 'values' | 'leftover'>) =>
      perform({ ...request, via: 'text', aloud: event.kind === 'mention', actor, setting, requestId });
    if (reading.kind === 'command') return run(reading);
    if (reading.kind === 'number' && reading.command !== undefined) return run({ ...reading, command: reading.command });
    if (reading.kind === 'empty') {
      const help = registry.find('help show');
      return help === undefined ? Promise.resolve(nothing) : run({ command: help, values: {}, leftover: undefined });
    }
    if (actor.standing.side === 'client') return onFreeText({ text: event.text, actor, setting, requestId });
    return Promise.resolve(unknownAnswer(event.text, reading.kind === 'unknown' ? reading.nearest : [], actor.locale));
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
        const command = registry.find(event.command);
        const typed = Object.entries(event.values).filter(
          ([name, value]) => command?.input[name]?.hidden === false && value.length > 0 && value !== command.input[name]?.initial,
        );
        return command !== undefined && typed.length > 0 && isCarried(event.values) ? notSavedAnswer(command, event.values, actor.locale) : nothing;
      }
      case 'messageShortcut': {
        const command = registry.find(event.command);
        const target = command?.positional.find((name) => ['text', 'longText'].includes(command.input[name]?.kind ?? ''));
        return request(event.command, openForm(event.command, target === undefined ? {} : { [target]: event.text }).input, 'action');
      }
      case 'globalShortcut':
        return request(event.command, openForm(event.command).input, 'action');
      default:
        return nothing;
    }
  }

  async function work(event: InboundEvent): Promise<Reply> {
    const told = nearestLocale(event.from.locale);
    try {
      const { actor, setting } = await directory.locate(event);
      const heard = await listeners(event, { actor, setting });
      if (heard !== undefined) return heard;
      const isAsked = ASKS.has(event.kind);
      if (actor === undefined) return isAsked ? plainAnswer(coreTexts(told).notConnected()) : nothing;
      if (isAsked) {
        const verdict = limits.ask(`${actor.user.platform}/${actor.user.tenant}/${actor.user.user}`, actor.workspaceId);
        if (verdict === 'silent') return nothing;
        if (verdict === 'tell') return plainAnswer(coreTexts(actor.locale).slowDown());
      }
      return await wordsOrPress(event, { actor, setting });
    } catch (error) {
      const reference = requestIdOf(event).slice(-8);
      log.error({ err: error, kind: event.kind, reference }, 'an event could not be handled');
      return faultAnswer(error, { locale: told, reference });
    }
  }

  async function settled(hand: InHand, reply: Promise<Reply>): Promise<Reply> {
    const answer = await reply;
    // A row that stays is found by recover() and done again: late rather than lost. The person has their answer already.
    await inbox.settle(hand).catch((error: unknown) => log.error({ err: error, request: hand.id }, 'an answered event could not be settled'));
    return answer;
  }

  return {
    accept(event) {
      if (event.kind !== 'formSubmit') return ackNothing;
      const command = registry.find(event.command);
      if (command === undefined) return ackNothing;
      const locale = nearestLocale(event.from.locale);
      const problems = Object.entries(quickProblems(command, event.values)).filter(
        ([name, problem]) => problem !== undefined && command.input[name]?.hidden === false,
      );
      if (problems.length === 0) return { kind: 'saving' };
      return {
        kind: 'errors',
        errors: Object.fromEntries(problems.map(([name, problem]) => [name, problemText(problem as NonNullable<typeof problem>, locale)])),
      };
    },
    handle(event) {
      const keeping = inbox.keep(event);
      const kept = keeping.then((hand) => (hand === 'duplicate' ? ('duplicate' as const) : ('new' as const)));
      const reply = keeping.then(
        (hand) => (hand === 'duplicate' ? nothing : settled(hand, work(event))),
        (error: unknown) => {
          log.error({ err: error, kind: event.kind }, 'an event could not be kept');
          return faultAnswer(error, { locale: nearestLocale(event.from.locale), reference: requestIdOf(event).slice(-8) });
        },
      );
      // Whoever needs to know awaits it; for the others a failure to keep is in the reply.
      kept.catch(() => undefined);
      return { kept, reply };
    },
    async recover() {
      const { events } = await inbox.orphans();
      for (const { hand, event, exhausted } of events) {
        const locale = nearestLocale(event.from.locale);
        if (exhausted) log.error({ request: hand.id, kind: event.kind }, 'an event failed too often; it is kept as dead');
        const reply = exhausted ? faultAnswer(undefined, { locale, reference: hand.id.slice(-8) }) : await work(event);
        const late = coreTexts(locale).late();
        await answerLate(event, reply.kind === 'message' || reply.kind === 'update' ? { ...reply, message: preceded(reply.message, late) } : reply);
        if (!exhausted) await inbox.settle(hand);
      }
      return events.length;
    },
    sweep: () => inbox.sweep(),
  };
}

/** Kinds in which somebody wants something of the bot. */
const ASKS: ReadonlySet<InboundEvent['kind']> = new Set(['command', 'mention', 'directMessage', 'action', 'formSubmit', 'messageShortcut', 'globalShortcut']);

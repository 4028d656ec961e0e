import type { Bot } from '../../src/core/bot.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import { isError } from '../../src/ground/errors.ts';
import { nearestLocale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import { type Activity, type Spot, spotOf } from './activity.ts';
import type { Address, Connector } from './connector.ts';
import { type Deed, localeOf } from './deed.ts';
import { happeningsOf } from './happenings.ts';
import { commonOf, happening, mentionedIn, openedFrom, placeOf, readDeed, type Surface, surfaceOf } from './inbound.ts';
import { failureFor, type InvokeBody, noteFor } from './invokes.ts';
import { createNames } from './names.ts';
import type { TeamsPeople } from './people.ts';
import { addressOf, type References } from './references.ts';
import type { Replies } from './replies.ts';
import { replyTexts } from './replyTexts.ts';

/** The HTTP answer to Teams. */
export interface Answer {
  readonly status: number;
  readonly body?: InvokeBody;
}

/**
 * How long an invoke waits for its reply. Teams gives a message extension 5 s and the others 10 to 15. A later reply is
 * posted.
 */
const WAIT_MS: Readonly<Record<'execute' | 'dialog' | 'extension', number>> = {
  execute: 8_000,
  dialog: 8_000,
  extension: 4_500,
};

export interface TurnOptions {
  readonly references: References;
  readonly people: TeamsPeople;
  readonly connector: Connector;
  readonly replies: Replies;
  readonly log: Logger;
  readonly now: () => Date;
  /** For tests: how long every invoke waits for its reply, in milliseconds. */
  readonly waitMs?: number | undefined;
}

/** Handles activities one after the other, each through the bot's two doors. */
export function createTurns({ references, people, connector, replies, log, now, waitMs }: TurnOptions) {
  /** Answers that are not delivered yet. */
  const pending = new Set<Promise<unknown>>();
  const withName = createNames({ references, connector, log, now });

  function inBackground(work: Promise<unknown>, event: InboundEvent): void {
    const mine: Promise<unknown> = work
      .catch((error: unknown) =>
        log.error({ err: error, event: event.id, kind: event.kind }, 'teams: an answer was not shown'),
      )
      .finally(() => pending.delete(mine));
    pending.add(mine);
  }

  /** A change of a conversation: kept before it is acknowledged, since Teams does not repeat it. */
  async function happened(activity: Activity, spot: Spot, bot: Bot): Promise<Answer> {
    for (const event of await happeningsOf(activity, spot, { references, people, withName })) {
      const { kept, reply, reader } = bot.handle(event);
      await kept;
      // One after the other: an installation must be recorded before its follow-up events.
      const answer = await reply;
      inBackground(
        replies.lateDeed(event).then(async (deed) => replies.show({ ...deed, reader: await reader }, answer)),
        event,
      );
    }
    return { status: 200 };
  }

  /** The event with the people it mentions. They may never have written to us, so the place's roster is read. */
  async function withMentioned(event: InboundEvent, activity: Activity, address: Address): Promise<InboundEvent> {
    const users = mentionedIn(event, activity);
    if (users.length === 0) return event;
    const place = 'place' in event ? event.place : undefined;
    const elsewhere =
      place === undefined || place.conversation === address.conversation
        ? undefined
        : await references.find(address.tenant, place.conversation);
    const at = elsewhere === undefined ? address : addressOf(elsewhere);
    const found = await Promise.all(users.map((user) => people.mentioned(at, user)));
    const mentioned = found
      .filter((one) => one !== undefined)
      .map(({ user, tenant, outsider, name }) => ({ user, tenant, outsider, name }));
    return mentioned.length === 0 ? event : { ...event, mentioned };
  }

  /**
   * A chat between two people, whose message menu can call us, looks like a person's own chat with Rapport. Private
   * answers go to their real one.
   */
  async function whereAsked(spot: Spot, surface: Surface, user: string): Promise<Spot> {
    if (surface !== 'extension' || spot.kind !== 'direct') return spot;
    const ownChat = await references.direct(spot.tenant, user);
    return ownChat?.conversation === spot.conversation ? spot : { ...spot, kind: 'group' };
  }

  async function acted(
    activity: Activity,
    told: Spot,
    { surface, bot, user }: { surface: Surface; bot: Bot; user: string },
  ): Promise<Answer> {
    const spot = await whereAsked(told, surface, user);
    const address: Address = {
      tenant: spot.tenant,
      serviceUrl: activity.serviceUrl,
      bot: activity.recipient.id,
      conversation: spot.conversation,
    };
    // A message's menu calls Rapport also where it is not installed, in conversations it cannot write to.
    const isInstalled = surface !== 'extension';
    if (isInstalled) await references.see(spot, { serviceUrl: activity.serviceUrl, bot: activity.recipient.id, user });
    const [sender, named] = await Promise.all([
      people.who(address, user, activity.from?.name ?? undefined),
      isInstalled ? withName(spot, address, activity.locale) : spot,
    ]);
    // A submitted dialog names the card it was opened from only in its form.
    const pressed = activity.replyToId || (surface === 'dialog' ? openedFrom(activity) : undefined);
    const moved =
      spot.kind === 'direct' && pressed !== undefined && surface !== 'message'
        ? await references.movedFrom({ tenant: spot.tenant, conversation: spot.conversation, message: pressed, user })
        : undefined;
    const reading = readDeed(activity, { spot: named, sender, surface, moved });
    if (reading.kind === 'ignore') {
      log.debug({ why: reading.why }, 'teams: an activity is not for us');
      return { status: 200 };
    }
    if (reading.kind !== 'event') {
      const event = happening('action', commonOf(activity, spot, sender), {
        place: placeOf(named, pressed),
        payload: { v: 1, command: '', input: {} },
      });
      const body = await replies.say(
        { event, surface },
        replyTexts(nearestLocale(activity.locale ?? undefined))[reading.kind](),
      );
      return { status: 200, body };
    }
    const event = await withMentioned(reading.event, activity, address);
    const message =
      'place' in event && (surface === 'submit' || surface === 'execute' || surface === 'dialog')
        ? event.place.message
        : undefined;
    const card =
      message === undefined
        ? undefined
        : { tenant: spot.tenant, conversation: spot.conversation, thread: spot.thread, message };
    return answered({ event, surface, card, isOwn: spot.kind === 'direct' }, surface, bot);
  }

  /**
   * Passes the act through the second door. The first door's field errors are left to it too: a dialog is shown again
   * as a whole, and only the reply has that form.
   */
  async function answered(deed: Deed, surface: Surface, bot: Bot): Promise<Answer> {
    const { event } = deed;
    const { kept, reply, reader } = bot.handle(event);
    if (surface === 'message' || surface === 'submit') {
      const isKept = await kept.then(
        () => true,
        () => false,
      );
      // Teams reports a failed card, and typed values stay. Typed text gets an answer, since a status would be
      // invisible.
      if (!isKept && surface === 'submit') return { status: 503 };
      inBackground(
        reply.then(async (answer) => replies.show({ ...deed, reader: await reader }, answer)),
        event,
      );
      return { status: 200 };
    }
    let isWaited = true;
    const shown = reply.then(async (answer) =>
      replies.show({ ...(isWaited ? deed : await replies.lateDeed(event)), reader: await reader }, answer),
    );
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => {
        isWaited = false;
        resolve('late');
      }, waitMs ?? WAIT_MS[surface]);
    });
    const first = await Promise.race([shown, tooLong]).finally(() => clearTimeout(timer));
    if (first !== 'late') return { status: 200, body: first };
    inBackground(shown, event);
    return { status: 200, body: noteFor(surface, replyTexts(localeOf({ event })).working()) };
  }

  return {
    /** Never throws; a failure is in the answer, without its reason. */
    async turn(activity: Activity, bot: Bot): Promise<Answer> {
      const spot = spotOf(activity);
      if (spot === undefined) return { status: 400 };
      const surface = surfaceOf(activity);
      if (surface === undefined && activity.type === 'invoke') return { status: 501 };
      try {
        if (surface === undefined) return await happened(activity, spot, bot);
        const user = activity.from?.id;
        return user === undefined ? { status: 400 } : await acted(activity, spot, { surface, bot, user });
      } catch (error) {
        log.error({ err: error, type: activity.type, name: activity.name }, 'teams: an activity could not be handled');
        const status = isError(error, 'unavailable') ? 503 : 500;
        // A submitted form stays open with its values only when the status reports a failure.
        const showsWords =
          surface === 'execute' || activity.name === 'task/fetch' || activity.name === 'composeExtension/fetchTask';
        if (surface === undefined || !showsWords) return { status };
        const texts = replyTexts(nearestLocale(activity.locale ?? undefined));
        return {
          status: 200,
          body: failureFor(surface, isError(error, 'unavailable') ? texts.notKept() : texts.fault()),
        };
      }
    },
    /** Settles when every answer was delivered or has failed. */
    async settled(): Promise<void> {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

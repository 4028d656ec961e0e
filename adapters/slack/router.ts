import type { Bot } from '../../src/core/bot.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { nearestLocale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import { createBackground } from './background.ts';
import { createCompleting } from './completing.ts';
import { renderErrors, suggestOptions } from './form.ts';
import { createHappenings } from './happenings.ts';
import { keptKeysIn, readInteraction } from './inbound.ts';
import type { SlackInstallations } from './installations.ts';
import type { KeptTexts } from './keptTexts.ts';
import type { ParsedEvent } from './payload.ts';
import type { SlackPeople } from './people.ts';
import type { SlackPlaces } from './places.ts';
import type { Replies } from './replies.ts';
import type { Route } from './replySender.ts';
import type { SlackPlatform } from './send.ts';
import type { Take } from './take.ts';
import { tellAbout } from './unread.ts';
import type { SlackWaits } from './waits.ts';

export interface RouterOptions {
  readonly bot: Bot;
  readonly people: SlackPeople;
  readonly places: SlackPlaces;
  readonly replies: Replies;
  readonly kept: Pick<KeptTexts, 'load'>;
  readonly installations: Pick<SlackInstallations, 'ended' | 'nameOf'>;
  readonly platform: Pick<SlackPlatform, 'forget' | 'members'>;
  readonly waits: SlackWaits;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Router {
  readonly take: Take;
  /** Settles when no work is running any more. */
  idle(): Promise<void>;
}

/** Suggestions are requested while a person types. */
const SUGGESTION_MS = 150;

/** Options for a field while a person types in it. */
async function suggested(people: Pick<SlackPeople, 'who'>, body: Readonly<Record<string, unknown>>) {
  const {
    user,
    team,
    action_id: action,
    value,
  } = body as { user?: { id?: string }; team?: { id?: string }; action_id?: unknown; value?: unknown };
  const from =
    user?.id === undefined || team?.id === undefined
      ? undefined
      : await people.who(team.id, { user: user.id }, SUGGESTION_MS);
  return { ...suggestOptions(String(action), typeof value === 'string' ? value : '', nearestLocale(from?.locale)) };
}

/** The one router: from a verified payload to the bot's doors, and back with the reply. */
export function createRouter({
  bot,
  people,
  places,
  replies,
  kept,
  installations,
  platform,
  waits,
  clock,
  log,
}: RouterOptions): Router {
  const background = createBackground(log);
  const complete = createCompleting({ people, places, installations, platform });

  /** The action may have changed the content of the Home tab. */
  async function refreshHome({ id, installation, from }: InboundEvent): Promise<void> {
    const opened: InboundEvent = { kind: 'homeOpened', id: `home:${id}`.slice(0, 300), installation, from };
    await replies.answer(opened, bot.handle(opened).reply, { since: clock.now() });
  }

  async function answered(event: InboundEvent, work: ReturnType<Bot['handle']>, route: Route): Promise<void> {
    await replies.answer(event, work.reply, route);
    const reply = await work.reply;
    const isDrawn = route.view?.kind === 'home' && reply.kind === 'update' && reply.isWhole === true;
    if (route.isHome === true && reply.kind !== 'form' && !isDrawn) await refreshHome(event);
  }

  /** Handles an event without the inbox: the person sees that it failed and repeats it. Acknowledged at once. */
  function fleeting(read: ParsedEvent, since: Date): void {
    const work = async () => {
      const event = await complete(read, waits.afterAck);
      await answered(event, bot.handle(event), { ...read.route, since });
    };
    background.run(work());
  }

  /** Keeps an event in the inbox before the acknowledgement. Rejects when that failed. */
  async function keeping(event: InboundEvent, route: Route): Promise<'new' | 'duplicate'> {
    const work = bot.handle(event);
    const state = await work.kept;
    if (state === 'new') background.run(answered(event, work, route));
    return state;
  }

  async function submitted(read: ParsedEvent, since: Date) {
    const event = await complete(read, waits.beforeAck);
    const { view } = read.route;
    const ack = bot.accept(event);
    if (ack.kind === 'errors') {
      const errors = renderErrors(ack.errors, { blocks: view?.blocks ?? [] });
      // No input can show the errors: the form opens anew with them.
      if (Object.keys(errors).length > 0) return { response_action: 'errors', errors };
    }
    const work = bot.handle(event);
    await work.kept;
    if (view === undefined) return undefined;
    const route = { ...read.route, view, since };
    const { ack: answer, behind: rest } = await replies.submitted(event, work.reply, route);
    background.run(rest.then(() => (route.isHome === true ? refreshHome(event) : undefined)));
    return answer;
  }

  async function pressed(read: ParsedEvent, since: Date) {
    const event = await complete(read, waits.beforeAck);
    await keeping(event, { ...read.route, since });
    return undefined;
  }

  async function interaction(body: Readonly<Record<string, unknown>>, since: Date) {
    const keys = keptKeysIn(body);
    const reading = readInteraction(body, keys.length === 0 ? undefined : await kept.load(keys));
    switch (reading.kind) {
      case 'ignore':
        log.debug({ why: reading.why }, 'slack: an interaction is ignored');
        return undefined;
      case 'lost':
        throw new RapportError('internal', `slack: ${reading.why}`);
      case 'outdated':
      case 'orgWide':
        background.run(tellAbout({ people, places, replies, waits }, reading, since));
        return undefined;
      case 'read': {
        const { read } = reading;
        if (read.event.kind === 'formSubmit') return submitted(read, since);
        if (read.event.kind === 'action') return pressed(read, since);
        fleeting(read, since);
        return undefined;
      }
    }
  }

  const happened = createHappenings({
    bot,
    places,
    installations,
    platform,
    complete,
    waits,
    keep: keeping,
    answer: answered,
    background,
    log,
  });

  return {
    async take(body) {
      const since = clock.now();
      try {
        if (body.type === 'block_suggestion') return await suggested(people, body);
        if (body.event === undefined) return await interaction(body, since);
        await happened(body, since);
        return undefined;
      } catch (error) {
        log.error({ err: error }, 'slack: a payload could not be handled; Slack gets a failure');
        throw error;
      }
    },
    idle: background.idle,
  };
}

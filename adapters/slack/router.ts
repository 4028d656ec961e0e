import type { Bot } from '../../src/core/bot.ts';
import { toCaller } from '../../src/core/command.ts';
import type { EventKind, FormValues, InboundEvent, Place } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { nearestLocale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import { readEvent } from './events.ts';
import { renderErrors, suggestOptions } from './form.ts';
import { keptKeysIn, readInteraction } from './inbound.ts';
import type { SlackInstallations } from './installations.ts';
import type { KeptTexts } from './keptTexts.ts';
import type { ParsedEvent, ParsedPayload, SaidEvent } from './payload.ts';
import { type SlackPeople, within } from './people.ts';
import type { SlackPlaces } from './places.ts';
import type { Replies } from './replies.ts';
import type { Route } from './replySender.ts';
import type { SlackPlatform } from './send.ts';
import type { Take } from './take.ts';
import { slackTexts } from './texts.ts';
import { mentionedIn, unnamedChannelsIn, withLabels } from './typedText.ts';

export interface RouterOptions {
  readonly bot: Bot;
  readonly people: SlackPeople;
  readonly places: SlackPlaces;
  readonly replies: Replies;
  readonly kept: Pick<KeptTexts, 'load'>;
  readonly installations: Pick<SlackInstallations, 'ended' | 'nameOf'>;
  readonly platform: Pick<SlackPlatform, 'forget' | 'members'>;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Logger;
}

export interface Router {
  readonly take: Take;
  /** Settles when no work is running any more. */
  idle(): Promise<void>;
}

/**
 * The time for look-ups before the acknowledgement, in milliseconds. Slack waits three seconds; the rest is for the
 * database.
 */
const BEFORE_ANSWER_MS = 700;
/** After the acknowledgement there is a little more time. A dialog still has to open within three seconds. */
const AFTER_ANSWER_MS = 1_000;
/** Suggestions are requested while a person types. */
const SUGGESTION_MS = 150;

/** Events without a person: they need no look-up of the sender. */
const IMPERSONAL: ReadonlySet<EventKind> = new Set([
  'channelRenamed',
  'channelArchived',
  'channelRestored',
  'channelDeleted',
  'channelShared',
  'channelIdChanged',
  'uninstalled',
  'tokensRevoked',
]);
/** After these events the readers of a place are looked up again. */
const CHANGES_READERS: ReadonlySet<EventKind> = new Set([
  'memberJoined',
  'memberLeft',
  'channelShared',
  'channelIdChanged',
]);

/** The texts of an event that may mention people. */
function wordsOf(event: SaidEvent): string[] {
  if ('text' in event) return [event.text];
  const values = event.kind === 'formSubmit' ? event.values : event.kind === 'action' ? event.payload.input : {};
  return Object.values(values).flat();
}

const isChosenChannel = (value: string) => /^<#[CG][A-Z0-9]+>$/.test(value);

/** A form's values with the names of chosen channels: Slack sends their ids alone. */
const labelledValues = (values: FormValues, names: ReadonlyMap<string, string>): FormValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && isChosenChannel(value) ? withLabels(value, names) : value,
    ]),
  );

/** The one router: from a verified payload to the bot's doors, and back with the reply. */
export function createRouter({
  bot,
  people,
  places,
  replies,
  kept,
  installations,
  platform,
  clock,
  log,
}: RouterOptions): Router {
  const pending = new Set<Promise<unknown>>();

  /** Runs work after the answer. */
  function behind(work: Promise<unknown>): void {
    const watched = work
      .catch((error: unknown) => log.error({ err: error }, 'slack: work failed after its answer'))
      .finally(() => pending.delete(watched));
    pending.add(watched);
  }

  /** Whether a person is a member of a private channel. */
  async function isIn(team: string, conversation: string, user: string, waitMs: number): Promise<boolean> {
    const told = await within(platform.members({ platform: 'slack', tenant: team, conversation }), waitMs);
    return told !== undefined && 'members' in told && told.members.some((member) => member.user.user === user);
  }

  /** The place for the core; with its name, where a person may want something of it. */
  async function settledPlace(
    place: Place,
    kind: EventKind,
    { team, user, waitMs }: { team: string; user: string; waitMs: number },
  ): Promise<Place> {
    return kind === 'mention' || kind === 'command'
      ? places.named(team, place, waitMs).then((one) => places.settled(team, user, one, waitMs))
      : places.settled(team, user, place, waitMs);
  }

  /** The event for the core: with person and place, as far as they are looked up in time. */
  async function completed({ team, who, event }: ParsedEvent, waitMs: number): Promise<InboundEvent> {
    const isBot = 'bot' in event && event.bot;
    const place = 'place' in event ? event.place : undefined;
    if (event.kind === 'directMessage') places.learn(team, who.user, event.place.conversation);
    const said =
      'text' in event
        ? [event.text]
        : event.kind === 'formSubmit'
          ? Object.values(event.values).flat().filter(isChosenChannel)
          : [];
    const [from, settled, mentioned, channels] = await Promise.all([
      isBot || IMPERSONAL.has(event.kind)
        ? { user: who.user, tenant: who.tenant ?? team, name: who.name ?? who.user, outsider: false }
        : people.who(team, who, waitMs),
      place === undefined || event.kind === 'directMessage'
        ? place
        : settledPlace(place, event.kind, { team, user: who.user, waitMs }),
      Promise.all(mentionedIn(wordsOf(event)).map((user) => people.mentioned(team, user, waitMs))),
      Promise.all(unnamedChannelsIn(said).map(async (id) => ({ id, channel: await places.channel(team, id, waitMs) }))),
    ]);
    const named = mentioned.filter((one) => one !== undefined);
    // Mentions inside another person's message are ignored: the person who used the shortcut did not mention them.
    const others = event.kind === 'messageShortcut' ? [] : named;
    const names = new Map(named.map(({ user, name }) => [user, name]));
    // A private channel's name is for its members, other channels' names for our side. For an outsider no id is looked
    // up.
    for (const { id, channel } of channels) {
      if (from.outsider || channel?.name === undefined) continue;
      if (!channel.isPrivate || (event.kind === 'formSubmit' && (await isIn(team, id, from.user, waitMs))))
        names.set(id, channel.name);
    }
    const where =
      settled?.kind === 'group' && settled.name === undefined
        ? { ...settled, name: slackTexts(nearestLocale('locale' in from ? from.locale : undefined)).groupChat() }
        : settled;
    const text = 'text' in event ? { text: withLabels(event.text, names) } : {};
    const values = event.kind === 'formSubmit' ? { values: labelledValues(event.values, names) } : {};
    const tenantName = event.kind === 'action' ? installations.nameOf(team) : undefined;
    return {
      ...event,
      ...text,
      ...values,
      installation: { platform: 'slack', tenant: team },
      from,
      ...(where === undefined ? {} : { place: where }),
      ...(others.length === 0 ? {} : { mentioned: others }),
      ...(tenantName === undefined ? {} : { tenantName }),
    } as InboundEvent;
  }

  /** The action may have changed what the Home tab shows. */
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
      const event = await completed(read, AFTER_ANSWER_MS);
      await answered(event, bot.handle(event), { ...read.route, since });
    };
    behind(work());
  }

  /** Keeps an event in the inbox before the acknowledgement. Rejects when that failed. */
  async function keeping(event: InboundEvent, route: Route): Promise<'new' | 'duplicate'> {
    const work = bot.handle(event);
    const state = await work.kept;
    if (state === 'new') behind(answered(event, work, route));
    return state;
  }

  async function submitted(read: ParsedEvent, since: Date) {
    const event = await completed(read, BEFORE_ANSWER_MS);
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
    behind(rest.then(() => (route.isHome === true ? refreshHome(event) : undefined)));
    return answer;
  }

  async function pressed(read: ParsedEvent, since: Date) {
    const event = await completed(read, BEFORE_ANSWER_MS);
    await keeping(event, { ...read.route, since });
    return undefined;
  }

  /** Answers the person alone about a payload that has no event. */
  async function told(
    { kind, team, who, route, place }: Extract<ParsedPayload, { kind: 'outdated' | 'orgWide' }>,
    since: Date,
  ): Promise<void> {
    const from = await people.who(team, who, AFTER_ANSWER_MS);
    const text = slackTexts(nearestLocale(from.locale))[kind === 'outdated' ? 'outdated' : 'orgWide']();
    const message = { audience: 'client' as const, fallbackText: text, blocks: [{ kind: 'text' as const, text }] };
    const where: Place | undefined =
      place === undefined ? undefined : await places.settled(team, who.user, place, AFTER_ANSWER_MS);
    const common = {
      id: `told:${since.getTime()}:${who.user}`,
      installation: { platform: 'slack' as const, tenant: team || 'none' },
      from,
    };
    const event: InboundEvent =
      where === undefined
        ? { kind: 'globalShortcut', ...common, command: '' }
        : { kind: 'command', ...common, place: where, text: '' };
    await replies.answer(event, Promise.resolve(toCaller(message)), { ...route, since });
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
        behind(told(reading, since));
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

  /** Rapport joined a channel. Its name, and whether it is shared already, come from no event. */
  async function cameInto(read: ParsedEvent, since: Date): Promise<void> {
    const event = await completed(read, BEFORE_ANSWER_MS);
    if (event.kind !== 'memberJoined') return;
    const channel = await places.channel(read.team, event.place.conversation, BEFORE_ANSWER_MS);
    const named: InboundEvent =
      channel?.name === undefined ? event : { ...event, place: { ...event.place, name: channel.name } };
    const work = bot.handle(named);
    if ((await work.kept) === 'duplicate') return;
    const shared: InboundEvent = {
      kind: 'channelShared',
      id: `${event.id}:shared`,
      installation: event.installation,
      from: event.from,
      place: named.place,
    };
    const follow = async () => {
      await answered(named, work, { since });
      if (channel?.isShared === true) await bot.handle(shared).reply;
    };
    behind(follow());
  }

  async function happened(body: Readonly<Record<string, unknown>>, since: Date): Promise<void> {
    const reading = readEvent(body);
    if (reading.kind !== 'read') {
      log.debug({ why: 'why' in reading ? reading.why : reading.kind }, 'slack: an event is ignored');
      return;
    }
    const { read } = reading;
    const { kind } = read.event;
    // An old report about a team that has installed Rapport again must not end it.
    if ((kind === 'uninstalled' || kind === 'tokensRevoked') && !(await installations.ended(read.team))) return;
    if (CHANGES_READERS.has(kind) && 'place' in read.event) platform.forget(read.team, read.event.place.conversation);
    if (read.event.kind === 'memberJoined' && read.event.bot) return cameInto(read, since);
    await keeping(await completed(read, BEFORE_ANSWER_MS), { ...read.route, since });
  }

  async function suggested(body: Readonly<Record<string, unknown>>) {
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

  return {
    async take(body) {
      const since = clock.now();
      try {
        if (body.type === 'block_suggestion') return await suggested(body);
        if (body.event === undefined) return await interaction(body, since);
        await happened(body, since);
        return undefined;
      } catch (error) {
        log.error({ err: error }, 'slack: a payload could not be handled; Slack gets a failure');
        throw error;
      }
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}

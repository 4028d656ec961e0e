import type { Bot } from '../../src/core/bot.ts';
import type { EventKind, InboundEvent } from '../../src/core/platform.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Background } from './background.ts';
import type { Complete } from './completing.ts';
import { readEvent } from './events.ts';
import type { SlackInstallations } from './installations.ts';
import type { ParsedEvent } from './payload.ts';
import type { SlackPlaces } from './places.ts';
import type { Route } from './replySender.ts';
import type { SlackPlatform } from './send.ts';
import type { SlackWaits } from './waits.ts';

/** After these events the readers of a place are looked up again. */
const CHANGES_READERS: ReadonlySet<EventKind> = new Set([
  'memberJoined',
  'memberLeft',
  'channelShared',
  'channelIdChanged',
]);

export interface HappeningsOptions {
  readonly bot: Pick<Bot, 'handle'>;
  readonly places: Pick<SlackPlaces, 'channel'>;
  readonly installations: Pick<SlackInstallations, 'ended'>;
  readonly platform: Pick<SlackPlatform, 'forget'>;
  readonly complete: Complete;
  readonly waits: Pick<SlackWaits, 'beforeAck'>;
  /** Keeps an event in the inbox, and answers it after the acknowledgement. */
  readonly keep: (event: InboundEvent, route: Route) => Promise<unknown>;
  readonly answer: (event: InboundEvent, work: ReturnType<Bot['handle']>, route: Route) => Promise<void>;
  readonly background: Pick<Background, 'run'>;
  readonly log: Logger;
}

/** Takes events of the Events API: messages to Rapport, and changes of channels, members and installations. */
export function createHappenings({
  bot,
  places,
  installations,
  platform,
  complete,
  waits,
  keep,
  answer,
  background,
  log,
}: HappeningsOptions) {
  /** Rapport joined a channel. Its name, and whether it is shared already, come from no event. */
  async function cameInto(read: ParsedEvent, since: Date): Promise<void> {
    const event = await complete(read, waits.beforeAck);
    if (event.kind !== 'memberJoined') return;
    const channel = await places.channel(read.team, event.place.conversation, waits.beforeAck);
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
      await answer(named, work, { since });
      if (channel?.isShared === true) await bot.handle(shared).reply;
    };
    background.run(follow());
  }

  return async function happened(body: Readonly<Record<string, unknown>>, since: Date): Promise<void> {
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
    await keep(await complete(read, waits.beforeAck), { ...read.route, since });
  };
}

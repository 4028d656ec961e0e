import { z } from 'zod';
import type { Place } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { SlackApi } from './api.ts';
import { within } from './people.ts';
import type { SlackPlatform } from './send.ts';

const MOST_KEPT = 10_000;
const LOOKUP_MS = 5_000;
/** How long a looked-up name counts. A linked channel's new name comes as an event. */
const NAME_FRESH_MS = 5 * 60_000;
const info = z.object({
  channel: z.object({
    name: z.string().optional(),
    is_ext_shared: z.boolean().optional(),
    is_private: z.boolean().optional(),
  }),
});
type Called = Pick<Place, 'kind' | 'name'>;

export interface SlackPlaces {
  /** Remembers the person's direct conversation with us: they wrote to us there. */
  learn(team: string, user: string, conversation: string): void;
  /**
   * The place for the core, within `waitMs`. A direct conversation counts only when it is the person's own with us:
   * slash commands and shortcuts also come from conversations between others, where we can neither read nor write.
   * Without a place it is their direct conversation.
   */
  settled(team: string, user: string, place: Place, waitMs: number): Promise<Place>;
  /**
   * The place with its name, where the event has the id alone, or marked as a group, which has no name. Unchanged when
   * Slack does not answer in time.
   */
  named(team: string, place: Place, waitMs: number): Promise<Place>;
  /**
   * A channel's name, whether it is shared with another organisation, and whether it is private; undefined when Slack
   * does not answer in time.
   */
  channel(
    team: string,
    conversation: string,
    waitMs: number,
  ): Promise<{ name: string | undefined; isShared: boolean; isPrivate: boolean } | undefined>;
}

export function createSlackPlaces({
  api,
  platform,
  clock,
  log,
}: {
  api: Pick<SlackApi, 'call'>;
  platform: Pick<SlackPlatform, 'openDirect'>;
  /** The real time. */
  clock: Clock;
  log: Logger;
}): SlackPlaces {
  const directs = new Map<string, string>();
  const names = new Map<string, Called & { readonly at: number }>();

  function learn(team: string, user: string, conversation: string): void {
    const key = `${team}/${user}`;
    directs.delete(key);
    directs.set(key, conversation);
    const oldest = directs.size > MOST_KEPT ? directs.keys().next().value : undefined;
    if (oldest !== undefined) directs.delete(oldest);
  }

  async function directOf(team: string, user: string): Promise<string | undefined> {
    const known = directs.get(`${team}/${user}`);
    if (known !== undefined) return known;
    try {
      const opened = await platform.openDirect(
        { platform: 'slack', tenant: team },
        { platform: 'slack', tenant: team, user },
      );
      if ('unreachable' in opened) return undefined;
      learn(team, user, opened.conversation);
      return opened.conversation;
    } catch (error) {
      log.debug({ err: error }, 'slack: a direct conversation cannot be looked up now');
      return undefined;
    }
  }

  async function calledAt(team: string, conversation: string): Promise<Called | undefined> {
    const key = `${team}/${conversation}`;
    const before = names.get(key);
    if (before !== undefined && clock.now().getTime() - before.at < NAME_FRESH_MS) return before;
    const answer = await api.call(team, 'conversations.info', { channel: conversation }, { timeoutMs: LOOKUP_MS });
    const name = answer.ok ? info.safeParse(answer.body).data?.channel.name : undefined;
    // Slack tells nothing about group conversations without a scope that nothing else needs.
    const isGroup = name?.startsWith('mpdm-') === true || (!answer.ok && answer.error === 'missing_scope');
    if (name === undefined && !isGroup) return undefined;
    const called = isGroup ? ({ kind: 'group' } as const) : ({ kind: 'channel', name } as const);
    if (names.size > MOST_KEPT) names.clear();
    names.set(key, { ...called, at: clock.now().getTime() });
    return called;
  }

  return {
    learn,
    async named(team, place, waitMs) {
      if (place.kind !== 'channel' || place.name !== undefined) return place;
      const called = await within(calledAt(team, place.conversation), waitMs);
      return called === undefined
        ? place
        : { ...place, kind: called.kind, ...(called.name === undefined ? {} : { name: called.name }) };
    },
    async settled(team, user, place, waitMs) {
      if (place.kind !== 'direct') return place;
      const direct = await within(directOf(team, user), waitMs);
      // Slack accepts a person's id for their direct conversation with us.
      if (place.conversation === user) return { ...place, conversation: direct ?? user };
      return direct === place.conversation ? place : { ...place, kind: 'group' };
    },
    async channel(team, conversation, waitMs) {
      const asking = api.call(team, 'conversations.info', { channel: conversation }, { timeoutMs: LOOKUP_MS });
      const answer = await within(asking, waitMs);
      const read = info.safeParse(answer?.ok === true ? answer.body : undefined);
      if (!read.success) return undefined;
      const { name, is_ext_shared, is_private } = read.data.channel;
      // A channel counts as private unless Slack calls it public.
      return { name, isShared: is_ext_shared === true, isPrivate: is_private !== false };
    },
  };
}

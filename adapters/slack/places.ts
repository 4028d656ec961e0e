import { z } from 'zod';
import type { Logger } from '../../src/core/log.ts';
import type { Place } from '../../src/core/platform.ts';
import type { SlackApi } from './api.ts';
import { within } from './people.ts';
import type { SlackPlatform } from './send.ts';

const MOST_KEPT = 10_000;
const LOOKUP_MS = 5_000;
const info = z.object({ channel: z.object({ name: z.string().optional(), is_ext_shared: z.boolean().optional(), is_private: z.boolean().optional() }) });

export interface SlackPlaces {
  /** This is the person's direct conversation with us: they wrote to us there. */
  learn(team: string, user: string, conversation: string): void;
  /**
   * The place as the core must know it, within `waitMs`. A direct conversation counts as one only when it is the person's own with us: slash commands and shortcuts also come from
   * conversations between others, where we can neither read nor write. Without a place it is their direct conversation.
   */
  settled(team: string, user: string, place: Place, waitMs: number): Promise<Place>;
  /** What a channel is called, whether another organisation is in it, and whether its members alone may know of it; undefined when Slack does not tell in time. */
  channel(team: string, conversation: string, waitMs: number): Promise<{ name: string | undefined; isShared: boolean; isPrivate: boolean } | undefined>;
}

export function createSlackPlaces({
  api,
  platform,
  log,
}: {
  api: Pick<SlackApi, 'call'>;
  platform: Pick<SlackPlatform, 'openDirect'>;
  log: Logger;
}): SlackPlaces {
  const directs = new Map<string, string>();

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
      const opened = await platform.openDirect({ platform: 'slack', tenant: team }, { platform: 'slack', tenant: team, user });
      if ('unreachable' in opened) return undefined;
      learn(team, user, opened.conversation);
      return opened.conversation;
    } catch (error) {
      log.debug({ err: error }, 'slack: a direct conversation cannot be looked up now');
      return undefined;
    }
  }

  return {
    learn,
    async settled(team, user, place, waitMs) {
      if (place.kind !== 'direct') return place;
      const direct = await within(directOf(team, user), waitMs);
      // Slack takes a person's id for their direct conversation with us.
      if (place.conversation === user) return { ...place, conversation: direct ?? user };
      return direct === place.conversation ? place : { ...place, kind: 'group' };
    },
    async channel(team, conversation, waitMs) {
      const asking = api.call(team, 'conversations.info', { channel: conversation }, { timeoutMs: LOOKUP_MS });
      const answer = await within(asking, waitMs);
      const read = info.safeParse(answer?.ok === true ? answer.body : undefined);
      if (!read.success) return undefined;
      const { name, is_ext_shared, is_private } = read.data.channel;
      // Whatever Slack does not call public may be private.
      return { name, isShared: is_ext_shared === true, isPrivate: is_private !== false };
    },
  };
}

import { nearestLocale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Spot } from './activity.ts';
import type { Address, Connector } from './connector.ts';
import { addressOf, type References } from './references.ts';
import { replyTexts } from './replyTexts.ts';

/** The pause after Teams did not answer, or did not list a channel. */
const AGAIN_MS = 10 * 60_000;
/** Teams' name of the channel that every team begins with; its own name is empty. */
const GENERAL = 'General';

export type WithName = ReturnType<typeof createNames>;

/**
 * Names of conversations. Messages carry none. Names from other activities are stored, and a team's channel list is
 * read once. A missing name is left out: nothing waits long for it.
 */
export function createNames({
  references,
  connector,
  log,
  now,
}: {
  references: References;
  connector: Connector;
  log: Logger;
  now: () => Date;
}) {
  const askedAt = new Map<string, number>();

  async function ask(spot: Spot, address: Address, team: string): Promise<string | undefined> {
    const key = `${spot.tenant} ${spot.conversation}`;
    const present = now().getTime();
    if (present - (askedAt.get(key) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return undefined;
    if (askedAt.size > 1_000) askedAt.clear();
    askedAt.set(key, present);
    try {
      const channels = await connector.channels(address, team);
      const name = channels.get(spot.conversation) ?? (spot.conversation === team ? GENERAL : undefined);
      if (name !== undefined) await references.rename(spot.tenant, spot.conversation, name);
      return name;
    } catch (error) {
      log.info({ err: error, conversation: spot.conversation }, 'teams: a channel’s name could not be read');
      return undefined;
    }
  }

  return async function withName(spot: Spot, address: Address, locale: string | null | undefined): Promise<Spot> {
    if (spot.name !== undefined || spot.kind === 'direct') return spot;
    const known = await references.find(spot.tenant, spot.conversation);
    if (known?.name !== undefined) return { ...spot, name: known.name };
    if (spot.kind === 'group') return { ...spot, name: replyTexts(nearestLocale(locale ?? undefined)).groupChat() };
    const name =
      spot.team === undefined
        ? undefined
        : await ask(spot, known === undefined ? address : addressOf(known), spot.team);
    return name === undefined ? spot : { ...spot, name };
  };
}

import { toCaller } from '../../src/core/command.ts';
import type { InboundEvent, Place } from '../../src/core/platform.ts';
import { nearestLocale } from '../../src/ground/i18n.ts';
import type { ParsedPayload } from './payload.ts';
import type { SlackPeople } from './people.ts';
import type { SlackPlaces } from './places.ts';
import type { Replies } from './replies.ts';
import { slackTexts } from './texts.ts';
import type { SlackWaits } from './waits.ts';

export interface TellAboutOptions {
  readonly people: Pick<SlackPeople, 'who'>;
  readonly places: Pick<SlackPlaces, 'settled'>;
  readonly replies: Pick<Replies, 'answer'>;
  readonly waits: Pick<SlackWaits, 'afterAck'>;
}

/** Answers the person alone about a payload that has no event. */
export async function tellAbout(
  { people, places, replies, waits }: TellAboutOptions,
  { kind, team, who, route, place }: Extract<ParsedPayload, { kind: 'outdated' | 'orgWide' }>,
  since: Date,
): Promise<void> {
  const from = await people.who(team, who, waits.afterAck);
  const text = slackTexts(nearestLocale(from.locale))[kind === 'outdated' ? 'outdated' : 'orgWide']();
  const message = { audience: 'client' as const, fallbackText: text, blocks: [{ kind: 'text' as const, text }] };
  const where: Place | undefined =
    place === undefined ? undefined : await places.settled(team, who.user, place, waits.afterAck);
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

import { createHash } from 'node:crypto';
import { z } from 'zod';

const account = z.object({ id: z.string().min(1), name: z.string().nullish(), aadObjectId: z.string().nullish() });
const named = z.object({ id: z.string().min(1), name: z.string().nullish() });

/** The part of a Teams activity that Rapport reads. Other fields are ignored: Teams adds fields freely. */
export const activitySchema = z.object({
  type: z.string().min(1),
  id: z.string().min(1).nullish(),
  name: z.string().nullish(),
  action: z.string().nullish(),
  channelId: z.literal('msteams'),
  serviceUrl: z.string().min(1),
  timestamp: z.string().nullish(),
  from: account.nullish(),
  /** `isTargeted`: the text came by a slash command. Only its sender sees it in the conversation. */
  recipient: account.extend({ isTargeted: z.boolean().nullish() }),
  conversation: z.object({
    id: z.string().min(1).max(1_000),
    name: z.string().nullish(),
    conversationType: z.enum(['personal', 'groupChat', 'channel']).nullish().catch(undefined),
    tenantId: z.string().nullish(),
    isGroup: z.boolean().nullish(),
  }),
  text: z.string().nullish(),
  topicName: z.string().nullish(),
  replyToId: z.string().nullish(),
  locale: z.string().nullish(),
  localTimezone: z.string().nullish(),
  value: z.unknown().optional(),
  attachments: z
    .array(z.object({ contentType: z.string().nullish() }))
    .nullish()
    .catch(undefined),
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
  entities: z
    .array(
      z.object({
        type: z.string().nullish(),
        text: z.string().nullish(),
        mentioned: account.partial().nullish().catch(undefined),
        timezone: z.string().nullish(),
      }),
    )
    .nullish()
    .catch(undefined),
  channelData: z
    .object({
      tenant: z.object({ id: z.string().min(1) }).nullish(),
      team: named.nullish(),
      channel: named.nullish(),
      teamsChannelId: z.string().nullish(),
      teamsTeamId: z.string().nullish(),
      eventType: z.string().nullish(),
      settings: z.object({ selectedChannel: named.nullish() }).nullish(),
      sharedWithTeams: z
        .array(z.object({ tenantId: z.string().nullish() }))
        .nullish()
        .catch(undefined),
    })
    .nullish(),
});
export type Activity = z.infer<typeof activitySchema>;

/** The place of an activity, in the core's terms. */
export interface Spot {
  /** The tenant of the installation: the owner of the conversation. */
  readonly tenant: string;
  /** A channel's id without the thread. */
  readonly conversation: string;
  readonly kind: 'channel' | 'group' | 'direct';
  readonly thread: string | undefined;
  /** The team that a channel belongs to. */
  readonly team: string | undefined;
  readonly name: string | undefined;
}

/** The place of an activity; undefined when it names no tenant, which Teams always does. */
export function spotOf({ conversation, channelData }: Activity): Spot | undefined {
  const tenant = conversation.tenantId || channelData?.tenant?.id;
  if (!tenant) return undefined;
  const [id = conversation.id, thread] = conversation.id.split(';messageid=');
  const isChannel =
    conversation.conversationType === 'channel' || (!conversation.conversationType && channelData?.team != null);
  const kind = isChannel
    ? 'channel'
    : conversation.conversationType === 'groupChat' || conversation.isGroup === true
      ? 'group'
      : 'direct';
  const channel = channelData?.channel;
  const team = channelData?.team?.id ?? channelData?.teamsTeamId ?? undefined;
  const about = isChannel ? (channel?.id ?? channelData?.teamsChannelId ?? id) : id;
  return {
    tenant,
    conversation: about,
    kind,
    thread: about === id ? thread : undefined,
    team: isChannel ? (team ?? undefined) : undefined,
    name:
      (channel?.id === about ? channel.name : undefined) ??
      (kind === 'direct' ? undefined : conversation.name) ??
      undefined,
  };
}

/** The zone of the acting person, as their client reports it. */
export function zoneOf({ localTimezone, entities }: Activity): string | undefined {
  return localTimezone || entities?.find((entity) => entity.type === 'clientInfo')?.timezone || undefined;
}

/**
 * An id that is the same for each redelivery of an activity and unique otherwise. Message ids are unique within a
 * conversation only, and some activities have none.
 */
export function eventIdOf(activity: Activity): string {
  const { id, conversation, type, name, from, timestamp, value, text } = activity;
  const own = id ?? JSON.stringify([from?.id, timestamp, value, text]);
  return createHash('sha256')
    .update(JSON.stringify([type, name ?? '', conversation.id, own]))
    .digest('base64url');
}

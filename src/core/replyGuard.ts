import type { Logger } from '../ground/log.ts';
import type { Actor } from './access.ts';
import { plainAnswer } from './answers.ts';
import type { Command, Reply, Setting } from './command.ts';
import { coreTexts } from './texts.ts';

export const isInDirect = (setting: Setting): boolean => setting.place === undefined || setting.place.kind === 'direct';

/**
 * The last check before a reply leaves: no internal content where a client reads, or to a person of the client's side.
 */
export function guarded(
  reply: Reply,
  { actor, setting, log, command }: { actor: Actor; setting: Setting; log: Logger; command: Command },
): Reply {
  if (reply.kind !== 'message' && reply.kind !== 'update') return reply;
  if (reply.message.audience === 'client') return reply;
  const isOurs = actor.standing.side === 'ours';
  if (isOurs && (setting.audience === 'internal' || isInDirect(setting))) return reply;
  // For our side in a client's channel the answer is private. A pressed message there may be public, so it is not
  // updated.
  if (isOurs && reply.kind === 'update')
    return { kind: 'message', to: 'caller', message: reply.message, instead: true };
  if (isOurs && reply.kind === 'message' && reply.to === 'caller') return reply;
  log.error(
    { command: command.name, conversation: setting.place?.conversation },
    'an internal answer was not posted into a place with client readers',
  );
  return plainAnswer(coreTexts(actor.locale)[isOurs ? 'withheld' : 'refused']());
}

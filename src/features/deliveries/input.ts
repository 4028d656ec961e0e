import { type CommandContext, type Reply, type Thing, toCaller, updated } from '../../core/command.ts';
import type { lines } from './messages.ts';
import { deliveriesTexts } from './texts.ts';

export const deliveryThing: Thing = {
  name: 'delivery',
  title: deliveriesTexts.all('thing'),
  aliases: ['deliveries', '投递', '消息投递'],
  bare: 'list',
};

/** Answers a press by replacing the pressed message, and a typed command by a separate reply. */
export const answered = (
  context: CommandContext,
  message: ReturnType<typeof lines>,
  atLine: Parameters<typeof updated>[1] = {},
): Reply => (context.via === 'action' ? updated(message, atLine) : toCaller(message));

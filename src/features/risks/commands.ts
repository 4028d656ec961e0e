import { type Command, defineCommand } from '../../core/command.ts';
import { type Menu, press } from '../../core/message.ts';
import { dayOf, isoOf } from '../../core/schedule/wall.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Locale } from '../../ground/i18n.ts';
import { detailsOf, type Entry } from '../../records/entries/model.ts';
import { createEntryAccess } from '../../records/registers/access.ts';
import type { Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { trackCommand } from '../../records/registers/tracking.ts';
import { bandOf } from './score.ts';
import { riskTexts } from './texts.ts';

/** The answers of a review: how the probability changes. */
const REVIEWS = [
  { verb: 'up', by: 1, aliases: ['上升'] },
  { verb: 'down', by: -1, aliases: ['下降'] },
  { verb: 'same', by: 0, aliases: ['unchanged', '不变'] },
] as const;

const probabilityOf = (entry: Entry): number | undefined => detailsOf(entry).probability as number | undefined;

/** The lines of a risk's menu: the answers of a review. */
export const reviewMenu = (entry: Entry, locale: Locale): Menu['options'] =>
  entry.isOpen && probabilityOf(entry) !== undefined
    ? REVIEWS.map(({ verb }) => ({
        label: riskTexts(locale)[verb](),
        payload: press(`risk ${verb}`, { number: entry._id }),
      }))
    : [];

/** A risk's own commands: the answers of its review, and the work item that it became. */
export function riskCommands(ports: RegisterPorts, register: Register): Command[] {
  const { byNumber } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);

  const review = ({ verb, by, aliases }: (typeof REVIEWS)[number]) =>
    defineCommand({
      ...byNumber,
      verb,
      verbAliases: aliases,
      summary: riskTexts.all(`${verb}Summary`),
      async run(_input, context) {
        const { entry, project } = context.subject;
        const texts = riskTexts(context.locale);
        const before = probabilityOf(entry);
        if (before === undefined) return replies.outcome(context, { entry, project }, { said: texts.noProbability() });
        const probability = Math.min(5, Math.max(1, before + by));
        const { days } = bandOf(probability * ((detailsOf(entry).impact as number | undefined) ?? 1));
        const due = isoOf(dayOf(wallOf(context.clock.now(), project.zone)) + days);
        const details = probability === before ? {} : { details: { probability } };
        return replies.act(context, {
          changes: { due, ...details },
          event: probability === before ? 'moved' : 'edited',
          said: texts.isReviewed({ probability: String(probability) }),
        });
      },
    });

  return [...REVIEWS.map(review), trackCommand(ports, register)];
}

import { weekdayName } from '../../core/format.ts';
import { type Message, openForm, press } from '../../core/message.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { calledName, enumerated, type Locale, labelled } from '../../ground/i18n.ts';
import { deskTexts } from './texts.ts';

/** Client-visible data about the people who serve a client: names and hours, no other data of the record. */
export interface DeskView {
  readonly client: string;
  /** Undefined while our side has no configured name. */
  readonly us: string | undefined;
  readonly manager: string | undefined;
  /** The person who runs the project while the manager is away. */
  readonly cover: string | undefined;
  readonly hours: { readonly days: readonly number[]; readonly from: string; readonly to: string };
  /** IANA name. */
  readonly zone: string;
  /** What is waited for from the client, in words. */
  readonly waits?: string | undefined;
}

/** `Mon–Fri`, or single days if they are not consecutive. */
function daysText(days: readonly number[], locale: Locale): string {
  const [first, last] = [days[0], days.at(-1)];
  const names = days.map((day) => weekdayName(day, locale));
  const isRow = first !== undefined && last !== undefined && days.length > 2 && last - first === days.length - 1;
  return isRow
    ? deskTexts(locale).days({ first: names[0] ?? '', last: names.at(-1) ?? '' })
    : enumerated(names, locale);
}

/**
 * The client desk: people, hours, and a button for every way to ask. A client who cannot type commands can do
 * everything here.
 */
export function deskMessage(
  { client, us, manager, cover, hours, zone, waits }: DeskView,
  locale: Locale,
): Message<'client'> {
  const texts = deskTexts(locale);
  const title = us === undefined ? texts.titleAlone({ client }) : texts.title({ client, us });
  const days = daysText(hours.days, locale);
  const when = { days, from: hours.from, to: hours.to, zone: zoneName(zone, locale) };
  const about =
    manager === undefined
      ? texts.aboutNobody()
      : cover === undefined
        ? texts.about({ manager, ...when })
        : texts.aboutCover({ cover, manager, ...when });
  const asked = manager === undefined ? undefined : (cover ?? manager);
  return {
    audience: 'client',
    fallbackText: labelled(title, about, locale),
    blocks: [
      { kind: 'heading', text: title },
      { kind: 'text', text: about },
      ...(waits === undefined ? [] : [{ kind: 'text' as const, text: waits }]),
      {
        kind: 'actions',
        items: [
          ...(waits === undefined
            ? []
            : [{ kind: 'button' as const, label: texts.seeWaiting(), payload: press('desk list') }]),
          {
            kind: 'button',
            label: texts.report(),
            style: 'primary',
            payload: openForm('words new', { sort: 'problem' }),
          },
          {
            kind: 'button',
            label: asked === undefined ? texts.askTeam() : texts.ask({ manager: calledName(asked) }),
            payload: openForm('words new', { sort: 'question' }),
          },
          {
            kind: 'menu',
            label: texts.more(),
            options: [
              { label: texts.change(), payload: openForm('words new', { sort: 'change' }) },
              { label: texts.reminders(), payload: press('reminder list') },
              { label: texts.help(), payload: press('help show') },
              {
                label: texts.otherLanguage(),
                payload: press('me edit', { language: locale === 'en' ? 'zh-CN' : 'en' }),
              },
            ],
          },
        ],
      },
    ],
  };
}

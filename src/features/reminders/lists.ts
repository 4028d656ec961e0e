import type { AuditEntry } from '../../core/audit.ts';
import type { ListSource } from '../../core/lists/list.ts';
import {
  type Audience,
  type Block,
  type Button,
  type Menu,
  type Message,
  openForm,
  press,
  type RichText,
} from '../../core/message.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import { LIST, refOf } from './access.ts';
import { deleteButton, doneButton, editButton } from './buttons.ts';
import type { ReminderDeps } from './deps.ts';
import type { Reminder } from './model.ts';
import { type Row, rowsOf } from './rows.ts';
import { reminderTexts } from './texts.ts';
import { dateOf, stuckText, type TextContext, whenText, whoText } from './wording.ts';

const MOST_ROWS = 10;

/** Rarely used actions, one press away. Hand-over is shown only to our side. */
function moreMenu(
  { one, rule, isPaused, next }: Row,
  { reader, audience, isOpen }: { reader: TextContext; audience: Audience; isOpen: boolean },
): Menu[] {
  const texts = reminderTexts(reader.locale);
  const named = { reminder: one._id };
  const repeats = rule !== undefined && rule.frequency !== 'once' && next !== undefined;
  const options = [
    ...(isOpen ? [] : [{ label: texts.history(), payload: press('reminder show', named) }]),
    ...(next === undefined && !isPaused ? [] : [{ label: texts.sendNow(), payload: press('reminder now', named) }]),
    ...(repeats ? [{ label: texts.skipSummary(), payload: press('reminder skip', named) }] : []),
    ...(isPaused ? [{ label: texts.resumeIt(), payload: press('reminder resume', named) }] : []),
    ...(next === undefined ? [] : [{ label: texts.pauseIt(), payload: press('reminder pause', named) }]),
    ...(next === undefined ? [] : [{ label: texts.calendarFile(), payload: press('reminder calendar', named) }]),
    ...(audience === 'internal' ? [{ label: texts.handOver(), payload: openForm('reminder assign', named) }] : []),
  ];
  return options.length === 0 ? [] : [{ kind: 'menu', label: texts.moreMenu(), options }];
}

function rowText(
  { one, rule, next, isPaused }: Row,
  number: number,
  { reader, readerId }: { reader: TextContext; readerId: string | undefined },
): RichText {
  const texts = reminderTexts(reader.locale);
  const isOthers = one.ownerId !== readerId;
  const who =
    one.target.kind === 'person' && one.target.id === readerId
      ? []
      : [` · ${texts.forWho({ who: whoText(one, readerId, reader.locale) })}`];
  const putOff = one.snoozedUntil !== undefined && one.snoozedUntil > reader.now ? one.snoozedUntil : undefined;
  const when: RichText =
    one.state === 'stuck'
      ? stuckText(one, next !== undefined, reader.locale)
      : one.state === 'asked'
        ? texts.waitsForManager()
        : next !== undefined
          ? [
              ...(dateOf(next) as never[]),
              ...(rule !== undefined && rule.frequency !== 'once'
                ? [texts.inBrackets({ rule: whenText(rule, reader) })]
                : []),
            ]
          : isPaused
            ? texts.paused()
            : putOff !== undefined
              ? [{ kind: 'date', at: putOff.toISOString(), style: 'dateTime' }]
              : one.firedWall === undefined
                ? texts.nothingMore()
                : texts.waitsForDone();
  return [
    { kind: 'strong', text: `${number}. ${one.text}` },
    ' · ',
    ...(typeof when === 'string' ? [when] : when),
    ...who,
    ...(isOthers ? [` · ${texts.by({ who: one.ownerName })}`] : []),
  ];
}

/** A person's reminders, numbered for commands such as `reminder done 2`. */
export function reminderList(deps: Pick<ReminderDeps, 'reminders' | 'schedules' | 'directory'>): ListSource {
  return {
    command: LIST,
    most: MOST_ROWS,
    async look(reader, { project }) {
      const { locale, personId, side } = reader;
      const texts = reminderTexts(locale);
      const audience = side === 'ours' ? 'internal' : 'client';
      const rows = await rowsOf(deps, reader, project);
      const newButton: Button = { kind: 'button', label: texts.newOne(), payload: openForm('reminder new') };
      return {
        audience,
        lines: rows.map((row) => ({
          ref: refOf(row.one),
          text: (number) => rowText(row, number, { reader, readerId: personId }),
          actions: [
            doneButton(row.one._id, locale),
            editButton(row.one._id, locale),
            deleteButton(row.one._id, locale),
            ...moreMenu(row, { reader, audience, isOpen: false }),
          ],
        })),
        frame({ shown, rest }) {
          const title =
            rows.length > 0
              ? texts.listTitle({ count: rows.length })
              : shown > 0
                ? texts.listDone()
                : texts.listEmpty();
          const head: Block[] =
            shown > 0
              ? [{ kind: 'heading', text: title }]
              : [
                  { kind: 'text', text: title },
                  { kind: 'text', text: [{ kind: 'code', text: texts.listExample() }] },
                ];
          return { fallbackText: title, head, foot: [{ kind: 'actions', items: [...rest, newButton] }] };
        },
      };
    },
  };
}

/** One reminder with its rule and its history. */
export function detailMessage(
  one: Reminder,
  options: {
    schedule: Schedule | undefined;
    history: readonly AuditEntry[];
    reader: TextContext;
    readerId: string | undefined;
    audience: Audience;
  },
): Message {
  const { schedule, history, reader, readerId } = options;
  const { locale } = reader;
  const texts = reminderTexts(locale);
  const rule = schedule?.recurrence;
  const next =
    schedule?.state === 'active' && schedule.nextAt !== undefined && schedule.nextWall !== undefined
      ? { at: schedule.nextAt, wall: schedule.nextWall }
      : undefined;
  const row: Row = { one, rule, next, isPaused: schedule?.state === 'paused' && one.state === 'active' };
  const told = (action: string) => {
    const verb = action.replace('reminder ', '');
    return isTold(verb) ? texts[`told_${verb}`]() : action;
  };
  return {
    audience: options.audience,
    fallbackText: one.text,
    blocks: [
      { kind: 'quote', text: one.text },
      {
        kind: 'fields',
        items: [
          { label: texts.for(), value: whoText(one, readerId, locale) },
          ...(rule === undefined ? [] : [{ label: texts.when(), value: whenText(rule, reader) }]),
          {
            label: texts.next(),
            value: next === undefined ? (row.isPaused ? texts.paused() : texts.nothingMore()) : dateOf(next),
          },
          ...(schedule?.dayOff === undefined
            ? []
            : [{ label: texts.dayOff(), value: texts[`dayOff_${schedule.dayOff}`]() }]),
        ],
      },
      { kind: 'context', text: texts.history() },
      {
        kind: 'list',
        items: history.map(({ at, byName, action }) => [
          { kind: 'date', at: at.toISOString(), style: 'dateTime' },
          ` · ${byName} · ${told(action)}`,
        ]),
      },
      {
        kind: 'actions',
        items: [
          editButton(one._id, locale),
          deleteButton(one._id, locale),
          ...moreMenu(row, { ...options, isOpen: true }),
        ],
      },
    ],
  };
}

const TOLD = [
  'new',
  'asked',
  'allow',
  'refuse',
  'edit',
  'done',
  'snooze',
  'skip',
  'now',
  'pause',
  'resume',
  'assign',
  'delete',
  'undo',
  'fired',
  'stuck',
] as const;
const isTold = (verb: string): verb is (typeof TOLD)[number] => (TOLD as readonly string[]).includes(verb);

import type { ProjectSummary } from '../../core/access.ts';
import {
  type AboutThing,
  type Command,
  type CommandContext,
  defineCommand,
  type Thing,
  toCaller,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { formatDay } from '../../core/format.ts';
import { type Block, press } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { coreTexts } from '../../core/texts.ts';
import { RapportError } from '../../ground/errors.ts';
import { enumerated } from '../../ground/i18n.ts';
import { countryName } from '../../records/clients/country.ts';
import { type Calendars, calendarDoubt, dayKind, ownersOf, stretchesOf } from '../../records/projects/calendar.ts';
import { countryOf, type ProjectPorts } from './input.ts';
import { lines } from './messages.ts';
import { projectTexts } from './texts.ts';

export const holidayThing: Thing = {
  name: 'holiday',
  title: projectTexts.all('holidayThing'),
  aliases: ['holidays', '节假日', '假日'],
  bare: 'list',
  listed: ['teams'],
};

const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** The window of the country's next holidays, in days, and the maximum shown. */
const AHEAD = 180;
const MOST_COMING = 8;
/** Maximum days in one command. */
const MOST = 60;

/** Reads `2027-02-06, 2027-02-10..2027-02-12` as single local dates; undefined for any other text. */
export function readDays(typed: string): string[] | undefined {
  const days: string[] = [];
  for (const part of typed
    .normalize('NFKC')
    .split(/[,、;\s]+/)
    .filter((one) => one !== '')) {
    const [from, until = from, ...rest] = part.split(/\.\.|~|至|到/);
    if (from === undefined || until === undefined || rest.length > 0 || !isDate(from) || !isDate(until) || until < from)
      return undefined;
    for (
      let day = from;
      day <= until;
      day = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
    ) {
      if (days.push(day) > MOST) return undefined;
    }
  }
  return days.length === 0 ? undefined : days;
}
const isDate = (text: string): boolean => {
  const at = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
};

const dates = field.longText({
  label: projectTexts.all('dates'),
  hint: projectTexts.all('datesHint'),
  aliases: ['日期'],
});
const scopeField = field.text({
  label: projectTexts.all('dayScope'),
  hint: projectTexts.all('dayScopeHint'),
  maxLength: 20,
  optional: true,
  aliases: ['country', '适用', '国家'],
});

function daysOf(typed: string): string[] {
  const days = readDays(typed);
  if (days === undefined)
    throw new RapportError('invalid', `no days: ${typed}`, { forPeople: projectTexts.all('badDates'), field: 'dates' });
  return days;
}

/** The country's next holidays and make-up days. The workspace's own table overrides them. */
function coming(country: string, today: string, { locale }: CommandContext): Block[] {
  const texts = projectTexts(locale);
  const week = { day: (date: string) => dayKind(date, { days: [], country }) };
  const day = (date: string) => formatDay(date, { locale, thisYear: Number(today.slice(0, 4)) });
  const next = stretchesOf(week, { from: today, days: AHEAD }).slice(0, MOST_COMING);
  if (next.length === 0) return [];
  const items = next.map(({ from, until, working, name }) =>
    [
      from === until ? day(from) : texts.dayRange({ first: day(from), last: day(until) }),
      working ? texts.dayWork() : texts.dayOff(),
      name,
    ].join(' · '),
  );
  const doubt = calendarDoubt(country, { from: today, until: next.at(-1)?.until ?? today });
  return [
    { kind: 'text', text: [{ kind: 'strong', text: texts.comingDays({ country: countryName(country, locale) }) }] },
    { kind: 'list', items },
    ...(doubt === undefined ? [] : [{ kind: 'context' as const, text: texts.notAnnounced({ year: String(doubt) }) }]),
  ];
}

/** Days of a country need an admin; days of a project need its manager. */
const aboutDays = {
  async of(input: { readonly for?: string | undefined }) {
    const country = countryOf(input.for);
    if (country === undefined) return 'project';
    return { record: country, projectIds: [], orElse: 'administer', refusal: coreTexts.all('refusedAdminister') };
  },
} as const satisfies AboutThing;

/** Commands for our own days off and make-up days: of one project for its manager, of a country for admins. */
export function holidayCommands(ports: ProjectPorts & { readonly calendars: Calendars }): Command[] {
  const { calendars } = ports;
  /** The owner of the table that is changed. */
  const ownerOf = (country: string | undefined, project: ProjectSummary | undefined) =>
    country === undefined ? `project:${project?.projectId}` : `country:${country}`;
  /** The reply: the change, its days, and a button to the whole table. */
  function done(
    context: CommandContext,
    { text, days, key }: { text: string; days: readonly string[]; key: string | undefined },
  ) {
    const { locale, zone, clock } = context;
    const thisYear = Number(wallOf(clock.now(), zone).slice(0, 4));
    const shown = enumerated(
      days.map((day) => formatDay(day, { locale, thisYear })),
      locale,
    );
    const all = {
      kind: 'button' as const,
      label: projectTexts(locale).allDays(),
      payload: press('holiday list', key === undefined ? {} : { project: key }),
    };
    return toCaller(
      lines(
        'internal',
        days.length === 0 ? [text] : [text, shown],
        key === undefined && context.setting.project === undefined ? [] : [all],
      ),
    );
  }

  return [
    defineCommand({
      thing: holidayThing,
      verb: 'list',
      summary: projectTexts.all('holidayListSummary'),
      permission: 'work',
      about: 'project',
      sensitive: true,
      input: { project: field.project() },
      positional: ['project'],
      async run(_input, context) {
        const { scope, locale, clock } = context;
        const texts = projectTexts(locale);
        const project = await ports.projects.must(scope, context.project.projectId);
        const owners = ownersOf(project);
        const today = wallOf(clock.now(), project.zone).slice(0, 10);
        const all = await calendars.list(scope, owners, today);
        const shown = (date: string) => formatDay(date, { locale, thisYear: Number(today.slice(0, 4)) });
        return toCaller({
          audience: 'internal',
          fallbackText: texts.daysTitle({ project: project.name }),
          blocks: [
            { kind: 'heading', text: texts.daysTitle({ project: project.name }) },
            all.length === 0
              ? { kind: 'text', text: texts.daysNone() }
              : {
                  kind: 'list',
                  items: all.map(
                    (one) =>
                      `${shown(one.date)} · ${one.kind === 'off' ? texts.dayOff() : texts.dayWork()} · ${one.name}`,
                  ),
                },
            ...(project.country === undefined
              ? [{ kind: 'context' as const, text: texts.noCountry() }]
              : coming(project.country, today, context)),
            {
              kind: 'actions',
              items: [
                { kind: 'button', label: texts.addDays(), payload: press('holiday new', { project: project.key }) },
              ],
            },
          ],
        });
      },
    }),
    defineCommand({
      thing: holidayThing,
      verb: 'new',
      summary: projectTexts.all('holidaySummary'),
      permission: 'manage',
      about: aboutDays,
      sensitive: true,
      input: {
        dates,
        kind: field.choice({
          label: projectTexts.all('dayKind'),
          options: [
            { value: 'off', label: projectTexts.all('dayOff'), aliases: ['放假', '休'] },
            { value: 'work', label: projectTexts.all('dayWork'), aliases: ['上班', '调休', '班'] },
          ],
          initial: 'off',
          aliases: ['类型'],
        }),
        name: field.text({ label: projectTexts.all('dayName'), maxLength: 80, optional: true, aliases: ['名称'] }),
        for: scopeField,
        project: field.project(),
      },
      positional: ['dates', 'kind'],
      example: { en: 'holiday new 2027-02-13 work for:CN', 'zh-CN': '节假日 新建 2027-02-13 上班 适用:CN' },
      async run(input, context) {
        const texts = projectTexts(context.locale);
        const days = daysOf(input.dates);
        const { scope, project, subject: country } = context;
        const owner = ownerOf(country, project);
        const name = input.name ?? texts.dayNameDefault();
        await calendars.put(
          scope,
          owner,
          days.map((date) => ({ date, kind: input.kind, name })),
        );
        await context.audit({
          action: 'holiday new',
          subject: `holidays:${owner}`,
          after: JSON.stringify({ days, kind: input.kind, name }),
        });
        return done(context, {
          text: texts.daysSaved({ count: days.length }),
          days,
          key: (project ?? input.project)?.key,
        });
      },
    }),
    defineCommand({
      thing: holidayThing,
      verb: 'delete',
      summary: projectTexts.all('holidayDeleteSummary'),
      permission: 'manage',
      about: aboutDays,
      sensitive: true,
      input: { dates, for: scopeField, project: field.project() },
      positional: ['dates'],
      async run(input, context) {
        const days = daysOf(input.dates);
        const { scope, project, subject: country } = context;
        const owner = ownerOf(country, project);
        const count = await calendars.remove(scope, owner, days);
        await context.audit({
          action: 'holiday delete',
          subject: `holidays:${owner}`,
          before: JSON.stringify(days),
        });
        const texts = projectTexts(context.locale);
        const text = count === 0 ? texts.daysNotThere() : texts.daysRemoved({ count });
        return done(context, { text, days: count === days.length ? days : [], key: (project ?? input.project)?.key });
      },
    }),
  ];
}

import {
  type Block,
  type Button,
  type Menu,
  type Message,
  openForm,
  press,
  type RichText,
} from '../../core/message.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { enumerated, inARow, type Locale } from '../../ground/i18n.ts';
import { countryName } from '../../records/clients/country.ts';
import type { LinkedChannel, Project } from '../../records/projects/model.ts';
import { audienceName } from '../../records/projects/texts.ts';
import { projectTexts } from './texts.ts';

/** The text of a language's name. */
export const languageName: Record<Locale, 'english' | 'chinese'> = { en: 'english', 'zh-CN': 'chinese' };

/** Maximum projects in one menu; others are opened by their key. */
const MOST_IN_MENU = 25;

/** A row of buttons and menus; no block without any. */
export function actions(items: readonly (Button | Menu)[]): Block[] {
  return items.length === 0 ? [] : [{ kind: 'actions', items: [...items] }];
}

/** A message of lines and buttons. */
export function lines<A extends Message['audience']>(
  audience: A,
  texts: readonly string[],
  buttons: readonly Button[] = [],
): Message<A> {
  return {
    audience,
    fallbackText: inARow(texts),
    blocks: [...texts.map((text): Block => ({ kind: 'text', text })), ...actions(buttons)],
  };
}

/** The data of a project's page, for our side. */
export interface ProjectPage {
  readonly project: Project;
  readonly client: string;
  readonly manager: string;
  readonly channels: readonly LinkedChannel[];
  /** Whether the reader manages the project; only then are buttons shown. */
  readonly mayManage: boolean;
}

/** A project's page, for our side. */
export function projectPage(page: ProjectPage, locale: Locale): Message<'internal'> {
  const texts = projectTexts(locale);
  const { project } = page;
  const named = { project: project.key };
  const items: { label: string; value: RichText }[] = [
    { label: texts.client(), value: page.client },
    { label: texts.manager(), value: page.manager },
    { label: texts.state(), value: texts[project.state]() },
    { label: texts.language(), value: texts[languageName[project.locale]]() },
    { label: texts.zone(), value: zoneName(project.zone, locale) },
    {
      label: texts.hours(),
      value: `${weekdays(project.hours.days, locale)} ${project.hours.from}–${project.hours.to}`,
    },
    ...(project.country === undefined ? [] : [{ label: texts.country(), value: countryName(project.country, locale) }]),
    {
      label: texts.channels(),
      value:
        page.channels.length === 0
          ? texts.noChannels()
          : page.channels.map((channel) => channelLine(channel, locale)).join(locale === 'en' ? '; ' : '；'),
    },
    ...(project.note === undefined ? [] : [{ label: texts.note(), value: project.note }]),
  ];
  const buttons: Button[] = [
    { kind: 'button', label: texts.edit(), payload: press('project edit', named) },
    { kind: 'button', label: texts.linkButton(), payload: openForm('link new', named) },
    { kind: 'button', label: texts.handOver(), payload: openForm('project assign', named) },
    {
      kind: 'button',
      label: project.rehearsal ? texts.rehearseEnd() : texts.rehearse(),
      payload: press('rehearsal new', { ...named, state: project.rehearsal ? 'off' : 'on' }),
    },
  ];
  const title = texts.showTitle({ name: project.name, key: project.key });
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      ...(project.rehearsal ? [{ kind: 'context' as const, text: texts.rehearsed() }] : []),
      { kind: 'fields', items },
      ...actions(page.mayManage ? buttons : []),
    ],
  };
}

/** One line about a channel: name, readers and problem. */
export function channelLine(channel: LinkedChannel, locale: Locale): string {
  const texts = projectTexts(locale);
  const kind = audienceName(channel.audience, locale);
  return [
    `#${channel.name}`,
    kind.toLowerCase(),
    ...(channel.blocked === undefined ? [] : [texts.stopped()]),
    ...(channel.unreadable?.toldAt === undefined ? [] : [texts.waitsUnread()]),
  ].join(' · ');
}

/** ISO weekdays in words: `Mon–Fri`, `周一至周五`; days that are not consecutive are listed. */
export function weekdays(days: readonly number[], locale: Locale): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  const name = (day: number) => format.format(Date.UTC(2024, 0, day));
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return '–';
  const inRow = sorted.length > 2 && last - first === sorted.length - 1;
  return inRow ? `${name(first)}${locale === 'en' ? '–' : '至'}${name(last)}` : enumerated(sorted.map(name), locale);
}

/** The list of projects, for our side. */
export function projectList(
  rows: readonly { readonly project: Project; readonly client: string; readonly manager: string }[],
  mayStart: boolean,
  locale: Locale,
): Message<'internal'> {
  const texts = projectTexts(locale);
  const buttons: Button[] = [
    { kind: 'button', label: texts.start(), payload: press('project new') },
    { kind: 'button', label: texts.importButton(), payload: press('project import') },
  ];
  const options = rows.slice(0, MOST_IN_MENU).map(({ project: { name, key } }) => ({
    label: texts.showTitle({ name, key }),
    payload: press('project show', { project: key }),
  }));
  const items = [
    ...(options.length === 0 ? [] : [{ kind: 'menu' as const, label: texts.openOne(), options }]),
    ...(mayStart ? buttons : []),
  ];
  return {
    audience: 'internal',
    fallbackText: rows.length === 0 ? texts.none() : texts.listTitle(),
    blocks: [
      { kind: 'heading', text: texts.listTitle() },
      rows.length === 0
        ? { kind: 'text', text: texts.none() }
        : {
            kind: 'table',
            columns: [texts.key(), texts.name(), texts.client(), texts.manager(), texts.state()],
            rows: rows.map(({ project, client, manager }) => [
              project.key,
              project.name,
              client,
              manager,
              texts[project.state](),
            ]),
          },
      ...actions(items),
    ],
  };
}

/** Preview of an import: the effect of each row, before any change. */
export function importPreview(
  preview: {
    readonly draft: string;
    readonly rows: readonly {
      readonly line: number;
      readonly client: string;
      readonly project: string;
      readonly key: string;
      readonly says: string;
    }[];
    readonly ready: number;
  },
  locale: Locale,
): Message<'internal'> {
  const texts = projectTexts(locale);
  const buttons: Button[] = [
    ...(preview.ready > 0
      ? [
          {
            kind: 'button' as const,
            label: texts.importThese({ count: preview.ready }),
            style: 'primary' as const,
            payload: press('project importnow', { draft: preview.draft }),
          },
        ]
      : []),
    { kind: 'button', label: texts.importEdit(), payload: press('project import', { draft: preview.draft }) },
  ];
  return {
    audience: 'internal',
    fallbackText: texts.importRows({ count: preview.ready }),
    blocks: [
      { kind: 'heading', text: texts.importTitle() },
      { kind: 'text', text: texts.importRows({ count: preview.ready }) },
      {
        kind: 'table',
        columns: [texts.importLine(), texts.client(), texts.project(), texts.key(), texts.state()],
        rows: preview.rows.map((row) => [String(row.line), row.client, row.project, row.key, row.says]),
      },
      { kind: 'context', text: texts.importKept() },
      ...actions(buttons),
    ],
  };
}

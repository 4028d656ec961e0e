import { zoneByName } from '../../core/schedule/zoneNames.ts';
import { headingKey, readTable } from '../../core/table.ts';
import type { Locale, LocalizedText } from '../../ground/i18n.ts';
import { LOCALES } from '../../ground/i18n.ts';
import { countryCode, isCountry } from '../../records/clients/country.ts';
import { readKey } from '../../records/clients/model.ts';
import { projectTexts } from './texts.ts';

/** One row of a pasted table, with all its problems. */
export interface ImportRow {
  /** The row's line in the pasted text, from 1. */
  readonly line: number;
  readonly client: string;
  readonly project: string;
  readonly key: string | undefined;
  /** The name of a member, not yet looked up. Undefined: the person who imports. */
  readonly manager: string | undefined;
  readonly locale: Locale | undefined;
  readonly zone: string | undefined;
  readonly country: string | undefined;
  readonly problems: readonly LocalizedText[];
}
export type ImportTable =
  | { readonly ok: true; readonly rows: readonly ImportRow[] }
  | { readonly ok: false; readonly problem: LocalizedText };

const COLUMNS = ['client', 'project', 'key', 'manager', 'language', 'zone', 'country'] as const;
type Column = (typeof COLUMNS)[number];
const HEADERS: Record<Column, readonly string[]> = {
  client: ['client', 'customer', 'company', '客户', '客户名称', '公司'],
  project: ['project', 'project name', 'name', '项目', '项目名称', '名称'],
  key: ['key', 'code', '代号', '编号', '项目代号'],
  manager: ['manager', 'project manager', 'pm', '项目经理', '经理', '负责人'],
  language: ['language', 'locale', '语言'],
  zone: ['zone', 'time zone', 'timezone', '时区'],
  country: ['country', '国家', '国家/地区', '地区'],
};
const LANGUAGES: Readonly<Record<string, Locale>> = {
  en: 'en',
  english: 'en',
  英语: 'en',
  英文: 'en',
  zh: 'zh-CN',
  'zh-cn': 'zh-CN',
  chinese: 'zh-CN',
  中文: 'zh-CN',
  简体中文: 'zh-CN',
  汉语: 'zh-CN',
};

/** Maximum rows per import: a preview can show them and a person can check them. */
export const MAXIMUM_ROWS = 200;

/** A text with values, in every language. */
function localized(make: (texts: ReturnType<typeof projectTexts>) => string): LocalizedText {
  return Object.fromEntries(LOCALES.map((locale) => [locale, make(projectTexts(locale))])) as LocalizedText;
}

/** Reads a pasted table of projects; the header is in either language, columns are in any order. Never throws. */
export function readProjects(text: string): ImportTable {
  const table = readTable(text, { most: MAXIMUM_ROWS });
  if (!table.ok) return table;
  const columns = table.header.map((cell) => columnOf(cell));
  if (!columns.includes('client')) return { ok: false, problem: projectTexts.all('csvNoHeader') };
  const seen = new Map<string, number>();
  const rows = table.rows.map(({ line, cells }) =>
    readRow((column) => cells[columns.indexOf(column)] ?? '', line, seen),
  );
  return { ok: true, rows };
}

function readRow(cell: (column: Column) => string, line: number, seen: Map<string, number>): ImportRow {
  const problems: LocalizedText[] = [];
  const client = cell('client');
  if (client === '') problems.push(projectTexts.all('rowNoClient'));
  const project = cell('project') || client;
  const key = cell('key') === '' ? undefined : readKey(cell('key'));
  if (cell('key') !== '' && key === undefined)
    problems.push(localized((texts) => texts.rowBadKey({ value: cell('key') })));
  const locale = LANGUAGES[cell('language').toLowerCase()];
  if (cell('language') !== '' && locale === undefined)
    problems.push(localized((texts) => texts.rowLanguage({ value: cell('language') })));
  // A city name is accepted, as in every zone field.
  const zone = zoneByName(cell('zone'));
  if (cell('zone') !== '' && zone === undefined)
    problems.push(localized((texts) => texts.rowZone({ value: cell('zone') })));
  const country = cell('country') === '' ? undefined : countryCode(cell('country'));
  if (country !== undefined && !isCountry(country))
    problems.push(localized((texts) => texts.rowCountry({ value: country })));
  const same = key === undefined ? `${client.toLowerCase()}\n${project.toLowerCase()}` : key;
  const first = seen.get(same);
  if (first === undefined) seen.set(same, line);
  else problems.push(localized((texts) => texts.rowTwice({ line: first })));
  return { line, client, project, key, manager: cell('manager') || undefined, locale, zone, country, problems };
}

function columnOf(cell: string): Column | undefined {
  const plain = headingKey(cell);
  return COLUMNS.find((column) => HEADERS[column].includes(plain));
}

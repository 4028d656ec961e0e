/** From the headings of a table to the fields of the registers. */

import type { Fields } from '../../core/form.ts';
import { headingKey } from '../../core/table.ts';
import { LOCALES, type LocalizedText } from '../../ground/i18n.ts';
import type { Register } from '../../records/registers/define.ts';
import { fieldsOf } from '../../records/registers/inputs.ts';
import { PART_OF } from '../../records/registers/parents.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { transferTexts } from './texts.ts';

/** The cells that are no field of a register's form. */
export const NUMBER = 'number';
export const KIND = 'kind';
/** The words for the client, by language: kept, never shared by an import. */
export const WORDINGS = { en: 'wordingEn', 'zh-CN': 'wordingZh' } as const;
const MORE = { en: 'moreEn', 'zh-CN': 'moreZh' } as const;

const spellings = (text: LocalizedText): readonly string[] => LOCALES.map((locale) => text[locale]);
/** Spellings that are written in one text, with commas. */
const listed = (text: LocalizedText): readonly string[] => spellings(text).flatMap((each) => each.split(/[,，]\s*/u));

/** Headings that mean the same in every table. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  [NUMBER]: [...spellings(registerTexts.all('number')), 'no', 'no.', 'id'],
  [KIND]: [...spellings(transferTexts.all('trackAs')), ...listed(transferTexts.all('kindHeadings'))],
  title: ['title', 'name', '标题', '名称'],
  due: [...spellings(transferTexts.all('trackDue')), 'due', 'due date', '截止日期'],
  owner: [...spellings(transferTexts.all('trackOwner')), 'owner', 'assignee', '负责人'],
  note: ['note', 'notes', 'description', '备注', '描述'],
  [PART_OF]: ['parent', 'milestone', '里程碑'],
  [WORDINGS.en]: spellings(registerTexts.all('wordingEn')),
  [WORDINGS['zh-CN']]: spellings(registerTexts.all('wordingZh')),
};
/** Headings that an export writes and an import has no use for. */
const PASSED_OVER = new Set(
  (['addedOn', 'addedBy', 'isShared'] as const)
    .flatMap((key) => spellings(transferTexts.all(key)))
    .concat(Object.values(MORE).flatMap((key) => spellings(registerTexts.all(key))))
    .map(headingKey),
);

const made = new WeakMap<Register, Fields>();

/** The fields of a register's rows: those of its form for changes, with what its rules ask for. Made once. */
export function rowFields(register: Register): Fields {
  const known = made.get(register) ?? { ...fieldsOf(register, { isEdit: true }), ...register.spec.rules?.fields };
  made.set(register, known);
  return known;
}

/** What each column is for a register: the name of a field, or undefined. */
function columnsOf(register: Register, header: readonly string[]): readonly (string | undefined)[] {
  const names = new Map<string, string>();
  const learn = (name: string, words: readonly string[]) => {
    for (const word of words.map(headingKey)) if (!names.has(word)) names.set(word, name);
  };
  const fields = Object.entries(rowFields(register));
  for (const [name, { label }] of fields) learn(name, spellings(label));
  for (const [name, words] of Object.entries(SHARED)) learn(name, words);
  for (const [name, { aliases }] of fields) learn(name, [name, ...aliases]);
  return header.map((cell) => names.get(headingKey(cell)));
}

/** The columns of a table, for each of the registers. */
export function createColumns(registers: readonly Register[], header: readonly string[]) {
  const of = new Map(registers.map((register) => [register, columnsOf(register, header)]));
  const all = [...of.values()];
  return {
    /** Whether some column of the table means this, for any register. */
    has: (name: string): boolean => all.some((columns) => columns.includes(name)),
    /** The headings that mean nothing for any register. */
    unread: header.filter(
      (cell, index) =>
        cell !== '' && !PASSED_OVER.has(headingKey(cell)) && all.every((columns) => columns[index] === undefined),
    ),
    /** A row's cells that are not empty, by what they mean; of two columns with one meaning, the first that is filled. */
    valuesOf(register: Register, cells: readonly string[]): Readonly<Record<string, string>> {
      const values: Record<string, string> = {};
      for (const [index, name] of (of.get(register) ?? []).entries()) {
        const cell = cells[index] ?? '';
        if (name !== undefined && cell !== '' && values[name] === undefined) values[name] = cell;
      }
      return values;
    },
    /** The cell of a row with this meaning for any register. */
    cell(name: string, cells: readonly string[]): string {
      const index = all.map((columns) => columns.indexOf(name)).find((at) => at >= 0);
      return index === undefined ? '' : (cells[index] ?? '');
    },
  };
}
export type Columns = ReturnType<typeof createColumns>;

/** From a table to what its import does. Changes nothing. */

import { setImmediate } from 'node:timers/promises';
import { headingKey, readTable } from '../../core/table.ts';
import { isError } from '../../ground/errors.ts';
import { inEachLocale, LOCALES, type LocalizedText } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import type { Register } from '../../records/registers/define.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { changesText, shortly } from './changesText.ts';
import { type Columns, createColumns, KIND, NUMBER } from './columns.ts';
import { type Importing, type Known, readKnown } from './known.ts';
import type { ChangeRow, FreshRow, Preview, PreviewLine } from './plan.ts';
import type { TransferPorts } from './ports.ts';
import { changeRow, freshRow } from './rows.ts';
import { transferTexts } from './texts.ts';
import { Wrong, wrong } from './wrong.ts';

/** The most rows of one import. */
export const MOST_ROWS = 5_000;
/** The loop is left free after so many rows. */
const ROWS_IN_A_GO = 50;

interface Target {
  readonly register: Register;
  readonly entry: Entry | undefined;
}

/** The registers by every word for them, in the form of `headingKey`. */
export function wordsFor(registers: readonly Register[]): ReadonlyMap<string, Register> {
  return new Map(
    registers.flatMap((register) => {
      const { spec } = register;
      const names = [spec.name, ...spec.aliases, ...LOCALES.flatMap((each) => [spec.one[each], spec.title[each]])];
      return names.map((name) => [headingKey(name), register] as const);
    }),
  );
}

/** Creates the planning of imports; see the function that it returns. */
export function createPlanning(ports: TransferPorts) {
  const { registers } = ports;
  const words = wordsFor(registers);

  /** The register of a row, and the entry that its number or its title names. @throws Wrong. */
  function targetOf(
    cells: readonly string[],
    { columns, known, usual }: { columns: Columns; known: Known; usual: string | undefined },
  ): Target {
    const number = columns.cell(NUMBER, cells);
    const said = columns.cell(KIND, cells);
    const named = said === '' ? undefined : words.get(headingKey(said));
    if (said !== '' && named === undefined) throw wrong((texts) => texts.unknownKind({ value: said }));
    if (number !== '') {
      for (const register of registers) {
        const found = known.byNumber(register, number);
        if (found === undefined) continue;
        if (found.entry === undefined) break;
        if (named === undefined || named === register) return { register, entry: found.entry };
        const one = named.spec.one;
        throw new Wrong(inEachLocale((each) => transferTexts(each).otherKind({ number, one: one[each] })));
      }
      throw wrong((texts) => texts.unknownNumber({ number }));
    }
    const register = named ?? registers.find(({ spec }) => spec.name === usual);
    if (register === undefined) throw wrong((texts) => texts.needsKind({ heading: texts.trackAs() }));
    const { title } = columns.valuesOf(register, cells);
    if (title === undefined) throw wrong((texts) => texts.needsTitle());
    return { register, entry: known.byTitle(register, title) };
  }

  /**
   * What the import of a table would do: a row with a number, or with the title of an entry of its kind, changes that
   * entry, another one adds one. `usual`: the register of rows that do not say theirs. A problem of the whole table is
   * returned as such.
   */
  return async function plan(
    text: string,
    context: Importing,
    usual: string | undefined,
  ): Promise<Preview | { readonly problem: LocalizedText }> {
    const table = readTable(text, { most: MOST_ROWS });
    if (!table.ok) return { problem: table.problem };
    const columns = createColumns(registers, table.header);
    if (!columns.has('title') && !columns.has(NUMBER))
      return {
        problem: inEachLocale((each) => transferTexts(each).noTitleColumn({ heading: registerTexts(each).title() })),
      };
    const known = await readKnown(ports, context);
    const { clock, project } = context;
    const reader = { zone: project.zone, now: clock.now(), nameOf: known.nameOf };
    const rows: (FreshRow | ChangeRow)[] = [];
    const [fresh, changed, problems]: [PreviewLine[], PreviewLine[], PreviewLine[]] = [[], [], []];
    const seen = new Map<string, number>();
    let same = 0;

    async function planRow(line: number, own: readonly string[]): Promise<void> {
      const { register, entry } = targetOf(own, { columns, known, usual });
      const cells = columns.valuesOf(register, own);
      const name = entry?._id ?? `${register.spec.name} ${headingKey(cells.title ?? '')}`;
      const first = seen.get(name);
      if (first !== undefined) throw wrong((texts) => texts.sameTwice({ line: first }));
      seen.set(name, line);
      if (entry === undefined) {
        const row = await freshRow(known, { register, cells, line });
        rows.push(row);
        const title = shortly(row.title);
        const { one } = register.spec;
        fresh.push({
          line,
          says: inEachLocale((each) => transferTexts(each).lineNew({ line, one: one[each], title })),
        });
        return;
      }
      const row = await changeRow(known, context, { register, entry, cells, line });
      if (row === undefined) {
        same += 1;
        return;
      }
      rows.push(row);
      const changes = changesText(register, { entry, row }, reader);
      const said = { line, number: row.number, title: shortly(entry.title) };
      const says = inEachLocale((each) => transferTexts(each).lineChanged({ ...said, changes: changes[each] }));
      changed.push({ line, says });
    }

    for (const [index, { line, cells }] of table.rows.entries()) {
      if (index % ROWS_IN_A_GO === ROWS_IN_A_GO - 1) await setImmediate();
      try {
        await planRow(line, cells);
      } catch (error) {
        const why = error instanceof Wrong ? error.says : isError(error, 'invalid') ? error.forPeople : undefined;
        if (why === undefined) throw error;
        problems.push({
          line,
          says: inEachLocale((each) => transferTexts(each).lineWrong({ line, problem: why[each] })),
        });
      }
    }
    return { plan: { rows }, fresh, changed, wrong: problems, same, unread: columns.unread };
  };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../test/fakes/anyText.ts';
import { runs } from '../../test/fakes/soak.ts';
import { context, heardNumbers, registry, said } from '../../test/fakes/trialRegistry.ts';
import type { Thing } from './command.ts';
import { createRegistry } from './registry.ts';
import { verbWords } from './verbs.ts';

describe('several numbers in one line', () => {
  test.each([
    // One number behaves as ever.
    ['TASK-12', 'TASK-12: task show'],
    ['TASK-12.', 'TASK-12: task show'],
    ['TASK-12完成', 'TASK-12: task done'],
    ['完成：TASK-12', 'TASK-12: task done'],
    ['TASK-12: done', 'TASK-12: task done'],
    // A row.
    ['done TASK-12 TASK-15', 'TASK-12 TASK-15: task done'],
    ['TASK-12, TASK-15 and TASK-17 done', 'TASK-12 TASK-15 TASK-17: task done'],
    ['TASK-12, TASK-15, and TASK-17', 'TASK-12 TASK-15 TASK-17: task show'],
    ['完成 TASK-12、TASK-15', 'TASK-12 TASK-15: task done'],
    ['完成TASK-12和TASK-15', 'TASK-12 TASK-15: task done'],
    ['TASK-12 与 TASK-15、TASK-17 完成。', 'TASK-12 TASK-15 TASK-17: task done'],
    ['ｔａｓｋ－１２，ｔａｓｋ－１５　完成', 'TASK-12 TASK-15: task done'],
    ['task-12 & task-15 done', 'TASK-12 TASK-15: task done'],
    ['TASK-12\nTASK-15\ndone', 'TASK-12 TASK-15: task done'],
    ['acme-task-12, ACME-INT-TASK-3 done', 'ACME-TASK-12 ACME-INT-TASK-3: task done'],
    ['done TASK-12 TASK-12 TASK-012', 'TASK-12: task done'],
    ['done TASK-12 ISS-3', 'TASK-12 ISS-3: task done, issue done'],
    ['assign TASK-12 ISS-3 @Tom', 'TASK-12 ISS-3: task assign who:@Tom, – (@Tom)'],
    // Bare figures.
    ['done TASK-12 13 15', 'TASK-12 TASK-13 TASK-15: task done'],
    ['done TASK-12, 13 and 15.', 'TASK-12 TASK-13 TASK-15: task done'],
    ['完成 TASK-12、13、15', 'TASK-12 TASK-13 TASK-15: task done'],
    ['TASK-12 13 15 done', 'TASK-12 TASK-13 TASK-15: task done'],
    ['ACME-TASK-12 15', 'ACME-TASK-12 ACME-TASK-15: task show'],
    // Ranges.
    ['done TASK-12-15', 'TASK-12 TASK-13 TASK-14 TASK-15: task done'],
    ['done TASK-12..15', 'TASK-12 TASK-13 TASK-14 TASK-15: task done'],
    ['TASK-12…15 done', 'TASK-12 TASK-13 TASK-14 TASK-15: task done'],
    ['TASK-12–TASK-15 done', 'TASK-12 TASK-13 TASK-14 TASK-15: task done'],
    ['TASK-12 - TASK-14 done', 'TASK-12 TASK-13 TASK-14: task done'],
    ['TASK-12 to TASK-14 done', 'TASK-12 TASK-13 TASK-14: task done'],
    ['ACME-TASK-12 to TASK-14', 'ACME-TASK-12 ACME-TASK-13 ACME-TASK-14: task show'],
    ['done TASK-12 to 14', 'TASK-12 TASK-13 TASK-14: task done'],
    ['TASK-12 到 14 完成', 'TASK-12 TASK-13 TASK-14: task done'],
    ['完成TASK-12至14', 'TASK-12 TASK-13 TASK-14: task done'],
    ['ＴＡＳＫ－１２～１４ 完成', 'TASK-12 TASK-13 TASK-14: task done'],
    ['done TASK-12-13 TASK-20 22', 'TASK-12 TASK-13 TASK-20 TASK-22: task done'],
    ['TASK-12-12', 'TASK-12: task show'],
    // A verb of one thing alone.
    ['TASK-12 TASK-15 park', 'TASK-12 TASK-15: task pause'],
    ['暂停 TASK-12、15', 'TASK-12 TASK-15: task pause'],
    ['TASK-12 完成前暂停', 'TASK-12: task pause'],
    ['pause TASK-12 ISS-3', 'TASK-12 ISS-3: task pause, –'],
    // The words behind go to each.
    ['TASK-12 TASK-15 assign @Tom', 'TASK-12 TASK-15: task assign who:@Tom'],
    ['assign TASK-12 to @Tom', 'TASK-12: task assign who:@Tom'],
    ['TASK-12、TASK-15 指派给 @Tom', 'TASK-12 TASK-15: task assign who:@Tom'],
    ['move TASK-12 TASK-13 Friday', 'TASK-12 TASK-13: task move when:Friday'],
    ['move TASK-12-14 Friday', 'TASK-12 TASK-13 TASK-14: task move when:Friday'],
    ['TASK-12 to 14 move Friday', 'TASK-12 TASK-13 TASK-14: task move when:Friday'],
    ['TASK-12 到 14 改期 周五', 'TASK-12 TASK-13 TASK-14: task move when:周五'],
    ['TASK-12、TASK-13 推迟到周五', 'TASK-12 TASK-13: task move when:周五'],
  ])('%s', (text, heard) => {
    expect(heardNumbers(text)).toBe(heard);
  });

  test.each([
    ['TASK-12 2026-12-01', 'TASK-12: task show (2026-12-01)'],
    ['TASK-12 move 12-15', 'TASK-12: task move when:12-15'],
    ['move TASK-12 12-15', 'TASK-12: task move when:12-15'],
    ['move TASK-12 2026-12-01', 'TASK-12: task move when:2026-12-01'],
    ['move TASK-12 15 Dec', 'TASK-12: task move when:15 Dec'],
    ['move TASK-12, 15 Dec', 'TASK-12: task move when:15 Dec'],
    ['move TASK-12 to 15 Dec', 'TASK-12: task move when:15 Dec'],
    ['move TASK-12 – 15 Dec', 'TASK-12: task move when:15 Dec'],
    ['TASK-12 改期到15日', 'TASK-12: task move when:15日'],
    ['改期 TASK-12 到 15日', 'TASK-12: task move when:15日'],
    ['推迟 TASK-12 12月15日', 'TASK-12: task move when:12月15日'],
    ['move TASK-12 TASK-13 12-15', 'TASK-12 TASK-13: task move when:12-15'],
    ['TASK-12 TASK-13 改期 12-15', 'TASK-12 TASK-13: task move when:12-15'],
    ['done TASK-12 5 Dec', 'TASK-12: task done (5 Dec)'],
    ['done TASK-12 12-15', 'TASK-12: task done (12-15)'],
    ['done TASK-12-13 TASK-20 22..23', 'TASK-12 TASK-13 TASK-20: task done (22..23)'],
    ['done TASK-12 15:30', 'TASK-12: task done (15:30)'],
    ['done TASK-12 12/15', 'TASK-12: task done (12/15)'],
    ['TASK-12 13 pages are broken', 'TASK-12: task show (13 pages are broken)'],
    ['TASK-12 and 3 more are broken', 'TASK-12: task show (and 3 more are broken)'],
    ['TASK-12 到期了', 'TASK-12: task show (到期了)'],
    ['TASK-12到期了', 'TASK-12: task show (到期了)'],
    ['TASK-12 is broken since Monday', 'TASK-12: task show (is broken since Monday)'],
    ['done TASK-12 to ISS-15', 'TASK-12: task done (to ISS-15)'],
    ['TASK-2026-12-01', 'text'],
    ['TASK-12-13-14', 'text'],
    ['TASK-12a', 'text'],
    ['UTF-8 and TASK-12', 'text'],
  ])('a date, a time or a sentence is none: %s', (text, heard) => {
    expect(heardNumbers(text)).toBe(heard);
  });

  test.each([
    ['done TASK-15-12', 'reversed'],
    ['TASK-15 到 12 完成', 'reversed'],
    ['TASK-15 to TASK-12', 'reversed'],
    ['done TASK-2026-12', 'reversed'],
    ['ACME-TASK-12 to BETA-TASK-15', 'unclear'],
    ['ACME-TASK-12–ACME-INT-TASK-15 done', 'unclear'],
    ['done TASK-1-51', 'tooMany'],
    ['done TASK-1-999999999', 'tooMany'],
    ['done TASK-1-40 ISS-1-40', 'tooMany'],
    [`done ${Array.from({ length: 51 }, (_, at) => `TASK-${at + 1}`).join(' ')}`, 'tooMany'],
  ])('is refused and not guessed: %s', (text, code) => {
    expect(heardNumbers(text)).toBe(code);
  });

  test('up to fifty are one request', () => {
    expect(heardNumbers('done TASK-1-50')).toMatch(/^TASK-1 TASK-2 .* TASK-50: task done$/);
  });
});

const figure = fc.integer({ min: 1, max: 400 });
const separator = fc.constantFrom(' ', ', ', ' and ', '、', '和', ', and ', '，', ' & ', '\n');

test('a row of numbers is each of them once, in either language and with the verb on either side', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(figure, separator), { minLength: 1, maxLength: 20 }),
      fc.constantFrom('done', '完成'),
      fc.boolean(),
      (row, verb, isFirst) => {
        const numbers = row.map(([number, between], at) => `TASK-${number}${at === row.length - 1 ? '' : between}`);
        const text = isFirst ? `${verb} ${numbers.join('')}` : `${numbers.join('')} ${verb}`;
        const expected = [...new Set(row.map(([number]) => `TASK-${number}`))].join(' ');
        expect(heardNumbers(text)).toBe(`${expected}: task done`);
      },
    ),
    { numRuns: runs(60, 3_000) },
  );
});

test('a date behind a number is never a number', () => {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .chain(([month, day]) =>
      fc.constantFrom(
        `${two(month)}-${two(day)}`,
        `2026-${two(month)}-${two(day)}`,
        `${month}/${day}`,
        `${day}.${month}.`,
        `${month}月${day}日`,
        `${day} Dec`,
        `to ${day} Dec`,
        `Dec ${day}`,
        `${day}:00`,
      ),
    );
  fc.assert(
    fc.property(figure, date, fc.constantFrom(' ', ', ', ': ', ' – '), (number, when, between) => {
      const heard = heardNumbers(`move TASK-${number}${between}${when}`);
      expect(heard).toMatch(new RegExp(`^TASK-${number}: task move when:`));
      expect(heard.endsWith(when.replace('to ', ''))).toBe(true);
      for (const text of [`TASK-${number} ${when}`, `done TASK-${number} ${when}`])
        expect(heardNumbers(text)).toBe(`TASK-${number}: task ${text.startsWith('d') ? 'done' : 'show'} (${when})`);
    }),
    { numRuns: runs(60, 3_000) },
  );
});

test('any text behind a number is read without an error, and the first number is always among those meant', () => {
  const words = fc.constantFrom(...Object.values(verbWords).flatMap(({ en, 'zh-CN': zh }) => [...en, ...zh]));
  const piece = fc.oneof(
    anyText({ maxLength: 10 }),
    words,
    separator,
    figure.map(String),
    fc.constantFrom('-', '–', '..', '到', ' to '),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const reading = registry.read(`TASK-7 ${pieces.join('')}`, context);
      if (reading.kind !== 'number') throw new Error(reading.kind);
      expect(reading.targets.length).toBeLessThanOrEqual(52);
      expect(reading.targets[0]?.number).toBe('TASK-7');
    }),
    { numRuns: runs(100, 5_000) },
  );
});

test('two things may not have the same kind of number', () => {
  const thing = (name: string, numberKind: string): Thing => ({
    name,
    title: said(name, name),
    aliases: [],
    numberKind,
  });
  const both = () =>
    createRegistry([{ name: 'both', things: [thing('risk', 'RISK'), thing('danger', 'risk')], commands: [] }]);
  expect(both).toThrow('RISK');
});

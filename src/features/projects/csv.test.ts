import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readProjects } from './csv.ts';
import { guessFromChannel } from './guess.ts';

const rowsOf = (text: string) => {
  const table = readProjects(text);
  if (!table.ok) throw new Error(table.problem.en);
  return table.rows;
};
const problemOf = (text: string) => {
  const table = readProjects(text);
  return table.ok ? undefined : table.problem;
};

test('a comma table in English and a pasted sheet in Chinese read the same', () => {
  const english = rowsOf(
    'Client,Project,Key,Language,Time zone,Country\n"Acme, Inc.",Shop,shop,English,Europe/Berlin,de\n',
  );
  const chinese = rowsOf(
    '\uFEFF国家\t客户\t项目\t代号\t语言\t时区\r\nDE\tAcme, Inc.\tShop\tSHOP\t英文\tEurope/Berlin\r\n',
  );
  expect(english[0]).toMatchObject({
    client: 'Acme, Inc.',
    project: 'Shop',
    key: 'SHOP',
    locale: 'en',
    zone: 'Europe/Berlin',
    country: 'DE',
    problems: [],
  });
  expect({ ...chinese[0], line: 0 }).toEqual({ ...english[0], line: 0 });
});

test('a zone is named by its city, in either language', () => {
  expect(
    rowsOf('client,zone\nAcme,Berlin\n云禾,上海\nCato,America/New_York\nNone,').map(({ zone, problems }) => [
      zone,
      problems,
    ]),
  ).toEqual([
    ['Europe/Berlin', []],
    ['Asia/Shanghai', []],
    ['America/New_York', []],
    [undefined, []],
  ]);
});

test('only the client is required; its name becomes the project’s', () => {
  expect(rowsOf('客户，语言\n云禾，中文')[0]).toMatchObject({
    client: '云禾',
    project: '云禾',
    key: undefined,
    locale: 'zh-CN',
    problems: [],
  });
});

test('each problem of a row is reported, with its line', () => {
  const [, bad, twice] = rowsOf(
    'client;project;key;language;zone;country\nAcme;Shop;SHOP;en;;\n;X;4;Klingon;Atlantis;XX\n\nAcme;Other;SHOP;;;',
  );
  expect(bad?.line).toBe(3);
  expect(bad?.problems.map((one) => one.en)).toEqual([
    'The client is missing.',
    'The key “4” is not 2 to 10 letters and digits.',
    'I do not speak “Klingon”; write English or 中文.',
    'I know no time zone “Atlantis”.',
    'I know no country “XX”.',
  ]);
  expect(twice?.problems.map((one) => one.en)).toEqual(['The same project is in line 2 already.']);
});

test('an unreadable table is reported with its line, in both languages', () => {
  expect(problemOf('client,project\nAcme,"Shop')?.en).toContain('quotation mark');
  expect(problemOf('project,key\nShop,SHOP')).toEqual({
    en: expect.stringContaining('“client” is missing'),
    'zh-CN': expect.stringContaining('客户'),
  });
  expect(problemOf('client\n')?.en).toBe('There is no row below the header.');
  expect(problemOf('client\nAcme,extra')?.en).toBe('Line 2 cannot be read: it has more cells than the header.');
  expect(problemOf(`client\n${'Acme\n'.repeat(201)}`)?.en).toContain('201 rows');
});

test('property: no text makes the reader throw', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((tail) => `client,project\n${tail}`),
      ),
      (text) => typeof readProjects(text).ok === 'boolean',
    ),
  );
});

test('a channel’s name says whose it is and who reads there', () => {
  const known = { workspaceZone: 'Europe/Berlin', workspaceLocale: 'en' as const };
  expect(guessFromChannel('client-acme', known)).toEqual({
    client: 'Acme',
    audience: 'client',
    locale: 'en',
    zone: 'Europe/Berlin',
  });
  expect(guessFromChannel('#acme-internal', { ...known, zone: 'America/New_York' })).toMatchObject({
    client: 'Acme',
    audience: 'internal',
    zone: 'America/New_York',
  });
  expect(guessFromChannel('ext_blue-sky_2026', known).client).toBe('Blue Sky');
  // The channel names that the playground proposes.
  expect([guessFromChannel('acme-website', known).client, guessFromChannel('云禾-官网', known).client]).toEqual([
    'Acme',
    '云禾',
  ]);
  expect(guessFromChannel('云禾项目内部群', { workspaceZone: 'UTC', workspaceLocale: 'en' })).toEqual({
    client: '云禾',
    audience: 'internal',
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
  });
  expect(guessFromChannel('internal', known).client).toBe('');
});

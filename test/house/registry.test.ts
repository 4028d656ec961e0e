import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Command } from '../../src/core/command.ts';
import type { FormValues } from '../../src/core/platform.ts';
import { type Interpretation, usageOf } from '../../src/core/registry.ts';
import { typedWords } from '../../src/core/verbs.ts';
import { LOCALES, type LocalizedText } from '../../src/ground/i18n.ts';
import { isId } from '../../src/ground/ids.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';

let house: Composed;
beforeAll(async () => {
  house = await composed();
});
afterAll(() => house.db.close());

const read = (text: string, locale: 'en' | 'zh-CN'): Interpretation =>
  house.registry.read(text, { locale, now: new Date('2026-11-23T09:00:00Z'), zone: 'Europe/Berlin' });
const readCommand = (
  text: string,
  locale: 'en' | 'zh-CN' = 'en',
): { command: string; values: FormValues; leftover: string | undefined } => {
  const reading = read(text, locale);
  if (reading.kind !== 'command') throw new Error(`${text} reads as ${reading.kind}`);
  return { command: reading.command.name, values: reading.values, leftover: reading.leftover };
};
const shown = () => house.registry.commands.filter((command) => command.hidden !== true);

test('every command’s usage line is read as that command, in both languages, without a leftover', () => {
  for (const command of shown()) {
    for (const locale of LOCALES) {
      const usage = usageOf(command, locale);
      expect(readCommand(usage, locale), usage).toMatchObject({ command: command.name, leftover: undefined });
    }
  }
});

test('every example is read as its own command, without a leftover or an error', () => {
  const examples = shown().flatMap((command) =>
    LOCALES.flatMap((locale) =>
      command.example === undefined ? [] : [{ command, locale, text: command.example[locale] }],
    ),
  );
  expect(examples.length).toBeGreaterThan(10);
  for (const { command, locale, text } of examples) {
    const { values, ...rest } = readCommand(text, locale);
    expect(rest, text).toEqual({ command: command.name, leftover: undefined });
    const problems = Object.entries(command.input).flatMap(([name, field]) => {
      const problem = field.check(values[name]);
      return problem === undefined || field.initial !== undefined ? [] : [`${name}: ${problem.code}`];
    });
    expect(problems, text).toEqual([]);
  }
});

test('every thing, summary, field, hint and option has a text in both languages', () => {
  const texts: [string, LocalizedText | undefined][] = house.registry.things.map((thing) => [
    `thing ${thing.name}`,
    thing.title,
  ]);
  for (const command of house.registry.commands) {
    texts.push([command.name, command.summary]);
    if (command.example !== undefined) texts.push([`${command.name} example`, command.example]);
    for (const [name, field] of Object.entries(command.input)) {
      texts.push([`${command.name} ${name}`, field.label]);
      if (field.hint !== undefined) texts.push([`${command.name} ${name} hint`, field.hint]);
      for (const option of field.options ?? []) texts.push([`${command.name} ${name} ${option.value}`, option.label]);
    }
  }
  const missing = texts.flatMap(([where, text]) =>
    LOCALES.filter((locale) => !text?.[locale]?.trim()).map((locale) => `${where} ${locale}`),
  );
  expect(missing).toEqual([]);
});

test('every listed thing and verb can be typed in Chinese as well as in English', () => {
  const isChinese = (word: string) => /\p{Script=Han}/u.test(word);
  const bad = shown().flatMap((command) => {
    const isBare = command.verb === command.thing.bare;
    const sets = [
      [command.thing.name, ...command.thing.aliases],
      ...(isBare ? [] : [typedWords(command.verb, command.verbAliases)]),
    ];
    return sets.every((words) => words.some(isChinese) && words.some((word) => !isChinese(word))) ? [] : [command.name];
  });
  expect(bad).toEqual([]);
});

test('no text names two commands', () => {
  const claimed = new Map<string, string>();
  const twice: string[] = [];
  const claim = (words: string, name: string) => {
    const phrase = words.toLowerCase();
    const before = claimed.get(phrase);
    if (before !== undefined && before !== name) twice.push(`${phrase}: ${before}, ${name}`);
    claimed.set(phrase, name);
  };
  const things = ({ thing }: Command) => [thing.name, ...thing.aliases];
  for (const command of house.registry.commands) {
    for (const verb of typedWords(command.verb, command.verbAliases)) {
      for (const thing of things(command))
        for (const phrase of new Set([`${thing} ${verb}`, `${verb} ${thing}`, `${thing}${verb}`, `${verb}${thing}`]))
          claim(phrase, command.name);
    }
  }
  // A thing's bare word is a name as well: no such word may begin with another thing and a verb that together form it.
  for (const thing of house.registry.things)
    for (const word of [thing.name, ...thing.aliases]) claim(word, `the thing ${thing.name}`);
  expect(twice).toEqual([]);
});

test.each<[string, string, Record<string, string>]>([
  ['person leave "Mei Chen"', 'person leave', { person: 'Mei Chen' }],
  ['person link "Ana Lima" @ana2', 'person link', { person: 'Ana Lima', to: '@ana2' }],
  ['person link "Ana L" "Ana Lima"', 'person link', { person: 'Ana L', to: 'Ana Lima' }],
  ['role "Tom Berg" manager', 'role new', { person: 'Tom Berg', role: 'manager' }],
  ['project assign ACME "Tom Berg"', 'project assign', { project: 'ACME', manager: 'Tom Berg' }],
  ['project assign ACME @Tom', 'project assign', { project: 'ACME', manager: '@Tom' }],
  ['项目指派 ACME @Tom', 'project assign', { project: 'ACME', manager: '@Tom' }],
  ['unlink #acme', 'unlink new', { channel: '#acme' }],
  ['取消关联 #acme', 'unlink new', { channel: '#acme' }],
  ['away back', 'away done', {}],
  ['客户列表', 'client list', {}],
  ['提醒列表。', 'reminder list', {}],
  ['today?', 'today show', {}],
  ['help me!', 'help show', {}],
  ['help 提醒', 'help show', { topic: '提醒' }],
])('%s', (text, command, values) => {
  expect(readCommand(text)).toEqual({ command, values, leftover: undefined });
});

describe('the subject of a form', () => {
  let here: Settled;
  let tenant = '';
  let count = 0;
  // Commands that change the record get their own house.
  beforeEach(async () => {
    tenant = `here${++count}`;
    here = await settle(house, { tenant });
  });
  const answer = (kind: 'command' | 'action', more: object) =>
    house.bot.handle(eventIn(tenant, kind, 'mei', more)).reply;

  test.each([
    ['project edit ACME', 'Acme shop'],
    ['client edit Acme', 'Acme'],
  ])('is carried hidden if a button or our own look-up gave its id: %s', async (text, name) => {
    const reply = await answer('command', { text });
    if (reply.kind !== 'form') throw new Error(`a ${reply.kind}`);
    expect(reply.form.fields.find((field) => field.name === 'name')?.value).toBe(name);
    expect(reply.form.fields.filter(({ value }) => typeof value === 'string' && isId(value))).toEqual([]);
    expect(Object.values(reply.form.hidden).some((value) => isId(String(value)))).toBe(true);
  });

  test('loses the values that a person clears in the form, and none that typed text leaves out', async () => {
    await answer('command', { text: 'project edit ACME name:"Acme store"' });
    await answer('command', { text: 'client edit ACME name:"Acme Ltd"' });
    const stands = async () => [
      await house.projects.must(here.scope, here.project._id),
      await house.clients.get(here.scope, here.acme._id),
    ];
    expect(await stands()).toMatchObject([
      { name: 'Acme store', note: 'plain of the project' },
      { name: 'Acme Ltd', note: 'plain of the client', country: 'DE' },
    ]);
    for (const [command, values] of [
      ['project edit', { project: here.project._id, name: 'Acme store', note: '' }],
      ['client edit', { client: here.acme._id, name: 'Acme Ltd', country: '', note: '' }],
    ] as const)
      await house.bot.handle(eventIn(tenant, 'formSubmit', 'mei', { command, values })).reply;
    const [project, client] = await stands();
    expect([project, client]).toMatchObject([{ name: 'Acme store' }, { name: 'Acme Ltd' }]);
    for (const gone of ['note', 'country'])
      expect([project, client]).not.toContainEqual(expect.objectContaining({ [gone]: expect.anything() }));
  });

  test('is reported in words, without a form, if it no longer exists', async () => {
    const gone = '0123456789abcdef01234567';
    for (const [command, input] of [
      ['delivery show', { delivery: gone }],
      ['project show', { project: gone }],
      ['brief show', { client: gone }],
    ] as const) {
      const reply = await answer('action', { payload: { v: 1, command, input } });
      expect(reply.kind, command).toBe('message');
      expect(JSON.stringify(reply)).not.toContain(gone);
    }
  });
});

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { composed } from '../../test/fakes/composed.ts';
import { may, PERMISSIONS } from '../core/access.ts';
import { defineCommand, nothing, type Thing } from '../core/command.ts';
import { field } from '../core/fields.ts';
import { createRegistry } from '../core/registry.ts';
import { packageFolder } from '../ground/packageFolder.ts';
import { commandsMarkdown } from './commandsDoc.ts';
import { generatedFiles, outdated, writeFiles } from './generated.ts';

const said = (en: string, zh: string) => ({ en, 'zh-CN': zh });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'generated-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('the checked-in files match the declarations; otherwise run npm run generate', async () => {
  expect(await outdated(packageFolder(), await generatedFiles())).toEqual([]);
});

test('a new thing with a command changes docs/commands.md and no other generated file', async () => {
  const { slices } = await composed();
  const withThing = (more: Partial<Thing>) => {
    const thing: Thing = { name: 'trial', title: said('Trials', '试验'), aliases: ['试验'], ...more };
    const [summary, run] = [said('Trials', '试验'), async () => nothing];
    const command = defineCommand({ thing, verb: 'list', summary, permission: 'greet', input: {}, run });
    return createRegistry([...slices, { name: 'trials', things: [thing], commands: [command] }]);
  };
  expect(await outdated(packageFolder(), await generatedFiles(withThing({})))).toEqual(['docs/commands.md']);
  // A listed command does change them.
  const listed = await outdated(packageFolder(), await generatedFiles(withThing({ listed: ['slack', 'teams'] })));
  expect(listed).toEqual(expect.arrayContaining(['manifests/teams/manifest.json', 'docs/slack.md']));
});

test('an outdated file and a missing one are named; generated again they are up to date', async () => {
  const files = [
    { path: 'a.md', text: 'A\n' },
    { path: 'docs/b.md', text: 'B\n' },
    { path: 'c.md', text: 'C\n' },
  ];
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, 'a.md'), 'A\n');
  await writeFile(join(folder, 'docs/b.md'), 'old\n');
  expect(await outdated(folder, files)).toEqual(['docs/b.md', 'c.md']);
  await writeFiles(folder, files);
  expect(await outdated(folder, files)).toEqual([]);
  expect(await readFile(join(folder, 'docs/b.md'), 'utf8')).toBe('B\n');
});

test('a command’s row has its words, summary, usage and example in both languages and its permission; a cell’s text cannot break the table', () => {
  const thing = { name: 'issue', title: said('Issues', '问题'), aliases: ['bug', '问题'] };
  const shared = { thing, permission: 'raise', run: async () => nothing } as const;
  const title = field.text({ label: said('Title | short', '标题') });
  const made = defineCommand({
    ...shared,
    verb: 'new',
    summary: said('Report\na problem', '报告问题'),
    input: { title },
    positional: ['title'],
    example: said('issue "x"', '问题 “x”'),
  });
  const hidden = defineCommand({ ...shared, verb: 'page', summary: said('Page', '呼叫'), input: {}, hidden: true });
  const markdown = commandsMarkdown(createRegistry([{ name: 'issues', things: [thing], commands: [made, hidden] }]));
  const [row, ...more] = markdown.split('\n').filter((line) => line.startsWith('| `'));
  expect(more).toEqual([]);
  expect(row).toBe(
    '| `new` `新建` | Report a problem<br>报告问题 | `issue <Title \\| short>`<br>`问题 <标题>` | `issue "x"`<br>`问题 “x”` | our side; contacts from contributor |',
  );
  expect(markdown).toContain('## Issues · 问题');
  expect(markdown).toContain('English: `issue`, `bug`. 中文：`问题`。');
});

test('the table’s permissions match the access decisions', () => {
  const thing = { name: 'x', title: said('X', 'X'), aliases: [] };
  const told = (permission: (typeof PERMISSIONS)[number]) => {
    const command = defineCommand({
      thing,
      verb: 'new',
      summary: said('x', 'x'),
      permission,
      input: {},
      run: async () => nothing,
    });
    return (
      commandsMarkdown(createRegistry([{ name: 'x', things: [thing], commands: [command] }]))
        .split('\n')
        .find((line) => line.startsWith('| `'))
        ?.split('|')
        .at(-2)
        ?.trim() ?? ''
    );
  };
  const base = {
    workspaceId: 'w',
    personId: 'p',
    user: { platform: 'playground', tenant: 't', user: 'u' },
    name: 'N',
    locale: 'en',
    zone: 'UTC',
  } as const;
  for (const permission of PERMISSIONS) {
    const viewer = may(
      { ...base, standing: { side: 'client', role: 'viewer', clientId: 'c' } },
      permission,
      undefined,
      new Date(0),
    );
    const member = may({ ...base, standing: { side: 'ours', role: 'member' } }, permission, undefined, new Date(0));
    expect(/everybody|contacts(?! from)/.test(told(permission)), `${permission}, viewers`).toBe(viewer);
    expect(/everybody|our side/.test(told(permission)), `${permission}, members`).toBe(member);
  }
});

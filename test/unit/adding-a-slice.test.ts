import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { compose } from '../../src/app/composition.ts';
import { createPersonData } from '../../src/core/personData.ts';
import type { Slice } from '../../src/core/slice.ts';
import { packageFolder } from '../../src/ground/packageFolder.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { runExamples } from '../fakes/examples.ts';
import { isSoak, sample } from '../fakes/soak.ts';
import { buttonOf, messageOf } from '../fakes/talk.ts';
import { projectFindings } from '../house/aboutFindings.ts';
import { auditFindings } from '../house/auditFindings.ts';
import { formFindings } from '../house/formFindings.ts';
import { jobFindings } from '../house/jobFindings.ts';
import { CANARY, gapsOf, leaksOf, rowsOf } from '../house/wholeFindings.ts';

const root = packageFolder();
const folder = join(root, '.cache', `adding-a-slice-${process.pid}`);
/** The slice of the page, and the line of composition that it needs. */
let code: string;
let line: string;
let composition: string;
/** The real house with the slice of the page in it. */
let house: Composed;
let slice: Slice;
let here: Settled;

beforeAll(async () => {
  const page = await readFile(join(root, 'docs/adding-a-slice.md'), 'utf8');
  [, code = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];
  [, line = ''] = /Add `(errandsSlice\(.*?\))` to the list of slices/.exec(page) ?? [];
  composition = await readFile(join(root, 'src/app/composition.ts'), 'utf8');
  ({ house, slice } = await documented('whole'));
  here = await settle(house, { tenant: 't' });
});
afterAll(async () => {
  await house.db.close();
  await rm(folder, { recursive: true, force: true });
});

/** Words of the page, and what stands there instead. */
type Change = readonly [words: string, instead: string];

/** The code of the page with a mistake in it. @throws when the page has no such words any more. */
function planted(...changes: readonly Change[]): string {
  return changes.reduce((changed, [words, instead]) => {
    if (!changed.includes(words)) throw new Error(`the page has no ${words}`);
    return changed.replace(words, instead);
  }, code);
}

/** The imports of a source, for a file in a folder of `folder`. */
const moved = (source: string): string =>
  source.replaceAll(/'(?:\.\.\/)+(?:src\/)?(app|core|features|ground|records|store)\//g, "'../../../src/$1/");

/**
 * Composes the real house with the slice. All that the slice touches is written here: its own folder, and the
 * composition with its line and its import.
 */
async function documented(name: string, slice = code): Promise<{ house: Composed; slice: Slice }> {
  const place = join(folder, name);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'index.ts'), moved(slice));
  const list = '    ...edgeSlices({ people }),\n';
  if (line === '' || !composition.includes(list)) throw new Error('no line of composition');
  const composing = composition.replaceAll("'./", "'../../src/app/").replace(list, `    ${line},\n${list}`);
  await writeFile(join(place, 'composition.ts'), `import { errandsSlice } from './index.ts';\n${moved(composing)}`);
  const made = (await import(/* @vite-ignore */ join(place, 'composition.ts'))) as { compose: typeof compose };
  const house = await composed({ compose: made.compose });
  const found = house.slices.find((each) => each.name === 'errands');
  if (found === undefined) throw new Error('the slice is composed');
  return { house, slice: found };
}

/** What the guards of the house find about the slice with a mistake in it. */
async function findingsOf(name: string, slice: string): Promise<string[]> {
  const trial = await documented(name, slice);
  const { db } = trial.house;
  try {
    await settle(trial.house, { tenant: 'here', word: CANARY });
    await runExamples({ ...trial.house, slices: [trial.slice] }, { tenant: 'here', word: CANARY });
    return [
      ...gapsOf(trial.slice),
      ...projectFindings(trial.slice.commands),
      ...((await rowsOf(db, trial.slice)).includes(CANARY) ? [] : ['no internal word in the rows']),
      ...(await leaksOf(trial.house, [trial.slice])).map((leak) => `${leak} shows an internal word`),
      ...(await auditFindings(trial.house, trial.slice)),
      ...(await formFindings(trial.house, trial.slice)),
      ...(await jobFindings(trial.house, trial.slice)),
    ];
  } finally {
    await db.close();
  }
}

const type = async (text: string) => {
  house.clock.advance(5_000);
  return house.bot.handle(eventIn('t', 'command', 'tom', { text })).reply;
};

// The compiler takes seconds, so only the project `soak` runs it.
if (isSoak)
  test('the documented slice compiles under the rules of the project, and without an erasure it does not', async () => {
    await mkdir(join(folder, 'unerased'), { recursive: true });
    const unerased = planted(["    erase: 'delete',\n", ''], ['  person: {\n', '  // @ts-expect-error\n  person: {\n']);
    await writeFile(join(folder, 'unerased', 'index.ts'), moved(unerased));
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        include: ['whole/index.ts', 'unerased/index.ts'],
        compilerOptions: { rootDir: '../..', incremental: true, tsBuildInfoFile: '../adding-a-slice.tsbuildinfo' },
      }),
    );
    await expect(
      promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]),
    ).resolves.toMatchObject({ stdout: '' });
  });

test('it offers a form in both languages, posts its card when due, and the button completes it', async () => {
  expect(await type('errand "Buy a cable"')).toMatchObject({ kind: 'form', form: { command: 'errand new' } });
  expect(await type('跑腿 “买网线”')).toMatchObject({ kind: 'form', form: { command: 'errand new' } });
  expect(messageOf(await type('errand "Buy a cable" tomorrow 9:00')).fallbackText).toBe('Noted: Buy a cable.');
  house.clock.advance(2 * 86_400_000);
  while ((await house.scheduler.tick()) + (await house.sender.tick()) > 0);
  const brought = house.platform.posts
    .map(({ message }) => message)
    .filter(({ fallbackText }) => fallbackText.includes('cable'));
  expect(brought.map(({ fallbackText }) => fallbackText)).toEqual(['It is time: Buy a cable']);
  const [card] = brought;
  if (card === undefined) throw new Error('a card is there');
  const payload = buttonOf(card, 'Done');
  const done = await house.bot.handle(eventIn('t', 'action', 'tom', { payload })).reply;
  expect(messageOf(done).fallbackText).toBe('Done: Buy a cable.');
  house.clock.advance(5_000);
  const others = await house.bot.handle(eventIn('t', 'action', 'mei', { payload })).reply;
  expect(messageOf(others).fallbackText).toBe('This errand is not there any more.');
});

test('its example creates its rows, and a person’s rows can be exported and erased', async () => {
  await runExamples({ ...house, slices: [slice] }, { tenant: 't', word: CANARY });
  const data = createPersonData({ db: house.db, histories: house.histories, house: slice });
  const subject = await house.people.subjectOf(here.scope, here.tom._id);
  expect(JSON.stringify(await data.export(subject))).toContain(`${CANARY} cable`);
  await data.erase(subject);
  expect(await data.count(subject)).toEqual([]);
});

test('with its folder and its line of composition alone, the guards of the house have nothing to say', async () => {
  expect(await findingsOf('sound', code)).toEqual([]);
});

/** Gives the page a function that sends a text to the client's channel of ACME. */
const ALOUD: readonly Change[] = [
  [
    "import { idFrom } from '../../ground/ids.ts';",
    "import { idFrom } from '../../ground/ids.ts';\nimport { projects } from '../../records/projects/collections.ts';",
  ],
  [
    'interface Deps {',
    `const acmeOf = async ({ db }: Pick<Deps, 'db'>, workspaceId: string) =>
  (await db.within(projects, systemScope(workspaceId)).find({ key: 'ACME' }))[0];
async function aloud(deps: Pick<Deps, 'db' | 'tell'>, workspaceId: string, { text, _id: key }: z.infer<typeof errand>) {
  const projectId = (await acmeOf(deps, workspaceId))?._id ?? '';
  const reader = await deps.tell.find({ workspaceId, projectId, audience: 'client' });
  const message: Message<'client'> = { audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] };
  if (reader !== undefined)
    await deps.tell.reader({ workspaceId, reader }, () => message, { key, projectId, noise: 'requested' });
}

interface Deps {`,
  ],
];
/** The page's job, with one more statement. */
const inJob = (statement: string): Change => [
  '      await tell.person(',
  `      ${statement}\n      await tell.person(`,
];

/** Each mistake: what of the page is changed into what, and what the guards say. */
const MISTAKES: Record<string, [changes: Change[], findings: unknown[]]> = {
  'a project that is named past its permission': [
    [
      [
        "when: field.when({ label: errandTexts.all('when') }),",
        "when: field.when({ label: errandTexts.all('when') }),\n        project: field.project(),",
      ],
    ],
    ['errand new names a project and is not about it'],
  ],
  'an internal word that a client reads': [
    [
      ["permission: 'work',\n      hidden: true", "permission: 'ask',\n      hidden: true"],
      ['sensitive: true,\n      // The core', '// The core'],
      ['owners: [row.personId]', "owners: [row.personId, actor.personId ?? '']"],
      ["const line = (text: string): Message<'internal'>", "const line = (text: string): Message<'client'>"],
      ["audience: 'internal',\n  fallbackText: text", "audience: 'client',\n  fallbackText: text"],
    ],
    ['errand done changes a project with ask', 'ana: errand done shows an internal word'],
  ],
  'a change that is not on the trail': [
    [[`        await audit({ action: 'errand done', subject: \`errand:\${row._id}\` });\n`, '']],
    ['errand done leaves no trail'],
  ],
  'a change that does not happen': [
    [
      [
        '.findOneAndUpdate({ _id: row._id }, { $set: { doneAt: clock.now() } })',
        '.findOne({ _id: row._id, doneAt: clock.now() })',
      ],
    ],
    ['errand done changes nothing'],
  ],
  'a subject that is changed past its history': [
    [
      [
        "import { idFrom } from '../../ground/ids.ts';",
        "import { idFrom } from '../../ground/ids.ts';\nimport { people } from '../../records/people/collections.ts';",
      ],
      [
        "        await audit({ action: 'errand done'",
        "        await db\n          .within(people, scope)\n          .findOneAndUpdate({ _id: scope.personId ?? '' }, { $set: { note: 'runs' } });\n        await audit({ action: 'errand done'",
      ],
    ],
    [expect.stringMatching(/^errand done changes person:\S+ note past its history$/)],
  ],
  'words that mean something else than the form': [
    [["positional: ['text', 'when'],", "positional: ['text', 'when'],\n      read: () => ({ text: 'a cable' }),"]],
    [expect.stringContaining('errand new typed means')],
  ],
  'a command that no example runs': [
    [["      acts: [{ as: 'member', command: 'errand done', button: true }],\n", '']],
    ['errand done is run by no step'],
  ],
  'a command that tells the client an internal word': [
    [
      ...ALOUD,
      ['function errandCommands({ db, schedules }', 'function errandCommands({ db, schedules, tell }'],
      [
        "        await audit({ action: 'errand done'",
        "        await aloud({ db, tell }, scope.workspaceId, row);\n        await audit({ action: 'errand done'",
      ],
    ],
    ['errands: errand done sends the client an internal word'],
  ],
  'a job that tells the client an internal word': [
    [...ALOUD, inJob('await aloud({ db, tell }, workspaceId, row);')],
    [
      'errands: job errand sends the client an internal word',
      'errands: job errand of a closed project sends the client an internal word',
    ],
  ],
  'a job that changes a project past its history': [
    [
      ...ALOUD,
      inJob(
        "await db.within(projects, systemScope(workspaceId)).findOneAndUpdate({ key: 'ACME' }, { $set: { note: 'x' } });",
      ),
    ],
    [
      expect.stringMatching(/^errands: job errand changes project:\S+ note past its history$/),
      expect.stringMatching(/^errands: job errand of a closed project changes project:\S+ note past its history$/),
    ],
  ],
  'a job that fails for a closed project': [
    [...ALOUD, inJob("if ((await acmeOf({ db }, workspaceId))?.state === 'closed') throw new Error('it is closed');")],
    ['errands: job errand of a closed project fails: it is closed'],
  ],
};
test.each(sample(Object.entries(MISTAKES), 4))('the guards find %s', async (what, [changes, findings]) => {
  expect(await findingsOf(what.replaceAll(' ', '-'), planted(...changes))).toEqual(findings);
});

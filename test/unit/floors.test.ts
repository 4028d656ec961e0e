import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** One planted violation per rule: the file, its text, and the message that the linter must give. */
const violations = [
  ['src/store/a.ts', "import { x } from '../core/bot.ts'", 'src/store imports only src/ground'],
  ['src/store/b.ts', "import { x } from '../features/reminders/index.ts'", 'src/store imports only src/ground'],
  ['src/store/c.ts', "import { x } from '@slack/bolt'", 'An SDK is imported only'],
  ['src/core/a.ts', "import { x } from '../features/reminders/index.ts'", 'src/core imports no record'],
  ['src/core/delivery/b.ts', "import { x } from '../../../adapters/slack/index.ts'", 'src/core imports no record'],
  ['src/core/c.ts', "import { x } from '../web/server.ts'", 'src/core imports no record'],
  ['src/core/d.ts', "import { x } from '../store/database.ts'", 'only through the port'],
  ['src/core/e.ts', "import { x } from 'mongoose'", 'Only src/store imports a database library'],
  ['src/core/f.ts', "import { x } from 'botbuilder'", 'An SDK is imported only'],
  ['src/core/g.ts', "import { x } from 'express'", 'An SDK is imported only'],
  ['src/features/reminders/a.ts', "import { x } from '../people/index.ts'", 'A slice never imports another'],
  ['src/ground/a.ts', "import { x } from '../core/bot.ts'", 'src/ground imports no other part'],
  ['src/core/p.ts', "import { x } from '../records/people/store.ts'", 'src/core imports no record'],
  ['src/records/people/a.ts', "import { x } from '../../features/people/texts.ts'", 'A record imports no slice'],
  ['src/config/a.ts', "import { x } from '../core/bot.ts'", 'src/config imports no other part'],
  ['src/features/reminders/b.ts', "import { x } from '../../store/embedded/driver.ts'", 'only through the port'],
  ['src/features/reminders/c.ts', "import { x } from 'mongoose'", 'Only src/store imports a database library'],
  ['src/features/reminders/d.ts', "import { x } from '../../../adapters/slack/index.ts'", 'A slice imports no adapter'],
  ['src/features/reminders/e.ts', "import { x } from '@slack/web-api'", 'An SDK is imported only'],
  [
    'adapters/playground/a.ts',
    "import { x } from '../../src/features/people/index.ts'",
    'An adapter imports only the core',
  ],
  ['adapters/playground/b.ts', "import { x } from '../../src/store/database.ts'", 'only through the port'],
  ['adapters/playground/c.ts', "import { x } from '../slack/index.ts'", 'An adapter never imports another'],
  ['adapters/playground/d.ts', "import { x } from 'botbuilder'", 'An SDK is imported only'],
  ['adapters/playground/e.ts', "import { x } from 'mongoose'", 'Only src/store imports a database library'],
  ['adapters/slack/a.ts', "import { x } from '../../src/features/people/index.ts'", 'An adapter imports only the core'],
  ['adapters/slack/b.ts', "import { x } from '../../src/store/database.ts'", 'only through the port'],
  ['adapters/slack/c.ts', "import { x } from '../teams/index.ts'", 'An adapter never imports another'],
  ['adapters/slack/d.ts', "import { x } from 'botbuilder'", 'An SDK is imported only'],
  ['adapters/slack/e.ts', "import { x } from 'mongoose'", 'Only src/store imports a database library'],
  ['adapters/teams/a.ts', "import { x } from '../../src/web/server.ts'", 'An adapter imports only the core'],
  ['adapters/teams/b.ts', "import { x } from '../slack/send.ts'", 'An adapter never imports another'],
  ['adapters/teams/c.ts', "import { x } from '@slack/bolt'", 'An SDK is imported only'],
  ['adapters/teams/d.ts', "import { x } from 'botbuilder'", 'Only auth.ts and connector.ts import the SDK'],
  ['adapters/teams/connector.ts', "import { x } from '../slack/send.ts'", 'An adapter never imports another'],
  ['src/core/h.ts', 'const x = Date.now()', 'Only a Clock reads the present'],
  ['src/features/reminders/f.ts', 'const x = new Date()', 'Only a Clock reads the present'],
  [
    'adapters/playground/f.ts',
    "import { DateTime } from 'luxon';\nconst x = DateTime.now()",
    'Only a Clock reads the present',
  ],
  ['src/web/a.ts', 'const x = process.env.PORT', 'process.env'],
  ['src/core/i.ts', 'const x = 1;\nexport default x', 'default export'],
  ['src/core/j.ts', "import { x } from 'mongoose/lib/x.js'", 'Only src/store imports a database library'],
  ['src/core/k.ts', "const x = await import('@slack/web-api/dist/x.js')", 'An SDK is imported only'],
  ['src/core/l.ts', "import { x } from 'botframework-schema'", 'An SDK is imported only'],
  ['src/core/m.ts', "import { x } from '../app/app.ts'", 'src/core imports no record'],
  ['src/core/n.ts', 'const x = [1].map(Date.now)', 'Only a Clock reads the present'],
  ['src/core/o.ts', 'const x = Date()', 'Only a Clock reads the present'],
  [
    'src/features/reminders/g.ts',
    "export { x } from '../../features/people/store.ts'",
    'A slice never imports another',
  ],
  [
    'src/features/reminders/i.ts',
    "import type { Outbox } from '../../core/delivery/outbox.ts'",
    'A slice posts only through Tell',
  ],
  [
    'src/features/reminders/j.ts',
    "import { createOutbox } from '../../core/delivery/outbox.ts'",
    'A slice posts only through Tell',
  ],
  [
    'src/features/reminders/k.ts',
    "import type { Routes } from '../../core/directory.ts'",
    'A slice posts only through Tell',
  ],
  ['src/features/reminders/h.ts', "import { x } from '../people/parts/store.ts'", 'A slice never imports another'],
  ['adapters/slack/f.ts', "import { x } from '../../src/app/composition.ts'", 'An adapter imports only the core'],
  ['src/web/b.ts', "import { x } from '../../adapters/slack/index.ts'", 'The web server imports no adapter'],
  ['src/web/c.ts', "import { x } from 'mongoose'", 'Only src/store imports a database library'],
  ['src/web/d.ts', "import { x } from '../features/people/store.ts'", 'only through its index.ts'],
  ['src/app/a.ts', "import { x } from '../features/people/texts.ts'", 'only through its index.ts'],
  ['src/tools/a.ts', "import { x } from '@slack/bolt'", 'An SDK is imported only'],
  ['src/core/q.ts', "import { r } from './r.ts';\nexport const q = () => r", 'part of a cycle'],
  ['src/core/r.ts', "import { q } from './q.ts';\nexport const r = () => q", 'part of a cycle'],
  ['src/core/s.ts', "import type { T } from './t.ts';\nexport type S = T", 'part of a cycle'],
  ['src/core/t.ts', "import type { S } from './s.ts';\nexport type T = S", 'part of a cycle'],
] as const;

/** Imports that the rules must allow. */
const allowed = [
  ['src/store/ok.ts', "import { x } from '../ground/errors.ts';\nimport mongoose from 'mongoose'"],
  ['src/core/ok.ts', "import { x } from '../store/collection.ts';\nconst later = new Date(5)"],
  ['src/ground/clock.ts', 'const x = new Date()'],
  ['src/config/config.ts', 'const x = process.env'],
  [
    'src/features/reminders/ok.ts',
    "import { x } from '../../records/people/store.ts';\nimport { y } from './store.ts';\nimport type { Delivery } from '../../core/delivery/outbox.ts';\nimport type { Directory, Reach } from '../../core/directory.ts';\nimport { c } from '../../store/collection.ts'",
  ],
  [
    'adapters/playground/ok.ts',
    "import { x } from '../../src/core/bot.ts';\nimport { y } from './world.ts';\nimport express from 'express'",
  ],
  [
    'adapters/slack/ok.ts',
    "import { x } from '@slack/bolt';\nimport { y } from '../../src/config/slack.ts';\nimport { z } from './send.ts'",
  ],
  ['adapters/teams/auth.ts', "import { x } from 'botbuilder';\nimport { y } from '../../src/core/bot.ts'"],
  ['src/web/ok.ts', "import { x } from '../features/people/index.ts';\nimport express from 'express'"],
  ['src/main.ts', "import { x } from '../adapters/slack/index.ts';\nimport { y } from './features/people/index.ts'"],
] as const;

/** Other rules of the linter also report the planted files; these are the tested ones. */
const rules = new Set([
  'plugin',
  'lint/style/noRestrictedImports',
  'lint/style/noProcessEnv',
  'lint/style/noDefaultExport',
  'lint/suspicious/noImportCycles',
]);

let folder: string;
let said: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'floors-'));
  cpSync('biome.json', join(folder, 'biome.json'));
  cpSync('lint', join(folder, 'lint'), { recursive: true });
  for (const [file, text] of [...violations, ...allowed]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${text};\n`);
  }
  const output = await new Promise<string>((done) => {
    execFile(
      resolve('node_modules/.bin/biome'),
      ['lint', '--reporter=json', '--max-diagnostics=none', '.'],
      { cwd: folder },
      (_, stdout) => done(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: { category: string; message: string; location: { path: string } }[];
  };
  const byFile = new Map<string, string>();
  for (const { category, message, location } of diagnostics) {
    if (rules.has(category)) byFile.set(location.path, `${byFile.get(location.path) ?? ''}${message}\n`);
  }
  said = byFile;
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the import floors are rules that the linter enforces', () => {
  test.each(violations)('%s may not say: %s', (file, _, reason) => {
    expect(said.get(file)).toContain(reason);
  });

  test.each(allowed)('%s may', (file) => {
    expect(said.get(file)).toBeUndefined();
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';

test('every file and folder named in docs/architecture.md exists', () => {
  const page = readFileSync('docs/architecture.md', 'utf8');
  const there = new Set(
    ['src', 'adapters', 'test', 'lint', 'docs', 'manifests']
      .flatMap((root) => [root, ...readdirSync(root, { recursive: true, encoding: 'utf8' })])
      .map((path) => basename(path)),
  );
  const tree = /## Tree\n+```\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  // The tree has names in front; text behind two blanks explains them.
  const entries = tree.split('\n').flatMap((line) => (/^ *(.*?)(?: {2,}|$)/.exec(line)?.[1] ?? '').split(' '));
  const folders = entries.filter((name) => name.endsWith('/') && !name.includes('<')).map((name) => basename(name));
  const files = page.match(/[\w.-]+\.(?:ts|md|json|grit)\b/g) ?? [];
  expect(folders.length).toBeGreaterThan(10);
  expect(
    [...new Set([...folders, ...files])].filter((name) => !there.has(name) && !readdirSync('.').includes(name)),
  ).toEqual([]);
});

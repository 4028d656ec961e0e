import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sources = ['src', 'adapters'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file, code: readFileSync(`${folder}/${file}`, 'utf8') })),
);

/** The keys of a file of texts: those under `en`, one level deep. */
function keysOf(code: string): string[] {
  const english = /\n( +)en: \{\n([\s\S]*?)\n\1\},/.exec(code);
  const indent = `${english?.[1] ?? ''}  `;
  return [...(english?.[2] ?? '').matchAll(new RegExp(`^${indent}(\\w+):`, 'gm'))].map((match) => match[1] as string);
}

/** The names in the code: words, and the fixed ends of composed keys, as in `told_${verb}`. */
function namesIn(code: string) {
  const words = new Set(code.match(/\w+/g));
  const pieces = [...code.matchAll(/`(\w*)\$\{[^}`]+\}(\w*)`/g)].map(([, start = '', end = '']) => ({ start, end }));
  return { words, pieces: pieces.filter(({ start, end }) => start !== '' || end !== '') };
}

test('every text is used', () => {
  const tables = sources.filter(({ code }) => /\bdefineTexts\(\{/.test(code));
  const { words, pieces } = namesIn(sources.map(({ code }) => code.replace(/^ +\w+: ?(?=['"`\n])/gm, '')).join('\n'));
  const isSaid = (key: string) =>
    words.has(key) || pieces.some(({ start, end }) => key.startsWith(start) && key.endsWith(end));

  const unsaid = tables.flatMap(({ file, code }) =>
    keysOf(code).flatMap((key) => (isSaid(key) ? [] : [`${file}: ${key}`])),
  );

  expect(tables.flatMap(({ code }) => keysOf(code)).length).toBeGreaterThan(300);
  expect(unsaid).toEqual([]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../test/fakes/anyText.ts';
import { fileName } from './files.ts';

test.each([
  ['Status call', 'Status call.ics'],
  ['  例会：“周一”\n第二行 ', '例会：“周一” 第二行.ics'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j.ics'],
  ['../../etc/passwd', 'etc passwd.ics'],
  ['see https://acme.com', 'see https acme.com.ics'],
  ['...', 'calendar.ics'],
  ['👩‍👩‍👧'.repeat(80), `${'👩‍👩‍👧'.repeat(10)}.ics`],
  ['写周报'.repeat(80), `${'写周报'.repeat(20)}.ics`],
  ['ycall\u202Escr', 'ycall scr.ics'],
])('%j is saved as %j', (words, name) => {
  expect(fileName(words, { ending: 'ics', otherwise: 'calendar' })).toBe(name);
});

test('any text gives a name with its ending that every file system takes', () => {
  fc.assert(
    fc.property(anyText(), (words) => {
      const name = fileName(words, { ending: 'ics', otherwise: 'calendar' });
      expect(name).toMatch(/^[^ ./\\:*?"<>|\p{Cc}\p{Cs}][^/\\:*?"<>|\p{Cc}\p{Cs}]*\.ics$/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(184);
    }),
  );
});

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../test/fakes/anyText.ts';
import { runs } from '../../test/fakes/soak.ts';
import { createSecrets } from './secrets.ts';

const one = { id: 'one', key: randomBytes(32) };
const two = { id: 'two', key: randomBytes(32) };

describe('a sealed text', () => {
  test('opens for its owner, with any content, and reveals none of it', () => {
    const secrets = createSecrets([one]);
    fc.assert(
      fc.property(anyText(), fc.string(), (plain, place) => {
        const sealed = secrets.seal(plain, place);
        expect(secrets.open(sealed, place)).toBe(plain);
        expect(sealed).toMatch(/^v1\.one\.[\w-]+$/);
      }),
      { numRuns: runs(10, 50) },
    );
    expect(secrets.seal('xoxb-1-secret', 'slack/T1')).not.toContain('xoxb');
  });

  test('differs each time, so that equal texts cannot be recognised', () => {
    const secrets = createSecrets([one]);
    expect(secrets.seal('same', 'slack/T1')).not.toBe(secrets.seal('same', 'slack/T1'));
  });

  test('does not open for another owner', () => {
    const secrets = createSecrets([one]);
    const sealed = secrets.seal('xoxb-1', 'slack/T1');
    expect(() => secrets.open(sealed, 'slack/T2')).toThrow('belongs elsewhere');
  });

  test('does not open once any character was changed', () => {
    const secrets = createSecrets([one, two]);
    const sealed = secrets.seal('xoxb-1', 'slack/T1');
    const body = sealed.lastIndexOf('.') + 1;
    for (let at = body; at < sealed.length - 1; at += 1) {
      const other = sealed[at] === 'A' ? 'B' : 'A';
      expect(() => secrets.open(sealed.slice(0, at) + other + sealed.slice(at + 1), 'slack/T1'), String(at)).toThrow(
        'was changed',
      );
    }
    expect(() => secrets.open(sealed.replace('v1.one', 'v1.two'), 'slack/T1')).toThrow('does not open');
    expect(() => secrets.open(sealed.slice(0, body + 8), 'slack/T1')).toThrow('does not open');
    expect(() => secrets.open('plain', 'slack/T1')).toThrow('not in a form');
  });
});

describe('keys', () => {
  test('the first one encrypts, all of them open', () => {
    const old = createSecrets([one]).seal('xoxb-1', 'slack/T1');
    const both = createSecrets([two, one]);
    expect(both.open(old, 'slack/T1')).toBe('xoxb-1');
    expect(both.isOld(old)).toBe(true);
    const fresh = both.seal('xoxb-1', 'slack/T1');
    expect(both.isOld(fresh)).toBe(false);
    expect(createSecrets([two]).open(fresh, 'slack/T1')).toBe('xoxb-1');
  });

  test('a missing key is named, and at least one key is required', () => {
    const old = createSecrets([one]).seal('xoxb-1', 'slack/T1');
    expect(() => createSecrets([two]).open(old, 'slack/T1')).toThrow(
      'encrypted with the key "one", which ENCRYPTION_KEYS does not have',
    );
    expect(() => createSecrets([])).toThrow('ENCRYPTION_KEYS is missing');
  });
});

import { expect, test } from 'vitest';
import { createLogger } from './log.ts';

function logged(entry: Record<string, unknown>, text = 'something happened'): string {
  const lines: string[] = [];
  createLogger({ level: 'info', write: (line) => lines.push(line) }).info(entry, text);
  return lines.join('');
}

test('a secret that is logged by name, at any depth that we log, is taken out', () => {
  const line = logged({ token: 'canary-1', installation: { secret: 'canary-2', headers: { authorization: 'canary-3' } } });
  expect(line).not.toContain('canary');
  expect(line).toContain('[redacted]');
});

test('what people wrote stays out of the log', () => {
  const line = logged({ event: { kind: 'mention', text: 'canary words' } });
  expect(line).toContain('mention');
  expect(line).not.toContain('canary');
});

test('credentials inside an error text are taken out and the rest stays readable', () => {
  const line = logged({ err: new Error('cannot reach mongodb://rapport:canary-password@db.internal:27017 with xoxb-canary-000000') });
  expect(line).not.toContain('canary');
  expect(line).toContain('db.internal:27017');
});

import { expect, test } from 'vitest';
import { createLogger } from './log.ts';

function logged(entry: Record<string, unknown>, text = 'something happened'): string {
  const lines: string[] = [];
  createLogger({ level: 'info', write: (line) => lines.push(line) }).info(entry, text);
  return lines.join('');
}

test('a secret is removed by its field name, at any logged depth', () => {
  const line = logged({
    token: 'canary-1',
    installation: {
      secret: 'canary-2',
      headers: { Authorization: 'canary-3', more: { deep: { botToken: 'canary-4', 'x-api-key': 'canary-5' } } },
    },
  });
  expect(line).not.toContain('canary');
  expect(line).toContain('[redacted]');
});

test('people’s texts stay out of the log', () => {
  const line = logged({
    event: {
      kind: 'mention',
      text: 'canary words',
      payload: { blocks: [{ text: 'canary' }], input: [{ values: { note: 'canary' } }] },
    },
  });
  expect(line).toContain('mention');
  expect(line).not.toContain('canary');
});

test('credentials are removed from an error text, and the rest stays readable', () => {
  const line = logged({
    err: new Error('cannot reach mongodb://rapport:canary-password@db.internal:27017 with xoxb-canary-000000'),
  });
  expect(line).not.toContain('canary');
  expect(line).toContain('db.internal:27017');
});

test('an error with a whole request is logged without the request’s content', () => {
  const request = { headers: { cookie: 'canary' }, body: '{"text":"canary words"}' };
  const err = Object.assign(
    new Error('the connector answered 502', { cause: Object.assign(new Error('reset'), { request }) }),
    {
      statusCode: 502,
      code: 'ECONNRESET',
      request,
      config: { data: 'text=canary' },
      keyValue: { name: 'canary' },
    },
  );
  const line = logged({ err, error: err });
  expect(line).not.toContain('canary');
  expect(JSON.parse(line)).toMatchObject({
    err: {
      message: expect.stringContaining('502'),
      code: 'ECONNRESET',
      status: 502,
      stack: expect.stringContaining('reset'),
    },
  });
});

test.each([
  'authorization: Bearer canary-0123',
  'POST client_secret=canary&grant_type=x',
  'https://hooks.slack.com/commands/T1/1/canary',
  'https://hooks.slack-gov.com/actions/T1/canary',
])('a credential in words stays out: %s', (text) => {
  expect(logged({ err: new Error(text) }, text)).not.toContain('canary');
});

test('an entry with a circular reference does not stop the log', () => {
  const entry: Record<string, unknown> = { name: 'circle' };
  entry.self = entry;
  expect(logged(entry)).toContain('circle');
});

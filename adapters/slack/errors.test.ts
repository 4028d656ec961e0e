import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { faultOf } from './answers.ts';
import { adviceOn, resultOf, tellOperators } from './errors.ts';

const refusal = (error: string, more: Record<string, unknown> = {}) =>
  new WebAPIPlatformError({ ok: false, error, ...more });
const broken = (code: string, name = 'Error') => {
  const cause = Object.assign(new Error('the line'), { code, name });
  return new WebAPIRequestError(Object.assign(new TypeError('fetch failed'), { cause }));
};

describe('errors of the SDK', () => {
  test.each<[string, unknown, ReturnType<typeof faultOf>['fault'], string]>([
    ['a refusal', refusal('not_in_channel'), 'refused', 'not_in_channel'],
    ['a fault of Slack’s own', refusal('internal_error'), 'ambiguous', 'internal_error'],
    ['an answer that is no JSON', refusal('{"ok":true,"ts":"1'), 'ambiguous', 'the answer was cut off'],
    ['an empty answer', refusal(''), 'ambiguous', 'the answer was cut off'],
    ['a 429', new WebAPIRateLimitedError(30), 'rateLimited', 'ratelimited'],
    [
      'a 429 without a time',
      new Error('Retry header did not contain a valid timeout (url: x, retry-after header: null)'),
      'rateLimited',
      'ratelimited',
    ],
    ['a 500', new WebAPIHTTPError(500, 'x', {}), 'ambiguous', 'http 500'],
    ['a 404', new WebAPIHTTPError(404, 'x', {}), 'unreachable', 'http 404'],
    ['a 408', new WebAPIHTTPError(408, 'x', {}), 'ambiguous', 'http 408'],
    ['nobody there', broken('ECONNREFUSED'), 'unreachable', 'ECONNREFUSED'],
    ['no name', broken('ENOTFOUND'), 'unreachable', 'ENOTFOUND'],
    ['no connection in time', broken('UND_ERR_CONNECT_TIMEOUT'), 'unreachable', 'UND_ERR_CONNECT_TIMEOUT'],
    [
      'a certificate of somebody else',
      broken('ERR_TLS_CERT_ALTNAME_INVALID'),
      'unreachable',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    ['a connection that broke', broken('ECONNRESET'), 'ambiguous', 'ECONNRESET'],
    ['a socket that closed', broken('UND_ERR_SOCKET'), 'ambiguous', 'UND_ERR_SOCKET'],
    ['too long', new WebAPIRequestError(new DOMException('x', 'TimeoutError')), 'ambiguous', 'timeout'],
    ['too long while reading', new DOMException('x', 'TimeoutError'), 'ambiguous', 'timeout'],
    ['something else', 'surprise', 'ambiguous', 'the connection broke'],
  ])('%s', (_, error, fault, word) => {
    expect(faultOf(error)).toMatchObject({ fault, error: word });
  });

  test('a refusal names the missing scopes, and never a token', () => {
    const fault = faultOf(
      refusal('missing_scope', {
        needed: 'chat:write',
        provided: 'xoxb-12345678-abcdefgh',
        response_metadata: { messages: ['[ERROR] oh'] },
      }),
    );
    expect(fault.detail).toBe('needs chat:write, has [redacted]; [ERROR] oh');
  });
});

describe('the outcome of a post', () => {
  test('a call that was certainly not done is retried; one that may have been done is looked up, unless it is idempotent', () => {
    expect(resultOf(faultOf(broken('ECONNREFUSED')))).toMatchObject({ outcome: 'retry' });
    expect(resultOf(faultOf(broken('ECONNRESET')))).toMatchObject({ outcome: 'unknown' });
    expect(resultOf(faultOf(broken('ECONNRESET')), { repeatable: true })).toMatchObject({ outcome: 'retry' });
  });

  test('a 429 pauses the installation for Slack’s time; too many messages in a channel pause only that channel', () => {
    expect(resultOf(faultOf(new WebAPIRateLimitedError(30)))).toEqual({
      outcome: 'retry',
      reason: 'slack: ratelimited',
      afterMs: 30_000,
      pause: 'installation',
    });
    expect(resultOf(faultOf(refusal('rate_limited')))).toEqual({ outcome: 'retry', reason: 'slack: rate_limited' });
  });

  test('a refusal advises operators, and tells people how to invite the bot', () => {
    const result = resultOf(faultOf(refusal('not_in_channel')));
    expect(result).toEqual({
      outcome: 'dead',
      reason: 'notInChannel',
      detail: expect.stringContaining('/invite @Rapport'),
    });
    expect(adviceOn('notInChannel', 'en')).toContain('/invite @Rapport');
    expect(adviceOn('notInChannel', 'zh-CN')).toContain('/invite @Rapport');
    expect(tellOperators({ ok: false, fault: 'refused', error: 'brand_new' })).toBe(
      'slack: brand_new: Slack refused it',
    );
  });
});

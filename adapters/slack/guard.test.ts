import { describe, expect, test } from 'vitest';
import { isSlackResponseUrl } from './guard.ts';

describe('the allowed response_url', () => {
  const slack = 'https://slack.com/api/';
  test.each<[string, string, boolean]>([
    ['https://hooks.slack.com/commands/T1/2/abc', slack, true],
    ['https://hooks.slack.com:443/actions/T1/2/abc', slack, true],
    ['https://hooks.slack-gov.com/commands/T1/2/abc', 'https://slack-gov.com/api/', true],
    ['http://127.0.0.1:9000/hooks/1', 'http://127.0.0.1:9000/api/', true],
    ['http://hooks.slack.com/commands/T1/2/abc', slack, false],
    ['https://hooks.slack.com:8443/commands/T1/2/abc', slack, false],
    ['https://hooks.slack.com@evil.example/commands', slack, false],
    ['https://user:pass@hooks.slack.com/commands', slack, false],
    ['https://hooks.slack.com.evil.example/commands', slack, false],
    ['https://evil.example/hooks.slack.com', slack, false],
    ['https://hooks.slack-gov.com/commands/T1/2/abc', slack, false],
    ['http://127.0.0.1:9001/hooks/1', 'http://127.0.0.1:9000/api/', false],
    ['http://169.254.169.254/latest/meta-data', slack, false],
    ['file:///etc/passwd', slack, false],
    ['not an address', slack, false],
  ])('%s beside %s: %s', (url, apiUrl, followed) => {
    expect(isSlackResponseUrl(url, apiUrl)).toBe(followed);
  });
});

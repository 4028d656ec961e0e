import { expect, test } from 'vitest';
import { isGreeting, isThanks } from './pleasantries.ts';

test.each(['Hello!', '你好。', 'hi Rapport', 'Good morning 👋'])('%s is a greeting', (text) => {
  expect(isGreeting(text)).toBe(true);
});

test.each([
  'thanks!',
  'Thank you so much 🙏',
  'ok',
  'OK, thanks',
  '👍',
  ':+1:',
  'great, thank you!',
  '谢谢',
  '謝謝您！',
  '好的，谢谢',
  '收到',
  '辛苦了',
])('%s is thanks and no request', (text) => {
  expect(isThanks(text)).toBe(true);
});

test.each([
  'the page is down, thanks!',
  'thanks, but it is still broken',
  'no',
  '好的，但是还没收到',
  '谢谢，请问什么时候上线',
  'ok when do we start?',
  '12',
  '#1',
  '',
])('%s is more than thanks', (text) => {
  expect(isThanks(text)).toBe(false);
});

import { expect, test } from 'vitest';
import { defineTexts, enumerated, inARow, labelled } from './i18n.ts';

const texts = defineTexts({
  en: {
    from: 'From {who}',
    over: 'The rehearsal of {project} is over',
    typed: 'role @{who} member',
    until: '{from} to {until}',
    count: '{count} things',
  },
  'zh-CN': {
    from: '来自{who}的提醒',
    over: '{project} 的演练已结束',
    typed: '角色 @{who} 成员',
    until: '于 {from} 至 {until} 休假',
    count: '有 {count} 件事',
  },
})('zh-CN');

test('in Chinese a name in Latin letters has spaces around it, and a Chinese one has none', () => {
  expect(texts.from({ who: '陈梅' })).toBe('来自陈梅的提醒');
  expect(texts.from({ who: 'Mei Chen' })).toBe('来自 Mei Chen 的提醒');
  expect(texts.from({ who: '#acme' })).toBe('来自 #acme 的提醒');
  expect(texts.over({ project: '云禾商城' })).toBe('云禾商城的演练已结束');
  expect(texts.over({ project: 'Acme shop' })).toBe('Acme shop 的演练已结束');
  expect(texts.until({ from: '12月1日（周二）', until: '12月14日（周一）' })).toBe(
    '于 12月1日（周二）至 12月14日（周一）休假',
  );
  expect(texts.count({ count: 3 })).toBe('有 3 件事');
});

test('words to type keep their spaces, and a missing parameter keeps its placeholder', () => {
  expect(texts.typed({ who: '王涛' })).toBe('角色 @王涛 成员');
  expect(texts.over({} as never)).toBe('{project} 的演练已结束');
});

test('joined texts have the punctuation of their language', () => {
  expect([labelled('Where', '#acme', 'en'), labelled('位置', '#acme', 'zh-CN')]).toEqual([
    'Where: #acme',
    '位置：#acme',
  ]);
  expect([enumerated(['Ana', 'Bo'], 'en'), enumerated(['安娜', '博'], 'zh-CN')]).toEqual(['Ana, Bo', '安娜、博']);
  expect(inARow(['Noted.', '', 'Tom covers for you.'])).toBe('Noted. Tom covers for you.');
  expect(inARow(['已记录。', '由王涛代理。'])).toBe('已记录。由王涛代理。');
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf, type User } from '../../../test/fakes/house.ts';

let here: House;
beforeAll(async () => {
  here = await house();
});
afterAll(() => here.db.close());

const say = (user: User, words: string, where = INTERNAL_CHANNEL) => {
  // One person types slower than these tests.
  here.clock.advance(5_000);
  return here.say(user, words, where);
};
const said = async (words: string) => textOf(await say('mei', words));
const kinds = ['milestone', 'task', 'need', 'decision', 'risk'];
const count = async () =>
  (await Promise.all(kinds.map((kind) => here.entries.list(here.scope, { kind })))).flat().length;

describe('one line makes an entry with all its values', () => {
  test.each<[string, string[]]>([
    ['risk "Vendor late" 4x5', ['RISK-1 · Vendor late', 'Probability: 4', 'Impact: 5']],
    ['风险 “供应商延期” 4×5 @Tom', ['RISK-2 · 供应商延期', 'Owner: Tom Berg', 'Probability: 4', 'Impact: 5']],
    ['风险“服务器不稳定”４×５', ['RISK-3 · 服务器不稳定', 'Probability: 4', 'Impact: 5']],
    ['risk "Beds 4x5 do not fit" 2 x 3', ['RISK-4 · Beds 4x5 do not fit', 'Probability: 2', 'Impact: 3']],
    ['task "Write copy" @Tom Friday', ['TASK-1 · Write copy', 'Due: Fri 27 Nov', 'Owner: Tom Berg']],
    ['任务 “写文案” @Tom 周五', ['TASK-2 · 写文案', 'Due: Fri 27 Nov', 'Owner: Tom Berg']],
    ['milestone "Beta" 15 Dec', ['MS-1 · Beta', 'Date: Tue 15 Dec']],
    ['里程碑 “测试版” 12月15日', ['MS-2 · 测试版', 'Date: Tue 15 Dec']],
    ['need "Product pictures" Tuesday from:@Ana', ['NEED-1 · Product pictures', 'Until: Tue 24 Nov', 'From: Ana Lima']],
    ['需客户配合 “产品图片” 周二 来自：@Ana', ['NEED-2 · 产品图片', 'Until: Tue 24 Nov', 'From: Ana Lima']],
    ['decision "Use Stripe" why:"fees"', ['DEC-1 · Use Stripe', 'Reason: fees']],
    ['决定 “使用 Stripe” 理由：“费用” 备选：“支付宝”', ['DEC-2 · 使用 Stripe', 'Reason: 费用', 'Alternatives: 支付宝']],
    [
      '风险 “机房停电” 2x3 预防：“备用电源” 征兆：“雷雨”',
      ['RISK-5 · 机房停电', 'Prevention: 备用电源', 'Early sign: 雷雨'],
    ],
    ['需客户配合 “合同” 影响：“上线推迟”', ['NEED-3 · 合同', 'What moves if it is late: 上线推迟']],
  ])('%s', async (words, parts) => {
    const card = await said(words);
    expect(card).toContain('Added.');
    for (const part of parts) expect(card).toContain(part);
  });
});

test('several lines make several entries, each in its own line', async () => {
  const added = await said('task:\n- Write the texts @Tom Friday\n- Test it');
  expect(added).toContain('ACME-INT-TASK-3 · Write the texts');
  expect(added).toContain('ACME-INT-TASK-4 · Test it');
  expect(await said('任务：\n1、写说明\n2、测试')).toContain('ACME-INT-TASK-6 · 测试');
});

describe('numbers change entries', () => {
  test('several, and a range, each by its own change', async () => {
    const done = await said('done INT-TASK-1 INT-TASK-2');
    expect(done).toContain('Now done. ACME-INT-TASK-1 · Write copy');
    expect(done).toContain('Now done. ACME-INT-TASK-2 · 写文案');
    expect(await said('INT-TASK-3 到 5 完成')).toContain('Now done. ACME-INT-TASK-5 · 写说明');
  });

  test.each<[string, string]>([
    ['move INT-MS-1 22 Dec', 'Moved to Tue 22 Dec.'],
    ['move MS-1 to 23 Dec', 'Moved to Wed 23 Dec.'],
    ['改期 ＩＮＴ－ＭＳ－１ 到12月24日', 'Moved to Thu 24 Dec.'],
    ['ＭＳ－１', 'ACME-INT-MS-1 · Beta'],
    ['task edit INT-TASK-1 "Write all texts"', 'ACME-INT-TASK-1 · Write all texts'],
    ['任务 修改 INT-TASK-1 “写全部文案” 周三', 'ACME-INT-TASK-1 · 写全部文案'],
  ])('%s', async (words, part) => {
    expect(await said(words)).toContain(part);
  });
});

describe('a sentence that only begins like an entry makes none', () => {
  const SENTENCES = [
    'risk of rain tomorrow',
    '任务很多',
    'need help with the login',
    'decision made yesterday: we go',
    'change of plan',
    'check out this error',
    'open risk register',
    'start task force tomorrow',
    'move task list to Friday',
    'tasks\nneeds',
  ];

  test.each(SENTENCES)('%s', async (words) => {
    const before = await count();
    const theirs = textOf(await say('ana', words, CLIENT_CHANNEL));
    expect(theirs).toContain('Thanks, Mei has this.');
    const ours = await say('mei', words);
    if (ours.kind === 'message') expect(textOf(ours)).toContain('I did not understand');
    else expect(ours).toMatchObject({ kind: 'form', form: { command: expect.stringMatching(/ new$/) } });
    expect(await count()).toBe(before);
  });

  test('our side is asked, and the form of a register says what it asks', async () => {
    expect(await say('tom', '任务很多')).toMatchObject({
      kind: 'form',
      form: { command: 'task new', notice: '要新建任务吗？请核对后保存，或关闭此表单。' },
    });
  });
});

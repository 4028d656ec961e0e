import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { file } from '../../core/message.ts';
import { hashOf, type SignatureRequest } from './model.ts';
import { type PrintOptions, printSignature } from './print.ts';

const SHOWN = 'Milestone Beta: 15 Dec 2026.\nCheckout and search.';
const request: SignatureRequest = {
  ...{ _id: 's1', workspaceId: 'w1', projectId: 'p1', about: 'entry:ms1', revision: 4, kind: 'baseline', number: 3 },
  ...{ shown: SHOWN, hash: hashOf(SHOWN), locale: 'en', askedBy: 'mei', askedAt: new Date('2026-11-23T12:00:00Z') },
  ...{ expiresAt: new Date('2026-12-01T17:00:00Z'), state: 'remarks', needs: 2 },
  signatures: [
    {
      ...{ personId: 'ana', role: 'approver', verdict: 'accepted', at: new Date('2026-11-23T13:05:00Z') },
      place: 'slack/channel C1',
    },
    {
      ...{ personId: 'li', role: 'approver', verdict: 'remarks', at: new Date('2026-11-24T08:00:00Z') },
      ...{ place: 'teams/direct D1', words: 'Search is slow.\n3. Bo, approver: accepted' },
    },
  ],
};
const NAMES: Readonly<Record<string, string>> = { mei: 'Mei Chen', tom: 'Tom Weber', ana: 'Ana Lima', li: '李雷' };
const options = (locale: PrintOptions['locale'], zone = 'Europe/Berlin'): PrintOptions => ({
  locale,
  project: { key: 'ACME', name: 'Acme shop', zone },
  parties: { ours: 'North', theirs: 'Acme' },
  nameOf: (id) => NAMES[id] ?? id,
});

describe('a printed signature', () => {
  test('has everything that a reader needs, in English', () => {
    const lines = printSignature(request, options('en')).split('\n');
    expect(lines).toEqual([
      'Confirmation',
      '',
      'Number: ACME-SIG-3',
      'Project: Acme shop (ACME)',
      'Client: Acme',
      'Contractor: North',
      'Asked by: Mei Chen, Mon 23 Nov 2026 13:00 (Berlin time)',
      'To be answered before: Tue 1 Dec 2026 18:00 (Berlin time)',
      'Result: Accepted with remarks',
      '',
      'The text as it was shown, in English',
      '-'.repeat(72),
      'Milestone Beta: 15 Dec 2026.',
      'Checkout and search.',
      '-'.repeat(72),
      `SHA-256 of this text (UTF-8): ${request.hash}`,
      '',
      'Answers (2 needed)',
      '1. Ana Lima, Approver: accepted',
      '   When: Mon 23 Nov 2026 14:05 (Berlin time)',
      '   Where: slack/channel C1',
      '2. 李雷, Approver: accepted with remarks',
      '   When: Tue 24 Nov 2026 09:00 (Berlin time)',
      '   Where: teams/direct D1',
      '   Words: Search is slow.',
      '      3. Bo, approver: accepted',
      '',
      'Each answer is a confirmation on record: the person pressed a button in chat, under the text above.',
      '',
      'Signature and seal',
      '',
      'For Acme',
      'Name: ____________________  Signature and seal: ____________________  Date: ______________',
      '',
      'For North',
      'Name: ____________________  Signature and seal: ____________________  Date: ______________',
      '',
    ]);
  });

  test('is a 验收单 for an acceptance in Chinese, with both parties and the times in words', () => {
    const acceptance = { ...request, kind: 'acceptance', locale: 'zh-CN', shown: '首页验收', hash: hashOf('首页验收') };
    const text = printSignature(acceptance as SignatureRequest, options('zh-CN', 'Asia/Shanghai'));
    expect(text.split('\n')[0]).toBe('验收单');
    for (const part of [
      '编号：ACME-SIG-3',
      '项目：Acme shop（ACME）',
      '甲方（客户）：Acme',
      '乙方（服务方）：North',
      '发起人：Mei Chen，2026年11月23日（周一）20:00（北京时间）',
      '结果：已同意，附意见',
      '展示的原文（中文）\n',
      '1. Ana Lima（审批人）：同意',
      '2. 李雷（审批人）：同意，附意见',
      '签字盖章',
    ])
      expect(text).toContain(part);
  });

  test('of an open or withdrawn request says so', () => {
    const at = new Date('2026-11-25T09:00:00Z');
    const open = printSignature({ ...request, state: 'asked', signatures: [] }, options('en'));
    const back = printSignature({ ...request, state: 'withdrawn', withdrawn: { by: 'tom', at } }, options('en'));
    expect(open).toContain('Result: Open, not everybody has answered yet');
    expect(open).toContain('Answers (2 needed)\nNone so far.');
    expect(back).toContain('Withdrawn by: Tom Weber, Wed 25 Nov 2026 10:00 (Berlin time)');
    expect(back).toContain('1. Ana Lima, Approver: accepted');
  });

  test('contains any shown text unchanged, so that its hash can be checked from the print alone', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), fc.constantFrom('en', 'zh-CN'), (shown, locale) => {
        const text = printSignature({ ...request, shown, hash: hashOf(shown) }, options(locale));
        const line = `\n${'-'.repeat(72)}\n`;
        const printed = text.slice(text.indexOf(line) + line.length, text.lastIndexOf(line));
        expect(text).toContain(hashOf(printed));
        expect(file.safeParse({ name: 'ACME-SIG-3.txt', mediaType: 'text/plain', content: text }).success).toBe(true);
      }),
    );
  });
});

import type { Scenario } from './scenario.ts';

/** The record of a project: what a manager keeps, and what the client sees of it. */
export const recordScenarios: readonly Scenario[] = [
  {
    name: 'a manager keeps a risk in one line, finds it in the list, and opens its card; the client has none',
    steps: [
      {
        who: 'mei',
        types: 'risk "Vendor late" 4x5',
        in: 'acme-internal',
        sees: {
          mei: [
            'Added. Only your team sees it. | ACME-INT-RISK-1 · Vendor late | State open | Probability 4 | Impact 5 ... [Done] [Edit] [Move] [More]',
          ],
        },
      },
      {
        who: 'mei',
        types: 'risk list',
        in: 'acme-internal',
        sees: { mei: ['Risks: 1 | 1. Vendor late · 🔴 20 · ACME-INT-RISK-1 ... [New risk] ...'] },
      },
      {
        who: 'tom',
        types: 'INT-RISK-1',
        in: 'acme-internal',
        sees: { tom: ['ACME-INT-RISK-1 · Vendor late | 状态 未关闭 ... Mei Chen · 添加 ...'] },
      },
      { who: 'ana', mentions: 'risks', in: 'acme', sees: { ana: ['Risks: none [New risk]'] } },
    ],
  },
  {
    name: 'a need is shared in both languages, opened by the client in each, moved, and told',
    steps: [
      {
        who: 'mei',
        types: 'need "Product pictures" 2026-12-01 from:@Ana Lima',
        in: 'acme-internal',
        sees: { mei: ['Added. Only your team sees it. | ACME-INT-NEED-1 · Product pictures ...'] },
      },
      {
        who: 'mei',
        types: 'share INT-NEED-1',
        in: 'acme-internal',
        sees: {
          mei: [
            {
              form: 'Share a need with the client',
              says: 'From now on Ana Lima, 李文静 can read this wording and: State, Until, From, ...',
              fields: { en: 'Product pictures', enMore: '', zh: '', zhMore: '' },
              wrong: { en: 'This is your own title. Check that the client may read it.' },
            },
          ],
        },
      },
      {
        who: 'mei',
        fills: { en: 'Pictures of your products', zh: '产品图片' },
        sees: { mei: ['Shared: the client sees this wording and state from now on, as ACME-NEED-1. ...'] },
      },
      {
        who: 'ana',
        mentions: 'NEED-1',
        in: 'acme',
        sees: {
          ana: ['ACME-NEED-1 · Pictures of your products | State open | Until Tue 1 Dec | From Ana Lima [Done] ...'],
        },
      },
      {
        who: 'li',
        mentions: 'NEED-1',
        in: 'acme',
        sees: { li: ['ACME-NEED-1 · 产品图片 | 状态 待提供 | 截止日期 12月1日（周二） | 提供人 Ana Lima ...'] },
      },
      {
        who: 'mei',
        types: 'move NEED-1 2026-12-04',
        in: 'acme-internal',
        sees: { mei: ['Moved to Fri 4 Dec. ... not told yet: Until ... [Undo] [Tell the client now] ...'] },
      },
      {
        who: 'ana',
        mentions: 'needs',
        in: 'acme',
        sees: {
          ana: ['Needs: 1 | 1. Pictures of your products · ACME-NEED-1 · Tue 1 Dec · Ana Lima ...'],
        },
      },
      {
        who: 'mei',
        presses: 'Tell the client now',
        sees: { mei: ['=> Shared: the client sees this wording and state from now on, as ACME-NEED-1. ...'] },
      },
      {
        who: 'ana',
        mentions: 'needs',
        in: 'acme',
        sees: {
          ana: ['Needs: 1 | 1. Pictures of your products · ACME-NEED-1 · Fri 4 Dec · Ana Lima ...'],
        },
      },
    ],
  },
  {
    name: 'several tasks in one message, closed at once, and one of them opened again',
    steps: [
      {
        who: 'mei',
        types: 'task:\n- "Write copy" @Tom Berg 2026-12-04\n- "Test it"\n- "Translate"',
        in: 'acme-internal',
        sees: {
          mei: [
            'Added. Only your team sees it. ACME-INT-TASK-1 · Write copy | Added. Only your team sees it. ACME-INT-TASK-2 · Test it | Added. Only your team sees it. ACME-INT-TASK-3 · Translate',
          ],
        },
      },
      {
        who: 'tom',
        types: '完成 INT-TASK-1 INT-TASK-3',
        in: 'acme-internal',
        sees: {
          tom: [
            '现在：已完成。ACME-INT-TASK-1 · Write copy | 现在：已完成。ACME-INT-TASK-3 · Translate [撤销 INT-TASK-1] [撤销 INT-TASK-3]',
          ],
        },
      },
      {
        who: 'tom',
        presses: '撤销 INT-TASK-3',
        sees: { tom: ['=> 已恢复原状。 | ACME-INT-TASK-3 · Translate | 状态 待处理 ... [完成] ...'] },
      },
      {
        who: 'mei',
        types: 'task list all',
        in: 'acme-internal',
        sees: {
          mei: [
            'Work items: 3 | 1. Write copy · ACME-INT-TASK-1 · done · Fri 4 Dec · Tom Berg | 2. Test it · ACME-INT-TASK-2 | 3. Translate · ACME-INT-TASK-3 ...',
          ],
        },
      },
    ],
  },
];

/** A long digest with every kind of block. */

import { type Block, type Message, openForm, press, type Span } from '../../src/core/message.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import { ana, at, bold, mei, PICTURE } from './sampleParts.ts';

export function digest(locale: Locale): Message {
  const say = <T>(en: T, zh: T): T => (locale === 'en' ? en : zh);
  const blocks: Block[] = [
    { kind: 'heading', text: say('Acme shop: progress to 27 November', 'Acme 商城：截至 11 月 27 日的进展') },
    {
      kind: 'text',
      text: say<Span[]>(
        [
          'Beta is on track for ',
          at('2026-12-15T09:00:00Z', 'date'),
          '. One thing waits for you, ',
          ana,
          ': the hosting quote.',
        ],
        ['测试版将按期于', at('2026-12-15T09:00:00Z', 'date'), '上线。有一项等您决定，', ana, '：托管报价。'],
      ),
    },
    {
      kind: 'fields',
      items: say(
        [
          { label: 'Done', value: '34 of 60 items' },
          { label: 'Answered in time', value: [bold('96%'), ', 24 of 25'] },
          { label: 'Next meeting', value: [at('2026-12-01T09:00:00Z'), ', 30 minutes'] },
          { label: 'Manager', value: [mei, ', Mon–Fri 9–18'] },
        ],
        [
          { label: '已完成', value: '60 项中的 34 项' },
          { label: '按时答复', value: [bold('96%'), '，25 件中的 24 件'] },
          { label: '下次会议', value: [at('2026-12-01T09:00:00Z'), '，30 分钟'] },
          { label: '项目经理', value: [mei, '，周一至周五 9–18 点'] },
        ],
      ),
    },
    { kind: 'progress', label: say('Beta', '测试版'), value: 34, of: 60 },
    { kind: 'progress', label: say('Content', '内容迁移'), value: 4, of: 40 },
    { kind: 'divider' },
    { kind: 'heading', text: say('Milestones', '里程碑') },
    {
      kind: 'table',
      columns: say(['Milestone', 'Date', 'State'], ['里程碑', '日期', '状态']),
      rows: [
        [say('Design signed', '设计确认'), [at('2026-11-20T09:00:00Z', 'date')], say('done', '已完成')],
        [
          say('Beta, with payment by card and invoice', '测试版（含银行卡与发票支付）'),
          [at('2026-12-15T09:00:00Z', 'date')],
          [bold(say('on track', '正常'))],
        ],
        [say('Launch', '正式上线'), [at('2027-01-18T09:00:00Z', 'date')], say('at risk', '有风险')],
      ],
    },
    { kind: 'heading', text: say('Open problems', '未解决的问题') },
    {
      kind: 'table',
      columns: say(['Number', 'Problem', 'Impact', 'Since', 'With'], ['编号', '问题', '影响', '提出时间', '负责人']),
      rows: [
        [
          'ACME-ISS-12',
          say('Checkout is down on older phones', '旧款手机无法结账'),
          say('high', '高'),
          [at('2026-11-25T21:04:00Z')],
          'Tom Berg',
        ],
        ['ACME-ISS-14', say('Logo is blurred', '标志模糊'), say('low', '低'), [at('2026-11-26T08:00:00Z')], 'Mei Chen'],
      ],
    },
    {
      kind: 'list',
      items: [
        say(
          'The new header is live; the footer follows when its texts are there, which we expect from your side by the end of the week.',
          '新页头已上线；页脚待文案确认后上线，预计本周末前由贵方提供。',
        ),
        [bold(say('Risk: ', '风险：')), say('the payment provider answers late', '支付服务商回复较慢')],
        [
          {
            kind: 'link',
            url: 'https://north.example/beta',
            text: say('The beta, to click through', '可点击试用的测试版'),
          },
        ],
      ],
    },
    {
      kind: 'list',
      ordered: true,
      items: say(['Send the final texts', 'Choose a hosting plan'], ['提供最终文案', '选择托管方案']),
    },
    {
      kind: 'quote',
      text: say(
        '“The new search is what our buyers asked for.”\nAna, Thursday',
        '“新的搜索正是我们采购人员想要的。”\nAna，周四',
      ),
    },
    {
      kind: 'image',
      url: PICTURE,
      alt: say('Burn-up: 34 of 60 items done', '燃起图：60 项中已完成 34 项'),
      title: say('Scope and what is done', '范围与完成情况'),
    },
    {
      kind: 'actions',
      items: [
        {
          kind: 'button',
          label: say('Report a problem', '报告问题'),
          style: 'primary',
          payload: openForm('issue new'),
        },
        { kind: 'button', label: say('Ask Mei', '联系陈梅'), payload: press('ask') },
        { kind: 'button', label: say('Next meeting', '下次会议'), payload: press('meeting show') },
        {
          kind: 'menu',
          label: say('More', '更多'),
          options: [
            { label: say('Request a change', '申请变更'), payload: openForm('change new') },
            { label: say('Decisions', '决定'), payload: press('decision list') },
            { label: say('中文', 'English'), payload: press('me edit') },
            { label: say('Fewer messages', '减少消息'), payload: press('budget edit') },
            { label: say('What is kept', '保存内容'), payload: press('privacy') },
          ],
        },
      ],
    },
    {
      kind: 'context',
      text: say('I read only mentions, messages to me and button presses.', '我只读取@我的消息、私信和按钮操作。'),
    },
  ];
  return {
    audience: 'client',
    fallbackText: say('Acme shop: progress to 27 November', 'Acme 商城：截至 11 月 27 日的进展'),
    blocks,
  };
}

import { readFileSync } from 'node:fs';
import { type Block, type Message, openForm, press, type Span } from '../../src/core/message.ts';
import type { Locale } from '../../src/ground/i18n.ts';

/** Messages as the product means them, one of every kind of block among them, in both languages. */
export interface Sample {
  readonly name: string;
  readonly message: Message;
}

const at = (iso: string, style: 'date' | 'time' | 'dateTime' = 'dateTime'): Span => ({ kind: 'date', at: iso, style });
const bold = (text: string): Span => ({ kind: 'strong', text });
const mei: Span = { kind: 'person', user: '29:mei', name: 'Mei Chen' };
const ana: Span = { kind: 'person', user: '29:ana', name: 'Ana Lima' };

/** A picture small enough to stand in the message: the product's own icon. */
const PICTURE = `data:image/png;base64,${readFileSync('manifests/teams/color.png').toString('base64')}`;

function digest(locale: Locale): Message {
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

function reminder(locale: Locale): Message {
  const say = <T>(en: T, zh: T): T => (locale === 'en' ? en : zh);
  const id = 'r1';
  return {
    audience: 'internal',
    fallbackText: say('Send the final logo', '发送最终版标志'),
    blocks: [
      { kind: 'heading', text: say('Send the final logo', '发送最终版标志') },
      { kind: 'text', text: say<Span[]>([mei, ' asked for this.'], [mei, '交代的事项。']) },
      {
        kind: 'fields',
        items: say(
          [
            { label: 'When', value: 'every Friday at 15:00' },
            { label: 'Next', value: [at('2026-12-04T14:00:00Z'), ' · ', at('2026-12-11T14:00:00Z')] },
            { label: 'For', value: '#acme' },
          ],
          [
            { label: '时间', value: '每周五 15:00' },
            { label: '接下来', value: [at('2026-12-04T14:00:00Z'), ' · ', at('2026-12-11T14:00:00Z')] },
            { label: '提醒对象', value: '#acme' },
          ],
        ),
      },
      {
        kind: 'actions',
        items: [
          {
            kind: 'button',
            label: say('Done', '完成'),
            style: 'primary',
            payload: press('reminder done', { reminder: id }),
          },
          {
            kind: 'menu',
            label: say('Later', '稍后'),
            options: [
              { label: say('In 1 hour', '1 小时后'), payload: press('reminder snooze', { reminder: id, by: 'hour' }) },
              {
                label: say('Tomorrow 9:00', '明天 9:00'),
                payload: press('reminder snooze', { reminder: id, by: 'tomorrow' }),
              },
              { label: say('Another time', '其他时间'), payload: openForm('reminder snooze', { reminder: id }) },
            ],
          },
          { kind: 'button', label: say('Edit', '修改'), payload: openForm('reminder edit', { reminder: id }) },
          {
            kind: 'button',
            label: say('Delete', '删除'),
            style: 'danger',
            payload: press('reminder delete', { reminder: id }),
            confirm: {
              title: say('Delete this reminder?', '删除这条提醒？'),
              text: say('It will not come again, and cannot be brought back.', '删除后不再提醒，也无法恢复。'),
              confirm: say('Delete', '删除'),
              cancel: say('Keep', '保留'),
            },
          },
        ],
      },
    ],
  };
}

function survey(locale: Locale): Message {
  const say = <T>(en: T, zh: T): T => (locale === 'en' ? en : zh);
  const score = (value: number, label: string) => ({
    kind: 'button' as const,
    label,
    payload: press('survey answer', { score: String(value) }),
  });
  return {
    audience: 'client',
    fallbackText: say('How did the beta launch go?', '测试版上线，您满意吗？'),
    blocks: [
      { kind: 'heading', text: say('How did the beta launch go?', '测试版上线，您满意吗？') },
      {
        kind: 'context',
        text: say(
          'One press. For Ana, Bo and Li. Your score isn’t shown here; Mei and her director see it with your name.',
          '点一下即可。限 Ana、Bo、李女士作答；评分不在此显示，陈梅及其主管可见您的姓名和评分。',
        ),
      },
      {
        kind: 'actions',
        items: [
          score(1, say('1 Poor', '1 很差')),
          score(2, '2'),
          score(3, '3'),
          score(4, '4'),
          score(5, say('5 Great', '5 很好')),
          { kind: 'button', label: say('Not now', '暂不'), payload: press('survey skip') },
        ],
      },
      { kind: 'divider' },
      { kind: 'text', text: say('How likely are you to recommend North?', '您有多大可能推荐 North？') },
      { kind: 'actions', items: Array.from({ length: 11 }, (_, value) => score(value, String(value))) },
    ],
  };
}

/** A file with a link, and one of a house without a public address. */
function file(locale: Locale): Message {
  const say = <T>(en: T, zh: T): T => (locale === 'en' ? en : zh);
  const calendar = { kind: 'file' as const, mediaType: 'text/calendar', content: 'BEGIN:VCALENDAR' };
  const name = say('Send the final logo.ics', '发送最终版标志.ics');
  return {
    audience: 'internal',
    fallbackText: say(
      'Open this file to put the reminder into your calendar.',
      '打开此文件，即可将这条提醒添加到您的日历。',
    ),
    blocks: [
      {
        kind: 'text',
        text: say(
          'Open this file to put the reminder into your calendar.',
          '打开此文件，即可将这条提醒添加到您的日历。',
        ),
      },
      { ...calendar, name, url: 'https://rapport.example.com/file/a' },
      {
        ...calendar,
        name: `${say('a very long name of a report about everything ', '关于一切的一份名称很长的报告')}${'unbreakable'.repeat(6)}.ics`,
        url: 'https://rapport.example.com/file/b',
      },
      { ...calendar, name },
      {
        kind: 'context',
        text: say(
          'Later changes to the reminder do not reach your calendar: get the file again then.',
          '之后对提醒的修改不会同步到您的日历，届时请重新获取。',
        ),
      },
    ],
  };
}

/** Words that people might try in every place. */
function hostile(): Message {
  const text = `<at>Ana</at> [pay](http://bank.example) **b** _i_ &lt;b&gt; {{DATE(2026-01-01T00:00:00Z)}} שלום \u202eעולם 测试 👩‍👩‍👧 ${'unbreakable'.repeat(9)}`;
  return {
    audience: 'client',
    fallbackText: text,
    blocks: [
      { kind: 'heading', text },
      { kind: 'text', text: [ana, ' ', text] },
      { kind: 'text', text },
      { kind: 'fields', items: [{ label: text, value: text }] },
      { kind: 'list', items: [text] },
      { kind: 'table', columns: [text, 'b', 'c'], rows: [[text, text, 'x']] },
      { kind: 'quote', text },
      { kind: 'progress', label: text, value: 1, of: 2 },
      { kind: 'context', text },
      {
        kind: 'actions',
        items: [
          { kind: 'button', label: text, payload: press('x y') },
          { kind: 'menu', label: text, options: [{ label: text, payload: press('x z') }] },
        ],
      },
    ],
  };
}

export function samples(locale: Locale): readonly Sample[] {
  return [
    { name: 'digest', message: digest(locale) },
    { name: 'reminder', message: reminder(locale) },
    { name: 'survey', message: survey(locale) },
    { name: 'file', message: file(locale) },
    { name: 'hostile', message: hostile() },
  ];
}

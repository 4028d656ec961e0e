import { type Message, openForm, press, type Span } from '../../src/core/message.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import { digest } from './digestSample.ts';
import { ana, at, mei, type Sample } from './sampleParts.ts';

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

/** A file with a link, and one without, for a Rapport without a public address. */
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

/** Hostile text for every position. */
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

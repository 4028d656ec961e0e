import { describe, expect, test } from 'vitest';
import { context, registry } from '../../test/fakes/trialRegistry.ts';
import type { LineMeant } from './lines.ts';

/** The lines of a text, `task new: title="Write copy" when="Friday"` each; a text of one request alone. */
function lines(text: string): string | string[] {
  const reading = registry.read(text, context);
  const line = ({ command, values, leftover }: LineMeant | Omit<LineMeant, 'words'>) =>
    `${command.name}:${Object.entries(values)
      .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`)
      .join('')}${leftover === undefined ? '' : ` (${leftover})`}`;
  if (reading.kind === 'lines') return reading.lines.map(line);
  return reading.kind === 'command' ? line(reading) : reading.kind;
}

const copyAndTest = ['task new: title="Write copy"', 'task new: title="Test it"'];

describe('several lines are one request each', () => {
  test.each<[string, string[]]>([
    ['task "Write copy"\ntask "Test it"', copyAndTest],
    ['task new "Write copy"\r\nnew task "Test it"', copyAndTest],
    ['task:\n- Write copy\n- Test it', copyAndTest],
    ['task new\n* Write copy\n* Test it\n', copyAndTest],
    ['New task:\n• Write copy\n•Test it', copyAndTest],
    ['Tasks\nWrite copy\nTest it', copyAndTest],
    ['task\n- [ ] Write copy\n- [x] Test it', copyAndTest],
    ['task:\n  (1) Write copy\n  2) Test it', copyAndTest],
    ['任务\n1. 写文案\n2、测试', ['task new: title="写文案"', 'task new: title="测试"']],
    ['新建任务：\n１．写文案\n（２）测试', ['task new: title="写文案"', 'task new: title="测试"']],
    [
      'task "Write copy" Friday\n任务 测试 周五',
      ['task new: title="Write copy" when="Friday"', 'task new: when="周五" title="测试"'],
    ],
    ['task:\n3.5 hours of tests\nTest it', ['task new: title="3.5 hours of tests"', 'task new: title="Test it"']],
    ['task:\n- 3.5 hours of tests\n- -5 °C', ['task new: title="3.5 hours of tests"', 'task new: title="-5 °C"']],
  ])('%j', (text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  test('one entry under a heading is one request', () => {
    expect(lines('task:\n- Write copy')).toBe('task new: title="Write copy"');
  });
});

test.each([
  // A reminder's own text may have several lines.
  [
    'remind me tomorrow 9:00\ncall Ana\ncall Bo',
    'reminder new: for="me" when="tomorrow 9:00" text="call Ana\\ncall Bo"',
  ],
  ['remind\n- call Ana tomorrow 9:00', 'reminder new: when="tomorrow 9:00" text="call Ana"'],
  ['issue "A"\nissue "B"', 'issue new: title="A" (issue "B")'],
  ['task Write copy\nand do it well', 'task new: title="Write copy\\nand do it well"'],
  ['task Write copy\n\ntask Test it', 'task new: title="Write copy\\n\\ntask Test it"'],
  // "issues" alone is a request, and no entry of the heading.
  ['tasks\nWrite copy\nissues', 'task new: title="Write copy\\nissues"'],
  ['task "Write\ntask copy"', 'task new: title="Write\\ntask copy"'],
  [
    'task Write copy\nremind me tomorrow 9:00 to test',
    'task new: title="Write copy\\nremind me tomorrow 9:00 to test"',
  ],
  ['hello\ntask Write copy', 'unknown'],
])('is one request as ever: %j', (text, expected) => {
  expect(lines(text)).toBe(expected);
});

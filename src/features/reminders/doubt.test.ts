import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buttonOf, house, textOf } from '../../../test/fakes/house.ts';
import { runs } from '../../../test/fakes/soak.ts';
import { createReminderSpeaker } from '../../../test/phrases/reminderSpeaker.ts';
import type { Reply } from '../../core/command.ts';

/** Saturday 28 November 2026, 16:15 in Berlin. */
const NOW = '2026-11-28T15:15:00Z';
const notSet = async (here: Awaited<ReturnType<typeof house>>) =>
  expect(textOf(await here.say('mei', 'reminders'), undefined, NOW)).toContain('You have no reminders');
const fieldsOf = (reply: Reply) =>
  reply.kind === 'form' ? Object.fromEntries(reply.form.fields.map(({ name, value }) => [name, value])) : {};

describe('an unread part of a time is asked about, and nothing is set meanwhile', () => {
  test.each([
    ['remind me pay on 31 November at 9am', '31 November'],
    ['remind me pay on 2026-02-30 9am', '2026-02-30'],
    ['remind me call every day at 9am and 5pm', 'every day at 9am and'],
    ['remind me call tomorrow at 9am and 3pm', 'tomorrow at 9am and'],
    ['remind me check twice a week 9am', 'twice a week'],
    ['remind me call Bo on Good Friday at 10am', 'Good'],
    ['remind me call Bo every other Monday except the first 9am', 'every other Monday except the first'],
    ['remind me call Bo at 9am / 5pm', '9am /'],
    ['remind me tomorrow at 9am, 3pm to call Bo', '3pm'],
    ['remind me call Bo tomorrow at 9 and Ana at 10', 'tomorrow at 9'],
    ['remind me in an hour or two to check', 'or two'],
    ['remind me check on Boxing Day at 9am', 'Boxing Day'],
    ['remind me pay Nov 31st, 9am', 'Nov'],
    ['remind me call Monday 9am as well as Thursday 3pm', 'Monday 9am as well as'],
    ['remind me call 2 hours before the meeting at 3pm', '2 hours before'],
    ['remind me call 3 working days before 24 Dec 9am', '3 working days'],
    ['remind me call the week of 7 Dec 9am', 'week of'],
    ['remind me call early December 9am', 'early December'],
    ['remind me call Fr 9am', 'Fr'],
    ['remind me call 3x/week 9am', '3x/week'],
    ['remind me call weekdays and Saturdays 9am', 'weekdays and'],
    ['remind me Monday 9am (weekly) call', '(weekly)'],
    ['remind me check on Independence Day 9am', 'Independence Day'],
    ['remind me 4 Dec at 9am Gotham time to call Bo', 'Gotham time'],
    ['remind me 4 Dec 9am NZST to call Bo', 'NZST'],
    ['remind me check 9 in the morning every day but Sunday', '9'],
    ['remind me check 20261213 9:00', '20261213'],
    ['remind me call Bo on odd days 9am', 'odd days'],
    ['remind me call Bo the whole week at 9am', 'whole week'],
    ['remind me pay not on Friday at 9am', 'not'],
    ['remind me sign 10. 12. 9:00', '10. 12.'],
    ['remind me sign 13 / 12 9:00', '13 / 12'],
    ['remind me sign 10 12 2026 9:00', '10 12 2026'],
    ['remind me 9:00 13. 12. 2026 to sign', '13. 12. 2026'],
    ['remind me sign poniedziałek 9:00', 'poniedziałek'],
    ['remind me sign пятница 9:00', 'пятница'],
    ['remind me sign venerdì 9:00', 'venerdì'],
    ['remind me sign 金曜日 9:00', '金曜日'],
    ['remind me sign domani 9:00', 'domani'],
    ['remind me sign 5 grudnia 9:00', '5 grudnia'],
    ['remind me sign on Eid 9am', 'Eid'],
    ['remind me sign on Ascension 9am', 'Ascension'],
    ['remind me sign zu Weihnachten 9:00', 'Weihnachten'],
    ['remind me sign two Fridays from now 9am', 'two Fridays from now'],
    ['remind me sign mornings at 9', 'mornings'],
    ['remind me sign as of Monday 9am daily', 'as of'],
    ['remind me sign during lunch tomorrow', 'during'],
    ['remind me tomorrow 9am and Thursday: send the files', 'and Thursday'],
    ['提醒我周一9点签字，节假日顺延', '节假日顺延'],
    ['提醒我明天上午9点（美国时间）签字', '美国时间'],
  ])('%s', async (typed, doubtful) => {
    const here = await house(NOW);
    const question = textOf(await here.say('mei', typed), undefined, NOW);
    expect(question).toContain('Nothing is set yet. Shall I remind you like this?');
    expect(question).toContain(`“${doubtful}”`);
    await notSet(here);
  });

  test.each([
    ['nxt Friday 9am', 'Next: Fri 4 Dec'],
    ['dayly 9am', 'Repeats: every day'],
    ['mothly on the 1st 9am', 'Repeats: on the 1st of every month'],
    ['13. Dezember 9:00', 'Next: Sun 13 Dec'],
  ])('a misspelt or foreign word is shown with its reading: %s', async (typed, read) => {
    const here = await house(NOW);
    const question = textOf(await here.say('mei', `remind me sign ${typed}`), undefined, NOW);
    expect(question).toContain('nothing is set yet');
    expect(question).toContain('> sign\n');
    expect(question).toContain(read);
    await notSet(here);
  });

  test.each(['remind #acme to sign on the Fourth of July 9am', 'remind #acme to sign the 13th of Dec. 9am'])(
    'what leads to a date is no part of what a client reads: %s',
    async (typed) => {
      const here = await house(NOW);
      expect(textOf(await here.say('mei', typed), undefined, NOW)).toContain('> sign\n');
    },
  );

  test.each([
    'room 10 9:00',
    'version 2.10 9:00',
    'the part 10. 12. 9:00',
    'call Maja at 9am',
    'call August at 9am',
    'look at Mars at 9am',
  ])('figures and names without a date are not asked about: %s', async (typed) => {
    const here = await house(NOW);
    expect(textOf(await here.say('mei', `remind me ${typed}`), undefined, NOW)).toContain('I will remind you');
  });

  test('the question is the same for the client’s channel; a yes sets the shown time', async () => {
    const here = await house(NOW);
    const question = await here.say('mei', 'remind #acme Please confirm the launch on 31.11. 9:00');
    expect(textOf(question, undefined, NOW)).toContain(
      'I did not understand what “31.11.” says about the time. Nothing is set yet.',
    );
    await notSet(here);

    const { command, input } = buttonOf(question, 'Yes, set it');
    expect(textOf(await here.press('mei', command, input), undefined, NOW)).toContain('I will remind #acme:');
  });

  test('a form for another reason shows the doubt above, and keeps all words', async () => {
    const here = await house(NOW);
    const reply = await here.say('mei', 'remind @Zoe pay on 31 November at 9am');
    expect(reply).toMatchObject({
      kind: 'form',
      form: { notice: 'I did not understand what “31 November” says about the time.' },
    });
    expect(fieldsOf(reply)).toMatchObject({ for: '@Zoe', text: 'pay on 31 November', when: 'at 9am' });
  });

  test('the suggestion for a misspelt command opens the form with the doubt, and sets nothing', async () => {
    const here = await house(NOW);
    const { command, input } = buttonOf(await here.say('mei', 'remnd me pay on 31 November at 9am'), 'Set a reminder');
    expect(await here.press('mei', command, input)).toMatchObject({
      kind: 'form',
      form: { notice: 'I did not understand what “31 November” says about the time.' },
    });
    await notSet(here);
  });

  test.each([
    ['remind me to drink water every hour', { text: 'drink water every hour' }],
    ['remind me to stretch every 15 min', { text: 'stretch every 15 min' }],
    ['remind me to call Bo twice a week', { text: 'call Bo twice a week' }],
  ])('a rule of more than once a day is refused with a reason, and the text is kept: %s', async (typed, fields) => {
    const here = await house(NOW);
    const reply = await here.say('mei', typed);
    expect(reply).toMatchObject({ kind: 'form', form: { notice: expect.stringContaining('once a day at most') } });
    expect(fieldsOf(reply)).toMatchObject(fields);
  });

  test('an edit asks in the same way: the form shows the reading, and saves only when it is sent', async () => {
    const here = await house(NOW);
    await here.say('mei', 'remind me "call Bo" tomorrow 10:00');

    const half = await here.say('mei', 'remind edit 1 tomorrow at 9am and 3pm');
    expect(half).toMatchObject({
      kind: 'form',
      form: {
        command: 'reminder edit',
        notice: 'I did not understand what “tomorrow at 9am and” says about the time. Nothing is changed yet.',
      },
    });
    const twoWays = await here.say('mei', 'remind edit 1 "call Bo" tomorrow at 5');
    expect(twoWays).toMatchObject({ kind: 'form', form: { notice: expect.stringContaining('Is it the one below?') } });
    expect(fieldsOf(twoWays)).toMatchObject({ text: 'call Bo', when: 'tomorrow 17:00' });

    expect(textOf(await here.say('mei', 'remind show 1'), undefined, NOW)).toContain('tomorrow 10:00');
    expect(textOf(await here.say('mei', 'remind edit 1 tomorrow at 15:00'), undefined, NOW)).toContain(
      'Changed. I will remind you:',
    );
  });

  test('a number in front of a quotation is no person', async () => {
    const here = await house(NOW);
    expect(fieldsOf(await here.say('mei', 'remind #acme "Pay" 41/41/26 9:00'))).toMatchObject({
      for: undefined,
      channel: '#acme',
      text: 'Pay',
      when: '41/41/26 9:00',
    });
  });
});

describe('the reminder’s text stays complete', () => {
  test.each([
    ['remind me Friday 5pm afternoon tea', 'afternoon tea', 'Fri 4 Dec 17:00'],
    ['tomorrow at 9 remind me to call Bo at 3pm', 'call Bo at 3pm', 'tomorrow 09:00'],
    ['remind me tomorrow at 9 to call Bo at 3pm', 'call Bo at 3pm', 'tomorrow 09:00'],
    ['remind me at 10 tomorrow: call Bo', 'call Bo', 'tomorrow 10:00'],
    ['remind me to book the 9am train tomorrow at 8am', 'book the 9am train', 'tomorrow 08:00'],
    ['remind me to send the weekly report on Friday 9am', 'send the weekly report', 'Fri 4 Dec 09:00'],
    ['remind me to read every page tomorrow 9am', 'read every page', 'tomorrow 09:00'],
    ['remind me to check version 2.10 tomorrow 11:00', 'check version 2.10', 'tomorrow 11:00'],
    ['remind me to call Tom at 5pm', 'call Tom', 'today 17:00'],
    [
      'remind me to look at the numbers from last month tomorrow 9am',
      'look at the numbers from last month',
      'tomorrow 09:00',
    ],
    ['remind me to say good morning to Ana tomorrow 8am', 'say good morning to Ana', 'tomorrow 08:00'],
    ['remind me tomorrow 9am daily report to Bo', 'daily report to Bo', 'tomorrow 09:00'],
    ['remind me to send the Christmas cards on 1 December 9am', 'send the Christmas cards', 'Tue 1 Dec 09:00'],
  ])('%s', async (typed, text, next) => {
    const here = await house(NOW);
    const reply = textOf(await here.say('mei', typed), undefined, NOW);
    expect(reply).toContain(`I will remind you:\n\n> ${text}\n`);
    expect(reply).toContain(`Next: ${next}`);
  });

  test('a time on another day in the client’s zone is shown with its date', async () => {
    const here = await house(NOW);
    const reply = textOf(await here.say('mei', 'remind #acme "Bill" tomorrow 2:30am night:keep'), undefined, NOW);
    expect(reply).toContain('Next: tomorrow 02:30\nIn New York time: Sat 28 Nov 20:30');
    expect(textOf(await here.say('mei', 'remind #acme "Bill" tomorrow 16:00 night:keep'), undefined, NOW)).toContain(
      'In New York time: tomorrow 10:00',
    );
  });

  test('a guess between two readings is asked about: an hour of the night, another language', async () => {
    const here = await house(NOW);
    for (const typed of [
      'remind me call täglich 9:00',
      'remind me "call" Friday 2:15',
      'remind me "call" at 1:00',
      'remind me "call" at 5',
    ])
      expect(textOf(await here.say('mei', typed), undefined, NOW)).toContain('nothing is set yet');
    expect(textOf(await here.say('mei', 'remind me "call" Friday 02:15'), undefined, NOW)).toContain(
      'I will remind you:',
    );
  });
});

test('property: each word of a sentence is in the reminder’s text, in its time, or in the question', async () => {
  const { say } = createReminderSpeaker();
  const words = fc.constantFrom(
    ...'call Bo pay the invoice draft to Ana about report 12 9am 3pm at on and every Monday Fridy tomorrow 31 November in 2 weeks week from until twice a daily noon Good Tokyo 13/12/26 +1 not Easter'.split(
      ' ',
    ),
  );
  /** These words join a time to a text. They carry no meaning of their own once the time is recognized. */
  const ties = new Set(['at', 'on', 'to', 'by', 'due', 'and']);
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 2, maxLength: 9 }), async (said) => {
      const outcome = await say(`remind me ${said.join(' ')}`, {
        now: new Date(NOW),
        zone: 'Europe/Berlin',
        locale: 'en',
      });
      const kept = `${outcome.phrase} ${outcome.kind === 'set' ? outcome.reminder.text : outcome.shown}`;
      return said.every((word) => ties.has(word) || kept.includes(word));
    }),
    { numRuns: runs(40, 300), seed: 20261128 },
  );
});

import { describe, expect, test } from 'vitest';
import {
  buttonOf,
  CLIENT_CHANNEL,
  type House,
  house,
  INTERNAL_CHANNEL,
  textOf,
  type User,
} from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';

/** The fields of the form that a reply opens: their values and errors. */
function asked(reply: Reply): { values: Record<string, unknown>; errors: Record<string, string> } {
  if (reply.kind !== 'form') throw new Error(`no form: ${JSON.stringify(reply)}`);
  const errors = reply.form.fields.flatMap(({ name, error }) => (error === undefined ? [] : [[name, error]]));
  const values = reply.form.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  return { values: Object.fromEntries(values), errors: Object.fromEntries(errors) };
}

async function withPeople(): Promise<House> {
  const here = await house();
  for (const name of ['李静', '王小明', 'Bill Gates', 'Will Smith'])
    await here.people.add(here.scope, { name, side: { kind: 'ours', role: 'member' } });
  return here;
}

const said = async (here: House, words: string, as: User = 'mei', where?: string) =>
  textOf(await here.say(as, words, where), 'Europe/Berlin');

describe('a known name right behind “remind” is the recipient', async () => {
  const here = await withPeople();
  test.each([
    ['remind Ana Lima to sign the contract tomorrow at 10', 'Ana Lima', 'sign the contract'],
    ['remind tom to call tomorrow 10:00', 'Tom Berg', 'call'],
    ['Remind TOM BERG to call tomorrow 10:00', 'Tom Berg', 'call'],
    ['remind ana lima sign the contract tomorrow at 10', 'Ana Lima', 'sign the contract'],
    ['remind Tom tomorrow at 10 to call the client', 'Tom Berg', 'call the client'],
    ['remind Tom: call the client tomorrow at 10', 'Tom Berg', 'call the client'],
    ['remind tom, call the client tomorrow at 10', 'Tom Berg', 'call the client'],
    ['remind @Tom Berg to call tomorrow 10:00', 'Tom Berg', 'call'],
    ['reminder for Tom to call tomorrow 10:00', 'Tom Berg', 'call'],
    ['tomorrow at 10 remind Ana Lima to sign the contract', 'Ana Lima', 'sign the contract'],
    ['remind bill to send the invoice tomorrow 10:00', 'Bill Gates', 'send the invoice'],
    ['remind Tom that we meet tomorrow 10:00', 'Tom Berg', 'that we meet'],
    ['明天10点提醒李静和Tom开会', '李静', '和Tom开会'],
    ['明天10点提醒李静签合同', '李静', '签合同'],
    ['提醒李静签合同 明天10点', '李静', '签合同'],
    ['提醒李静明天10点签合同', '李静', '签合同'],
    ['提醒 李静 明天10点 签合同', '李静', '签合同'],
    ['提醒一下李静，明天10点签合同', '李静', '签合同'],
    ['提醒Tom明天10点签合同', 'Tom Berg', '签合同'],
    ['提醒Tom Berg明天10点签合同', 'Tom Berg', '签合同'],
  ])('%s', async (words, who, text) => {
    const answer = await said(here, words);
    expect(answer).toContain(`I will remind ${who}:`);
    expect(answer).toContain(`> ${text}\n`);
  });

  test.each([
    ['remind Ana’s contract ends tomorrow at 10', 'Ana’s contract ends'],
    ["remind Ana Lima's contract ends tomorrow at 10", "Ana Lima's contract ends"],
    ['明天10点提醒李静的合同到期', '李静的合同到期'],
    ['明天10点提醒我李静签合同', '李静签合同'],
    ['remind me Tom calls tomorrow at 10', 'Tom calls'],
    ['remind reply to Ana tomorrow at 10', 'reply to Ana'],
    ['remind call Tom tomorrow at 10', 'call Tom'],
  ])('a text that only begins like a name, or has a name later, is for the speaker: %s', async (words, text) => {
    const answer = await said(here, words);
    expect(answer).toContain('I will remind you:');
    expect(answer).toContain(text);
  });
});

describe('an uncertain recipient is asked about, and no word is lost', async () => {
  const here = await withPeople();
  await here.people.add(here.scope, { name: 'Ana Costa', side: { kind: 'ours', role: 'member' } });

  test('two people with one first name', async () => {
    const { values, errors } = asked(await here.say('mei', 'remind Ana to sign the contract tomorrow at 10'));
    expect(values).toMatchObject({ for: 'Ana', text: 'sign the contract', when: 'tomorrow at 10' });
    expect(errors.for).toContain('Ana Costa, Ana Lima');
  });

  test.each([
    ['remind bill the client tomorrow at 10', 'bill the client', 'Bill Gates'],
    ['remind Will the invoices be paid tomorrow at 10', 'Will the invoices be paid', 'Will Smith'],
    ['提醒小明交报告 明天10点', '小明交报告', '王小明'],
  ])('a name that may be a word: %s', async (words, text, name) => {
    const { values, errors } = asked(await here.say('mei', words));
    expect(values).toMatchObject({ text });
    expect(values.for).toBeUndefined();
    expect(errors.for).toContain(name);
  });

  test.each([
    ['remind Bob to sign the contract tomorrow at 10', 'Bob', 'sign the contract'],
    ['remind Bob Miller to sign the contract tomorrow at 10', 'Bob Miller', 'sign the contract'],
    ['remind the client to sign the contract tomorrow at 10', 'the client', 'sign the contract'],
    ['提醒李总签合同 明天10点', '李总', '签合同'],
  ])('an unknown name: %s', async (words, who, text) => {
    const { values, errors } = asked(await here.say('mei', words));
    expect(values).toMatchObject({ for: who, text });
    expect(errors.for).toContain(`I do not know “${who}”`);
  });

  test.each([
    'remind @Tom @Mei "Sync" tomorrow at 10',
    'remind Tom and Mei to sync tomorrow at 10',
    'remind me and Tom to sync tomorrow at 10',
    'remind #acme and #acme-internal "Sync" tomorrow at 10',
    '明天10点提醒李静、Tom开会',
    'remind Bob and us to sync tomorrow at 10',
    'remind Bob and me to sync tomorrow at 10',
  ])('two recipients at once: %s', async (words) => {
    const { errors } = asked(await here.say('mei', words));
    expect(Object.values(errors)).toEqual(['One person or one channel at a time, please.']);
  });
});

describe('“us” means the readers of the place', async () => {
  const here = await house();
  test.each([
    ['remind us to send the report tomorrow at 10', 'send the report'],
    ['remind everyone to send the report tomorrow at 10', 'send the report'],
    ['remind the team to send the report tomorrow at 10', 'send the report'],
    ['remind both of us to send the report tomorrow at 10', 'send the report'],
    ['提醒我们明天10点交报告', '交报告'],
    ['提醒大家明天10点交报告', '交报告'],
    ['明天10点提醒我们交报告', '交报告'],
  ])('in a channel, the channel: %s', async (words, text) => {
    const answer = await said(here, words, 'mei', INTERNAL_CHANNEL);
    expect(answer).toContain('I will remind #acme-internal:');
    expect(answer).toContain(`> ${text}\n`);
  });

  test('“us” in a direct message is asked about', async () => {
    const { values, errors } = asked(await here.say('mei', 'remind us to send the report tomorrow at 10'));
    expect(values).toMatchObject({ text: 'send the report' });
    expect(errors.channel).toContain('Only you and I are here');
  });

  test('“our contract” and “our company” belong to the text', async () => {
    expect(await said(here, '明天10点提醒我们的合同到期', 'mei', INTERNAL_CHANNEL)).toContain('I will remind you:');
  });
});

describe('a contact', async () => {
  const here = await house();
  test.each([
    ['remind mei to send me the invoice tomorrow 10:00', 'send me the invoice'],
    ['remind us to meet tomorrow 10:00', 'meet'],
    ['remind @Mei "Invoice" tomorrow 10:00', 'Invoice'],
  ])('cannot remind others, is told so, and may set it for themselves: %s', async (words, text) => {
    const answer = await here.say('ana', words, CLIENT_CHANNEL);
    expect(textOf(answer)).toContain('You can set reminders for yourself');
    expect(textOf(answer)).toContain(`> ${text}\n`);
    const { command, input } = buttonOf(answer, 'Remind me instead');
    expect(textOf(await here.press('ana', command, input, CLIENT_CHANNEL))).toContain(
      `I will remind you:\n\n> ${text}`,
    );
  });

  test('does not see the names of people outside their client', async () => {
    const { errors } = asked(await here.say('ana', 'remind tom to call tomorrow 10:00', CLIENT_CHANNEL));
    expect(errors.for).toContain('I do not know “tom”');
  });
});

describe('a name later in the sentence belongs to the text', async () => {
  const here = await house();
  test.each([
    ['remind me to fix issue #12 tomorrow 9am', 'you', 'fix issue #12'],
    ['remind me to post the notes in #acme tomorrow 9am', 'you', 'post the notes in #acme'],
    ['remind #acme to ask @Tom Berg about it tomorrow 9am', '#acme', 'ask @Tom Berg about it'],
    ['remind me to review "Q3 report" tomorrow 9am', 'you', 'review "Q3 report"'],
    ['remind me to send "Offer A" to Ana tomorrow 9am', 'you', 'send "Offer A" to Ana'],
    ['remind @Tom to review "Q3 report" and #acme tomorrow 9am', 'Tom Berg', 'review "Q3 report" and #acme'],
    ['remind me to ask here tomorrow 9am', 'you', 'ask here'],
    ['提醒我看“三季度报告” 明天9点', 'you', '看“三季度报告”'],
    ['remind "Check the logs" @Tom tomorrow 9am', 'Tom Berg', 'Check the logs'],
    ['remind tomorrow 9am @Tom to check the logs', 'Tom Berg', 'check the logs'],
    ['remind tomorrow 9am me to check the logs', 'you', 'check the logs'],
  ])('%s', async (words, who, text) => {
    const answer = await said(here, words);
    expect(answer).toContain(`I will remind ${who}:`);
    expect(answer).toContain(`> ${text}\n`);
  });
});

describe('a person who has left', async () => {
  const here = await house();
  await here.people.leave(here.scope, here.ana._id);
  const gone = { user: 'gil', tenant: 'north', name: 'Gil Gone', outsider: false, gone: true };
  const says = (id: User, text: string) =>
    here.answer({ kind: 'command', text, mentioned: [gone], ...here.common(id, `D-${id}`) });

  test.each([
    ['mei', 'remind Ana Lima to sign tomorrow at 10', 'for', 'Ana Lima has left'],
    ['mei', 'remind <@ana> "Sign" tomorrow at 10', 'for', 'Ana Lima has left'],
    ['mei', 'remind <@gil> "Sign" tomorrow at 10', 'for', 'The account of Gil Gone is deactivated'],
    ['mei', 'away 2026-12-01..2026-12-05 cover:<@gil>', 'cover', 'The account of Gil Gone is deactivated'],
    ['root', 'role <@gil> manager', 'person', 'The account of Gil Gone is deactivated'],
  ] as const)('%s: %s', async (id, words, name, told) => {
    expect(asked(await says(id, words)).errors[name]).toContain(told);
  });

  test('the name works too; with a restored account the person can be reminded again', async () => {
    const words = 'remind Gil Gone "Sign" tomorrow at 10';
    expect(asked(await here.say('mei', words)).errors.for).toContain('is deactivated');
    const back = { ...gone, gone: false };
    await here.answer({
      kind: 'command',
      text: 'remind <@gil> "x" tomorrow',
      mentioned: [back],
      ...here.common('mei', 'D-mei'),
    });
    expect(await said(here, words)).toContain('I will remind Gil Gone');
  });

  test('a contact gets the answer for an unknown name', async () => {
    const words = {
      kind: 'mention' as const,
      text: 'remind <@gil> "Sign" tomorrow at 10',
      mentioned: [gone],
      ...here.common('ana', CLIENT_CHANNEL),
    };
    expect(JSON.stringify(await here.answer(words))).not.toContain('Gil Gone');
  });
});

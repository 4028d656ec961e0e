import { describe, expect, test } from 'vitest';
import { CLIENT_CHANNEL, INTERNAL_CHANNEL, textOf, type User } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';

const mei = meiTypes();
const { press } = mei;
const say = (user: User, words: string, where = INTERNAL_CHANNEL) => {
  mei.here.clock.advance(5_000);
  return mei.here.say(user, words, where);
};
const said = async (user: User, words: string, where?: string) => textOf(await say(user, words, where));
/** The fields of a form that people see, with their values and errors. */
function formOf(reply: Reply) {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') throw new Error(`the reply is ${JSON.stringify(reply)}`);
  const { form } = reply;
  const fields = Object.fromEntries(form.fields.map(({ name, value, error }) => [name, { value, error }]));
  return {
    form,
    fields,
    values: { ...form.hidden, ...Object.fromEntries(form.fields.map((f) => [f.name, f.value ?? ''])) },
  };
}

describe('the form of sharing', () => {
  test('says who reads what from when, and offers our own title to be checked', async () => {
    const card = await say('mei', 'risk "Vendor has no money" 4x5 note:"Told by their bank"');
    const { form, fields } = formOf(await press(card, 'Share with the client'));
    expect(form.notice).toBe(
      'From now on Ana Lima can read this wording and: State, Next review, Owner. Your own title, the note and earlier versions stay internal.',
    );
    expect(fields).toMatchObject({
      en: { value: 'Vendor has no money', error: 'This is your own title. Check that the client may read it.' },
      zh: { value: undefined, error: undefined },
    });
  });

  test('asks at the field for the client’s language, and loses no word', async () => {
    await say('mei', '风险 “供应商延期” 4x5');
    const { fields } = formOf(await say('mei', 'share INT-RISK-2 zh:"供应商可能延期"'));
    expect(fields).toMatchObject({
      en: { value: undefined, error: 'The client reads English. Please write this in English.' },
      zh: { value: '供应商可能延期' },
    });
    const sent = formOf(await say('mei', 'share INT-RISK-2'));
    const refused = formOf(await mei.here.submit('mei', 'risk share', { ...sent.values, en: '' }, INTERNAL_CHANNEL));
    expect(refused.fields.en?.error).toBe('The client reads English. Please write this in English.');
    const saved = await mei.here.submit('mei', 'risk share', { ...sent.values, en: 'The vendor may be late' });
    expect(textOf(saved)).toContain('as ACME-RISK-1');
    expect(await said('ana', 'RISK-1', CLIENT_CHANNEL)).toContain('The vendor may be late');
  });

  test('shows at the field that a wording is older than our own words', async () => {
    const edited = await say('mei', 'edit RISK-1 title:"供应商破产"');
    const { fields, values } = formOf(await press(edited, 'Share with the client'));
    expect(fields.en).toEqual({
      value: 'The vendor may be late',
      error: 'Your own words have changed since, to “供应商破产”. Change this, or save it as it is.',
    });
    await mei.here.submit('mei', 'risk share', { ...values, en: 'The vendor is late' }, INTERNAL_CHANNEL);
    const theirs = await said('ana', 'RISK-1', CLIENT_CHANNEL);
    expect(theirs).toContain('The vendor is late');
    expect(theirs).not.toContain('may be');
  });

  test('is not skipped by typing a new wording in one language while the other is outdated', async () => {
    await say('mei', 'share RISK-1 zh:"供应商晚了"');
    await say('mei', 'edit RISK-1 title:"Vendor is back"');
    const { fields } = formOf(await say('mei', 'share RISK-1 zh:"供应商恢复了"'));
    expect(fields.en?.error).toContain('to “Vendor is back”');
    expect(fields.zh).toEqual({ value: '供应商恢复了', error: undefined });
  });

  test('tells nothing twice: shared again as it is, the client’s timeline stays as it was', async () => {
    await say('mei', 'task "Write copy"');
    expect(await said('mei', 'share INT-TASK-1 en:"Texts"')).toContain('Shared:');
    const before = await said('ana', 'timeline', CLIENT_CHANNEL);
    expect(await said('mei', 'share TASK-1')).toContain('The client sees it like this already, as ACME-TASK-1.');
    expect(await said('ana', 'timeline', CLIENT_CHANNEL)).toBe(before);
    await say('mei', 'move TASK-1 Friday');
    expect(await said('mei', 'share TASK-1')).toContain('Shared:');
    expect(await said('mei', 'share TASK-1 enMore:"All pages"')).toContain('Shared:');
  });

  test('reads in Chinese as well', async () => {
    await say('root', 'me edit language:zh');
    const { form, fields } = formOf(await say('root', '公开 INT-RISK-1'));
    expect(form.notice).toBe(
      '从现在起，Ana Lima 可看到这段内容，以及：状态、下次评审、负责人。您自己的标题、备注和以前的内容仍仅内部可见。',
    );
    expect(fields.en?.error).toBe('这是您自己的标题，请确认客户可以看到。');
  });
});

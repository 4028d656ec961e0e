import { describe, expect, test } from 'vitest';
import { crashingAfter } from '../../../test/fakes/crashes.ts';
import { CLIENT_CHANNEL, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';

const mei = meiTypes();
const { say, said, press } = mei;
const inClientChannel = async (user: 'mei' | 'ana', words: string) => {
  mei.here.clock.advance(5_000);
  return textOf(await mei.here.say(user, words, CLIENT_CHANNEL));
};
const promiseCalled = async (title: string) => {
  const all = await mei.here.entries.list(mei.here.scope, { kind: 'promise' });
  const found = all.find((entry) => entry.title === title);
  if (found === undefined) throw new Error(`no promise ${title}`);
  return found;
};

describe('a promise', () => {
  test('that is typed in the client’s channel is theirs to read, with the person it was made to', async () => {
    expect(await inClientChannel('mei', 'promise "Copy" Friday to:@Ana')).toContain(
      'The client sees it as ACME-PRM-1.',
    );
    expect(await inClientChannel('ana', 'PRM-1')).toBe(
      'ACME-PRM-1 · Copy\n\nState: open\nPromised for: Fri 27 Nov\nPromised to: Ana Lima',
    );
    expect(await inClientChannel('ana', 'promises')).toContain('1. Copy · ACME-PRM-1 · Fri 27 Nov');
  });

  test('is typed in Chinese as well', async () => {
    const card = await mei.here.say('tom', '承诺 “文案” 周五 给：@Ana', INTERNAL_CHANNEL);
    const text = textOf(card, 'Asia/Shanghai', undefined, 'zh-CN');
    expect(text).toContain('文案');
    expect(text).toContain('状态: 待兑现\n承诺日期: 11月27日（周五）\n承诺对象: Ana Lima');
  });

  test('is made to a contact of the client, also when it is edited', async () => {
    const wrong = { error: 'This is for a contact of the client.' };
    const fields = expect.arrayContaining([expect.objectContaining({ name: 'to', ...wrong })]);
    expect(await say('promise "Draft" Friday to:@Tom')).toMatchObject({ form: { fields } });
    await say('promise "Draft" Friday');
    expect(await say('promise edit INT-PRM-3 to:@Tom')).toMatchObject({ form: { fields } });
    expect(await said('promise edit INT-PRM-3 to:@Ana')).toContain('Promised to: Ana Lima');
  });
});

describe('a new date that the client agreed to', () => {
  test('is set with its reason in one step; what was before stays readable, and Undo takes back all of it', async () => {
    const card = await say('renegotiate PRM-1 2026-12-04 why:"API late"');
    expect(textOf(card)).toMatch(/Renegotiated: now Fri 4 Dec\..*State: renegotiated\nPromised for: Fri 4 Dec/s);
    expect(textOf(card)).toContain('Fri 27 Nov → Fri 4 Dec: API late');
    expect(textOf(card)).toContain('not told yet: State, Promised for');
    expect(await said('PRM-1')).toContain('renegotiated, moved to Fri 4 Dec');
    const back = textOf(await press(card, 'Undo'));
    expect(back).toContain('State: open\nPromised for: Fri 27 Nov');
    expect(back).not.toContain('API late');
  });

  test('is told to the client when somebody tells it, without our reason', async () => {
    await say('重新商定 PRM-1 2026-12-04 原因：“接口延期”');
    expect(await inClientChannel('ana', 'PRM-1')).toContain('State: open\nPromised for: Fri 27 Nov');
    await press(await say('PRM-1'), 'Tell the client now');
    const theirs = await inClientChannel('ana', 'PRM-1');
    expect(theirs).toContain('State: renegotiated\nPromised for: Fri 4 Dec');
    expect(theirs).not.toContain('接口');
  });

  test('may be agreed again: all of them stand on the card, the last one first', async () => {
    const card = await said('renegotiate PRM-1 2026-12-11 why:"Legal"');
    expect(card).toMatch(/Fri 4 Dec → Fri 11 Dec: Legal.*Fri 27 Nov → Fri 4 Dec: 接口延期/s);
  });

  test('without a reason is asked for it, with the date filled in', async () => {
    expect(await say('renegotiate PRM-1 2026-12-18')).toMatchObject({
      kind: 'form',
      form: { fields: expect.arrayContaining([expect.objectContaining({ name: 'due', value: '2026-12-18' })]) },
    });
  });

  test('is neither in the past, nor the same, nor for a promise that is over', async () => {
    expect(await say('renegotiate PRM-1 2026-11-20 why:"Legal"')).toMatchObject({
      form: { fields: expect.arrayContaining([expect.objectContaining({ name: 'due', error: expect.any(String) })]) },
    });
    expect(await said('renegotiate PRM-1 2026-12-11 why:"Legal"')).toContain('Fri 11 Dec is the date already.');
    await say('promise "Logo" Friday');
    await say('done INT-PRM-4');
    expect(await said('renegotiate INT-PRM-4 2026-12-11 why:"Legal"')).toMatch(/It was kept before\..*State: kept/s);
  });

  test('is stored once when the process ends right after it, and the repeat offers the same Undo', async () => {
    await say('promise "Launch plan" Friday');
    const failed = await crashingAfter(mei.here.entries, 'change', () =>
      say('renegotiate INT-PRM-5 2026-12-04 why:"API late"'),
    );
    const again = await press(failed, 'Try again');
    expect(textOf(again)).toContain('Renegotiated: now Fri 4 Dec.');
    expect(textOf(again).match(/API late/g)).toHaveLength(1);
    expect(textOf(await press(again, 'Undo'))).toContain('State: open\nPromised for: Fri 27 Nov');
  });
});

describe('a date that merely moves', () => {
  test('is a correction while only our side knows the promise', async () => {
    const card = await said('move INT-PRM-5 2026-12-01');
    expect(card).toMatch(/Moved to Tue 1 Dec\..*State: open/s);
  });

  test('opens the agreement with the date filled in if the client knows it', async () => {
    expect(await said('PRM-1')).toContain('[Agree on a new date]');
    expect(await said('INT-PRM-5')).not.toContain('[Agree on a new date]');
    const reply = await say('move PRM-1 2026-12-15');
    const { _id } = await promiseCalled('Copy');
    expect(reply).toMatchObject({
      kind: 'form',
      form: {
        command: 'promise renegotiate',
        notice: 'The client knows this promise and its date. Say why the new date was agreed.',
        fields: expect.arrayContaining([expect.objectContaining({ name: 'due', value: '2026-12-15' })]),
      },
    });
    expect(JSON.stringify(reply)).toContain(_id);
    expect(await said('PRM-1')).toContain('Promised for: Fri 11 Dec');
  });

  test('is refused at its field by the form that edits, and so is the state without a date', async () => {
    const problemAt = (name: string) => ({
      form: {
        fields: expect.arrayContaining([
          expect.objectContaining({ name, error: expect.stringContaining('Agree on a new date') }),
        ]),
      },
    });
    expect(await say('promise edit PRM-1 due:2026-12-15')).toMatchObject(problemAt('due'));
    expect(await say('promise edit INT-PRM-5 state:renegotiated')).toMatchObject(problemAt('state'));
    expect(await said('promise edit PRM-1 note:"Ask Legal"')).toContain('Changed.');
    expect(await said('promise edit INT-PRM-5 due:2026-12-02')).toContain('Promised for: Wed 2 Dec');
  });
});

describe('the list of promises', () => {
  test('says for our side how many were kept, and how many of those after a new date', async () => {
    expect(await said('promises')).toContain('Kept 1 of 1\n');
    await say('broken INT-PRM-5');
    await say('done PRM-1');
    expect(await said('promises')).toContain('Kept 2 of 3, 1 of them after a new date\n');
    expect(textOf(await mei.here.say('tom', '承诺', INTERNAL_CHANNEL))).toContain(
      '3 项中已兑现 2 项，其中 1 项改过日期',
    );
  });

  test('says it in a direct conversation for the projects of the listed ones', async () => {
    mei.here.clock.advance(60_000);
    expect(textOf(await mei.here.say('mei', 'promises'))).not.toContain('Kept');
    await say('assign INT-PRM-3 @Mei');
    expect(textOf(await mei.here.say('mei', 'promises'))).toContain('Kept 2 of 3');
  });

  test('does not say it to the client', async () => {
    await say('share INT-PRM-3 en:"Draft"');
    const theirs = await inClientChannel('ana', 'promises');
    expect(theirs).toContain('Draft');
    expect(theirs).not.toContain('Kept');
  });

  test('says nothing while none is over', async () => {
    const closed = await mei.here.entries.list(mei.here.scope, { kind: 'promise', isOpen: false });
    for (const { _id } of closed) await mei.here.press('mei', 'promise delete', { number: _id });
    expect(await said('promises')).not.toContain('Kept');
  });
});

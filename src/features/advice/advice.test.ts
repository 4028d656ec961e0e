import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
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
import type { FormValues } from '../../core/platform.ts';
import { RapportError } from '../../ground/errors.ts';

let here: House;
beforeAll(async () => {
  here = await house();
});
afterAll(() => here.db.close());
// People type slower than these tests.
beforeEach(() => here.clock.advance(60_000));

const said = async (user: User, words: string, where?: string) => textOf(await here.say(user, words, where));
const presses = (user: User, shown: Reply, label: string, where?: string) => {
  const { command, input } = buttonOf(shown, label);
  return here.press(user, command, input, where);
};
/** Opens the form of a button, and sends it with these values. */
async function fills(user: User, shown: Reply, label: string, values: FormValues) {
  const opened = await presses(user, shown, label);
  if (opened.kind !== 'form') throw new Error(`no form, but ${JSON.stringify(opened)}`);
  return here.submit(user, opened.form.command, { ...opened.form.hidden, ...values });
}
/** The messages to Mei of this kind, once all are sent. */
async function toldMei(part: string): Promise<string[]> {
  await here.at(new Date(here.clock.now().getTime() + 60_000).toISOString());
  return here.posted('D-mei').filter((text) => text.includes(part));
}
const pressesTold = (user: User, part: string, label: string) => {
  const post = here.platform.posts.findLast(
    ({ to, message }) => to.conversation === `D-${user}` && message.fallbackText.includes(part),
  );
  if (post === undefined) throw new Error(`nobody was told ${part}`);
  const { command, input } = buttonOf(post.message, label);
  return here.press(user, command, input);
};
/** New advice, which the client sees. */
const proposes = (words: string) => here.say('mei', `advice ${words}`, CLIENT_CHANNEL);

describe('what we recommend', () => {
  test('stays ours until it is shared; the client reads why, the benefit and the effort, never the outcome', async () => {
    const card = await said(
      'mei',
      'advice "Use a CDN" why:"Slow abroad" benefit:"Half the time" effort:"2 days, no licence" outcome:"Secret" by:@Tom',
      INTERNAL_CHANNEL,
    );
    expect(card).toContain('State: proposed\nRecommended by: Tom Berg\nWhy: Slow abroad');
    expect(await said('ana', 'advice', CLIENT_CHANNEL)).toContain('Advice: none');
    await here.say('mei', 'share INT-ADV-1 en:"A network for pictures"', INTERNAL_CHANNEL);
    const theirs = await said('ana', 'ADV-1', CLIENT_CHANNEL);
    expect(theirs).toContain('ACME-ADV-1 · A network for pictures');
    expect(theirs).toContain('Why: Slow abroad\nBenefit: Half the time\nEffort: 2 days, no licence');
    expect(theirs).toContain('[Yes please] [Not now] [Tell me more]');
    expect(theirs).not.toContain('Secret');
  });

  test('waits for the client on their desk, with the ways to answer', async () => {
    expect(await said('ana', 'desk', CLIENT_CHANNEL)).toContain('Waiting for you: 1 (A network for pictures)');
    expect(await said('ana', 'desk waiting', CLIENT_CHANNEL)).toContain('[Yes please] [Not now] [Tell me more] [Open]');
    expect(await said('ana', 'advice', CLIENT_CHANNEL)).toContain('[Yes please] [Not now] [Tell me more] [Open]');
  });

  test('is shown without buttons to a contact who only views', async () => {
    await here.people.change(here.scope, here.ana._id, { clientRole: 'viewer' });
    const card = await here.say('ana', 'ADV-1', CLIENT_CHANNEL);
    expect(textOf(card)).not.toContain('[');
    const [entry] = await here.entries.list(here.scope, { kind: 'advice' });
    const pressed = await here.press('ana', 'advice accept', { number: entry?._id ?? '' });
    expect(textOf(pressed)).not.toContain('Thank you');
    expect(await here.entries.get(here.scope, entry?._id ?? '')).toMatchObject({ state: 'proposed' });
    await here.people.change(here.scope, here.ana._id, { clientRole: 'approver' });
  });
});

describe('a contact', () => {
  test('asks for more: their question goes to the manager, and nothing changes', async () => {
    const card = await here.say('ana', 'ADV-1', CLIENT_CHANNEL);
    const before = await here.entries.list(here.scope, { kind: 'advice' });
    for (const _ of [1, 2])
      expect(textOf(await fills('ana', card, 'Tell me more', { word: 'What does it cost?' }))).toContain(
        'Thank you. The team will answer you.',
      );
    expect(await toldMei('know more')).toEqual([
      'Ana Lima would like to know more about ACME-ADV-1 “Use a CDN”.\n\n> What does it cost?\n\n[Open]',
    ]);
    expect(await here.entries.list(here.scope, { kind: 'advice' })).toEqual(before);
    expect(textOf(await pressesTold('mei', 'know more', 'Open'))).toContain('ACME-ADV-1 · Use a CDN');
  });

  test('says yes: they see it at once, the manager hears it once and can undo it', async () => {
    await here.say('mei', 'move ADV-1 2026-12-04', INTERNAL_CHANNEL);
    const card = await here.say('ana', 'ADV-1', CLIENT_CHANNEL);
    const yes = textOf(await presses('ana', card, 'Yes please', CLIENT_CHANNEL));
    expect(yes).toContain('Thank you. We will see to it.');
    expect(yes).toContain('State: accepted');
    expect(yes).not.toContain('[');
    expect(textOf(await presses('ana', card, 'Yes please', CLIENT_CHANNEL))).toContain(
      'Thank you, this is settled already.',
    );
    expect(textOf(await fills('ana', card, 'Not now', {}))).toContain('Thank you, this is settled already.');
    expect(await toldMei('says yes')).toEqual([
      'Ana Lima says yes to ACME-ADV-1 “Use a CDN”.\n\n[Undo] [Make it a work item] [Open]',
    ]);
    expect(await pressesTold('mei', 'says yes', 'Make it a work item')).toMatchObject({
      form: { command: 'advice track', fields: [{ value: 'Use a CDN' }, { value: 'Tom Berg' }, {}] },
    });
    // The date was that of the answer.
    expect(await said('mei', 'ADV-1', INTERNAL_CHANNEL)).toContain('State: accepted\nRecommended by');
    await pressesTold('mei', 'says yes', 'Undo');
    expect(await said('ana', 'ADV-1', CLIENT_CHANNEL)).toContain('State: proposed');
    expect(await said('mei', 'ADV-1', INTERNAL_CHANNEL)).toContain('Answer by: Fri 4 Dec');
  });

  test('says not now with a date: it waits for nobody until then', async () => {
    const card = await here.say('ana', 'ADV-1', CLIENT_CHANNEL);
    for (const again of ['2026-11-23', '2026-11-20'])
      expect(await fills('ana', card, 'Not now', { again })).toMatchObject({
        kind: 'invalid',
        form: { fields: [{ name: 'again', value: again, error: 'This is not after today.' }, {}] },
      });
    here.clock.advance(60_000);
    const later = textOf(await fills('ana', card, 'Not now', { again: '2027-01-15', word: 'No budget this year' }));
    expect(later).toContain('Thank you. We will not raise it before Fri 15 Jan 2027.');
    expect(later).toContain('State: later\nAgain on: Fri 15 Jan 2027');
    expect(later).not.toContain('[');
    expect(await said('ana', 'desk', CLIENT_CHANNEL)).not.toContain('Waiting for you');
    expect(await said('ana', 'advice', CLIENT_CHANNEL)).toContain('later · Fri 15 Jan 2027');
    expect(await said('mei', 'advice', INTERNAL_CHANNEL)).toContain('later · Fri 15 Jan 2027');
    expect(await toldMei('come back to it')).toEqual([
      'Ana Lima does not want ACME-ADV-1 “Use a CDN” now, and asks to come back to it on Fri 15 Jan 2027.\n\n> No budget this year\n\n[Undo] [Open]',
    ]);
    await pressesTold('mei', 'come back to it', 'Undo');
    expect(await said('mei', 'ADV-1', INTERNAL_CHANNEL)).toContain('Answer by: Fri 4 Dec');
  });

  test('says not now without a date: it is declined', async () => {
    await proposes('"Two languages"');
    const card = await here.say('ana', 'ADV-2', CLIENT_CHANNEL);
    const declined = textOf(await fills('ana', card, 'Not now', {}));
    expect(declined).toContain('Thank you. We will leave it at that.');
    expect(declined).toContain('State: declined');
    expect(await toldMei('names no date')).toHaveLength(1);
  });

  test('finds the buttons of advice that was taken back without effect', async () => {
    await proposes('"A newsletter"');
    const card = await here.say('ana', 'ADV-3', CLIENT_CHANNEL);
    await here.say('mei', 'advice withdraw ADV-3', INTERNAL_CHANNEL);
    expect(textOf(await presses('ana', card, 'Yes please'))).not.toContain('Thank you');
    expect(await toldMei('A newsletter')).toEqual([]);
  });

  test('reads and answers in Chinese', async () => {
    await proposes('"启用 CDN" why:"海外访问较慢"');
    await here.people.change(here.scope, here.ana._id, { locale: 'zh-CN' });
    const card = await here.say('ana', 'ADV-4', CLIENT_CHANNEL);
    expect(textOf(card)).toContain('状态: 待答复');
    expect(textOf(card)).toContain('[好的，请做] [暂时不] [想了解更多]');
    expect(textOf(await fills('ana', card, '想了解更多', {}))).toContain('谢谢，团队会答复您。');
    expect(textOf(await fills('ana', card, '暂时不', { again: '2027-01-15' }))).toContain(
      '谢谢，2027年1月15日（周五）之前我们不再提起。',
    );
    await here.people.change(here.scope, here.ana._id, { locale: 'en' });
  });

  test.each(['change', 'notice'] as const)(
    'whose no ends at the %s finds it completed by the next try of the same request, once',
    async (step) => {
      const here = await house();
      await here.say('mei', 'advice "A shop in Canada"', CLIENT_CHANNEL);
      const { input } = buttonOf(await here.say('ana', 'ADV-1', CLIENT_CHANNEL), 'Yes please');
      const values = { number: input.number ?? '', again: '2027-01-15', word: 'Too far' };
      const down = new RapportError('unavailable', 'the process ends here');
      const steps = {
        change: () => vi.spyOn(here.entries, 'change'),
        notice: () => vi.spyOn(here.outbox, 'enqueue'),
      };
      steps[step]().mockRejectedValueOnce(down);
      const failed = await here.submit('ana', 'advice postpone', values, CLIENT_CHANNEL);
      if (failed.kind !== 'invalid') throw new Error('the form does not come back');
      const again = { ...values, ...failed.form.hidden };
      const done = textOf(await here.submit('ana', 'advice postpone', again, CLIENT_CHANNEL));
      expect(done).toContain('Thank you. We will not raise it before Fri 15 Jan 2027.');
      await here.at('2026-11-23T09:02:00Z');
      const told = here.posted('D-mei').filter((text) => text.includes('Canada'));
      expect(told).toHaveLength(1);
      expect(told[0]).toContain('> Too far');
      const [entry] = await here.entries.list(here.scope, { kind: 'advice' });
      expect(entry).toMatchObject({ state: 'later', due: '2027-01-15', revision: 2 });
      await here.db.close();
    },
  );

  test.each([
    ['2027-01-15', undefined, 'later'],
    [undefined, undefined, 'declined'],
    ['2027-01-15', 'Too far', 'later'],
  ])(
    'whose no (%s, %s) could not be told and is not repeated: the manager hears what stands',
    async (again, word, state) => {
      const here = await house();
      await here.say('mei', 'advice "A shop in Canada"', CLIENT_CHANNEL);
      const { input } = buttonOf(await here.say('ana', 'ADV-1', CLIENT_CHANNEL), 'Yes please');
      const values = { number: input.number ?? '', ...(again && { again }), ...(word && { word }) };
      vi.spyOn(here.outbox, 'enqueue').mockRejectedValueOnce(new RapportError('unavailable', 'the process ends here'));
      const answer = await here.submit('ana', 'advice postpone', values, CLIENT_CHANNEL);
      await here.at('2026-11-23T09:02:00Z');
      await here.histories.recover();
      await here.at('2026-11-23T09:04:00Z');
      const told = here.posted('D-mei').filter((text) => text.includes('Canada'));
      const [entry] = await here.entries.list(here.scope, { kind: 'advice' });
      // Words that cannot be passed on are still in the form, and nothing is set.
      if (word !== undefined) {
        expect(answer.kind).toBe('invalid');
        expect([entry?.state, told]).toEqual(['proposed', []]);
      } else {
        expect(entry?.state).toBe(state);
        expect(told).toHaveLength(1);
        expect(told[0]).toContain('[Undo] [Open]');
        if (again !== undefined) expect(told[0]).toContain('come back to it on Fri 15 Jan 2027.');
      }
      await here.db.close();
    },
  );

  test('whose answer with words is repeated after it is done is told once, with the words', async () => {
    const here = await house();
    await here.say('mei', 'advice "A shop in Canada"', CLIENT_CHANNEL);
    const { input } = buttonOf(await here.say('ana', 'ADV-1', CLIENT_CHANNEL), 'Yes please');
    const values = { number: input.number ?? '', again: '2027-01-15', word: 'Too far' };
    // The process ends after the change, before the thanks.
    const { change } = here.entries;
    vi.spyOn(here.entries, 'change').mockImplementationOnce(async (...all) => {
      await change(...all);
      throw new RapportError('unavailable', 'the process ends here');
    });
    const failed = await here.submit('ana', 'advice postpone', values, CLIENT_CHANNEL);
    if (failed.kind !== 'invalid') throw new Error('the form does not come back');
    await here.histories.settled();
    await here.submit('ana', 'advice postpone', { ...values, ...failed.form.hidden }, CLIENT_CHANNEL);
    await here.at('2026-11-23T09:02:00Z');
    const told = here.posted('D-mei').filter((text) => text.includes('Canada'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('> Too far');
    await here.db.close();
  });

  test('presses yes together with another one: the manager hears one yes', async () => {
    const here = await house();
    await here.say('mei', 'advice "A shop in Canada"', CLIENT_CHANNEL);
    const { command, input } = buttonOf(await here.say('ana', 'ADV-1', CLIENT_CHANNEL), 'Yes please');
    const both = await Promise.all([1, 2].map(() => here.press('ana', command, input, CLIENT_CHANNEL)));
    expect(both.map((reply) => textOf(reply).split('\n')[0]).sort()).toEqual([
      'Thank you, this is settled already.',
      'Thank you. We will see to it.',
    ]);
    await here.at('2026-11-23T09:02:00Z');
    expect(here.posted('D-mei').filter((text) => text.includes('says yes'))).toHaveLength(1);
    await here.db.close();
  });

  test('is told when nobody of the team can be reached: a no stands, a question does not pretend to be passed on', async () => {
    const here = await house();
    here.platform.openDirect = async () => ({ unreachable: 'nobody' });
    const ana = async (command: string, label: string) => {
      const { input } = buttonOf(await here.say('ana', command, CLIENT_CHANNEL), label);
      return input.number ?? '';
    };
    await here.say('mei', 'advice "A shop in Canada"', CLIENT_CHANNEL);
    const number = await ana('ADV-1', 'Yes please');
    const notice = 'I cannot reach anybody of the team right now. Please tell them directly.';
    expect(await here.submit('ana', 'advice ask', { number, word: 'Why?' }, CLIENT_CHANNEL)).toMatchObject({
      kind: 'invalid',
      form: { notice, fields: [{ name: 'word', value: 'Why?' }] },
    });
    const no = textOf(await here.submit('ana', 'advice postpone', { number, word: 'Too far' }, CLIENT_CHANNEL));
    expect(no).toContain(`We will leave it at that. ${notice}`);
    expect(no).toContain('State: declined');
    await here.db.close();
  });
});

describe('our side', () => {
  test('may press in the client’s channel: it is our own change, not told yet', async () => {
    await proposes('"A second server"');
    const [entry] = await here.entries.list(here.scope, { kind: 'advice', isNewestFirst: true, limit: 1 });
    const number = entry?._id ?? '';
    const accepted = textOf(
      await here.press('tom', 'advice accept', { number }, CLIENT_CHANNEL),
      undefined,
      undefined,
      'zh-CN',
    );
    expect(accepted).toContain('现在：已采纳。');
    expect(accepted).toContain('尚未告知：状态');
    expect(await said('ana', 'ADV-5', CLIENT_CHANNEL)).toContain('State: proposed');
    expect(textOf(await here.submit('mei', 'advice ask', { number }))).toContain('nothing was sent');
    expect(await toldMei('A second server')).toEqual([]);
  });

  test('declines it for the client, and can undo it', async () => {
    const declined = await here.say('mei', 'decline ADV-5', INTERNAL_CHANNEL);
    expect(textOf(declined)).toContain('Now declined.');
    expect(textOf(await presses('mei', declined, 'Undo', INTERNAL_CHANNEL))).toContain('State: accepted');
  });

  test('types it in Chinese', async () => {
    expect(await said('mei', '建议 “增加缓存” 收益："更快" 投入："2 天"', INTERNAL_CHANNEL)).toContain(
      'Benefit: 更快\nEffort: 2 天',
    );
  });
});

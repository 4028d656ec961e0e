import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderForm as slackForm } from '../../adapters/slack/form.ts';
import { renderMessage as slackMessage } from '../../adapters/slack/render.ts';
import { renderForm as teamsForm } from '../../adapters/teams/form.ts';
import { LIMITS } from '../../adapters/teams/limits.ts';
import type { Reply } from '../../src/core/command.ts';
import { OPEN_FORM } from '../../src/core/message.ts';
import type { FormValues } from '../../src/core/platform.ts';
import { type House, house, INTERNAL_CHANNEL, messageOf } from '../fakes/house.ts';
import { place } from '../fakes/slack/forms.ts';
import { cardOf } from '../fakes/teamsCards.ts';
import { carry } from '../fakes/teamsForms.ts';
import { checkCard } from './adaptiveCard.ts';
import { checkPayload } from './blockKit.ts';
import { textsIn } from './hostile.ts';

/** The longest words that the forms take: an own title, a note, a client's wording. */
const LONGEST = { title: '风险 & <risk> '.repeat(40).slice(0, 300), note: '备注 note & '.repeat(400).slice(0, 3_000) };
const FILLED = {
  ...{ probability: '5', impact: '5', owner: '@Mei', due: '2026-12-04', project: 'ACME' },
  ...{ prevention: LONGEST.note, contingency: LONGEST.note, trigger: LONGEST.title, ...LONGEST },
};

let here: House;
let number: FormValues[string];
beforeAll(async () => {
  here = await house();
  for (let count = 1; count <= 25; count++) {
    here.clock.advance(5_000);
    await here.submit('mei', 'risk new', { ...FILLED, audience: 'internal' }, INTERNAL_CHANNEL);
  }
  const [first] = await here.entries.list(here.scope, { kind: 'risk' });
  number = first?._id ?? '';
});
afterAll(() => here.db.close());

async function asked(ask: () => Promise<Reply>): Promise<Reply> {
  here.clock.advance(5_000);
  return ask();
}
const press = (who: 'mei' | 'tom', command: string, input: FormValues) =>
  asked(() => here.press(who, command, input, INTERNAL_CHANNEL));

/** What Slack and Teams have against a message, and its texts in Slack. */
function faultsOf(reply: Reply): { readonly faults: string[]; readonly texts: string } {
  const message = messageOf(reply);
  const { text, blocks } = slackMessage(message, { locale: 'en', zone: 'Europe/Berlin' });
  const card = cardOf(...message.blocks);
  const faults = [...checkPayload('chat.postMessage', { channel: 'C1', text, blocks }), ...checkCard(card)];
  return { faults, texts: textsIn(blocks).join('\n') };
}

describe('the longest entries fit into Slack and Teams:', () => {
  test.each(['mei', 'tom'] as const)('the card, with its history, buttons and menu (%s)', async (who) => {
    const { faults, texts } = faultsOf(await press(who, 'risk show', { number }));
    expect(faults).toEqual([]);
    expect(texts).toContain('风险');
  });

  test('an act’s answer, and the card of what was shared', async () => {
    const zhMore = LONGEST.note;
    const shared = { number, en: LONGEST.title, enMore: LONGEST.note, zh: LONGEST.title, zhMore };
    const answer = await asked(() => here.submit('mei', 'risk share', shared, INTERNAL_CHANNEL));
    expect(faultsOf(answer).faults).toEqual([]);
    expect(faultsOf(await asked(() => here.say('ana', 'RISK-1'))).faults).toEqual([]);
    expect(faultsOf(await asked(() => here.say('ana', 'risks'))).faults).toEqual([]);
  });

  test.each(['open', 'all'])('a list of 25, its first page and the next (%s)', async (which) => {
    const first = await press('mei', 'risk list', { which, project: 'ACME' });
    const next = await press('mei', 'risk list', { which, project: 'ACME', from: '11' });
    expect([faultsOf(first).faults, faultsOf(next).faults]).toEqual([[], []]);
    expect(faultsOf(next).texts).toMatch(/11\. /);
  });

  test.each(['edit', 'share', 'move', 'assign'])('the form: %s', async (verb) => {
    const reply = await press('mei', `risk ${verb}`, { number, [OPEN_FORM]: 'open' });
    if (reply.kind !== 'form') throw new Error(`no form: ${JSON.stringify(reply)}`);
    const { view } = slackForm(reply.form, { place });
    expect(checkPayload('views.open', { trigger_id: 't', view })).toEqual([]);
    expect(checkCard(teamsForm(reply.form, carry, { surface: 'dialog' }), { bytes: LIMITS.form })).toEqual([]);
  });
});

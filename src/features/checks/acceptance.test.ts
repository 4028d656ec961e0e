import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, fileIn, textOf, type User } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';

const mei = meiTypes({ anew: true });
const { say, said } = mei;
const ana = async (words: string) => textOf(await mei.here.say('ana', words, CLIENT_CHANNEL));
const passes = () => mei.here.at(new Date(mei.here.clock.now().getTime() + 60_000).toISOString());
const clientPosts = () => mei.here.posted(CLIENT_CHANNEL);

/** What a button of the newest post in the client's channel sends. */
function posted(label: string): { command: string; input: FormValues } {
  const post = mei.here.platform.posts.findLast(({ to }) => to.conversation === CLIENT_CHANNEL);
  if (post === undefined) throw new Error('nothing is posted');
  return buttonOf(post.message, label);
}
const presses = async (user: User, { command, input }: ReturnType<typeof posted>): Promise<Reply> =>
  mei.here.press(user, command, input, CLIENT_CHANNEL);
const writes = async ({ command, input }: ReturnType<typeof posted>, words: string) => {
  const { $form: _, ...values } = input;
  return textOf(await mei.here.submit('ana', command, { ...values, words }, CLIENT_CHANNEL));
};
const check = async () => {
  const [entry] = await mei.here.entries.list(mei.here.scope, { kind: 'check' });
  if (entry === undefined) throw new Error('no check');
  return entry;
};

/** A passed check that the client reads as it is, and the request to accept it in their channel. */
async function asked() {
  await say('check "Checkout" standard:"No error" lines:"Pay; Cancel; Refund"');
  await say('check share INT-CHK-1 en:"Checkout"');
  await say('tick CHK-1 1-2');
  await say('cross CHK-1 3');
  await mei.here.press('mei', 'check passed', { number: (await check())._id, sure: 'yes' });
  await mei.here.press('mei', 'check share', { number: (await check())._id });
  const answer = await said('check accept CHK-1');
  await passes();
  return answer;
}
const FROZEN = 'Acceptance: ACME-CHK-1 Checkout\n> Standard: No error\n> Checklist: ☑ Pay\n> ☑ Cancel\n> ☒ Refund';

test('the approver reads the checklist as it is, and accepts it; it stays as they have accepted it', async () => {
  expect(await asked()).toContain('Asked in #acme.');
  expect(clientPosts()[0]).toContain(`Mei Chen asks you to accept this as finished:\n\n> ${FROZEN}`);
  // On the card of the check, too.
  const card = await mei.here.say('ana', 'CHK-1', CLIENT_CHANNEL);
  expect(textOf(card)).toContain(FROZEN);
  expect(buttonOf(card, 'Accept')).toEqual(posted('Accept'));
  expect(textOf(await presses('ana', posted('Accept')))).toContain('Thank you. Your answer is recorded');
  await passes();
  expect(clientPosts()[0]).toContain('Accepted: Ana Lima, Approver');
  expect(await ana('CHK-1')).toContain('State: accepted');
  expect(mei.here.posted('D-mei').at(-1)).toContain('Ana Lima: Accepted. ACME-CHK-1 Checkout');
  for (const words of [
    // Its third line is not fine: a refused change is not asked about first.
    'done CHK-1',
    'failed CHK-1',
    'untick CHK-1 1',
    'check edit CHK-1 standard:"None"',
    'check edit CHK-1 "Other"',
  ])
    expect(JSON.stringify(await say(words))).toContain('The client has accepted this, so it stays accepted.');
  expect(await check()).toMatchObject({ state: 'accepted', title: 'Checkout' });
  expect(await said('check edit CHK-1 evidence:"Report 7"')).toContain('Evidence: Report 7');
});

test('it is printed with its lines, the answer and a block for signature and seal', async () => {
  await asked();
  await presses('ana', posted('Accept'));
  const { content } = fileIn(await say('check print CHK-1'));
  expect(content).toMatch(/^Acceptance certificate\n/);
  expect(content).toContain(FROZEN.replaceAll('\n> ', '\n'));
  expect(content).toContain('1. Ana Lima, Approver: accepted');
  expect(content).toContain('Signature and seal');
});

test('in Chinese it is a 验收单', async () => {
  await mei.here.projects.change(mei.here.scope, mei.here.project._id, { locale: 'zh-CN' });
  await say('检查 “结账” 清单：“付款；退款”');
  await say('check share INT-CHK-1 zh:"结账"');
  await say('勾选 CHK-1 全部');
  await say('通过 CHK-1');
  await mei.here.press('mei', 'check share', { number: (await check())._id });
  expect(await said('验收 CHK-1')).toContain('Asked in');
  await passes();
  expect(clientPosts()[0]).toContain('> 验收：ACME-CHK-1 结账\n> 检查清单：☑ 付款\n> ☑ 退款');
  expect(fileIn(await say('打印 CHK-1')).content).toMatch(/^验收单\n.*☑ 付款\n☑ 退款.*签字盖章/s);
});

test('not accepted, it is planned again, with the words on its card until the next answer', async () => {
  await asked();
  expect(await writes(posted('Not accepted'), 'The refund does not arrive')).toContain('Mei gets your words at once.');
  await passes();
  expect(mei.here.posted('D-mei').at(-1)).toContain(
    'Not accepted. ACME-CHK-1 Checkout\n\n> The refund does not arrive',
  );
  const card = await said('CHK-1');
  expect(card).toContain('State: planned');
  expect(card).toMatch(/Not accepted · today.*\n\n> The refund does not arrive/);
  expect(await ana('CHK-1')).toContain('State: planned');
  expect(await ana('CHK-1')).not.toContain('refund');
  await say('tick CHK-1 3');
  await say('passed CHK-1');
  await mei.here.press('mei', 'check share', { number: (await check())._id });
  expect(await said('check accept CHK-1')).toContain('Asked in #acme.');
  await passes();
  await presses('ana', posted('Accept'));
  const accepted = await said('CHK-1');
  expect(accepted).toContain('State: accepted');
  expect(accepted).not.toContain('The refund does not arrive');
});

test('remarks accept it and become work items, which are its parts', async () => {
  await asked();
  await writes(posted('Accept with remarks'), '- Refund by mail too\n- A bigger button');
  await passes();
  const card = await said('CHK-1');
  expect(card).toContain('State: accepted');
  expect(card).toContain('Parts: ACME-INT-TASK-1 · Refund by mail too; ACME-INT-TASK-2 · A bigger button');
  expect(card).toContain('> - Refund by mail too');
});

test('a line marked after asking withdraws the request, and an old press signs nothing', async () => {
  await asked();
  const old = posted('Accept');
  await say('tick CHK-1 3');
  await passes();
  expect(clientPosts()[0]).toContain('This has changed since, so no answer is needed any more.');
  expect(textOf(await presses('ana', old))).toContain('This has changed since it was posted');
  expect(await check()).toMatchObject({ state: 'passed' });
  expect(await said('check accept CHK-1')).toContain('The client has been told something else.');
});

test('only a passed check that the client sees can be asked about', async () => {
  await say('check "Checkout" lines:"Pay"');
  expect(await said('check accept INT-CHK-1')).toContain('The client does not see this yet.');
  await say('check share INT-CHK-1 en:"Checkout"');
  expect(await said('check accept CHK-1')).toContain('This can be asked only in this state: passed.');
  await passes();
  expect(clientPosts()).toEqual([]);
});

test('acceptance is offered once the client knows what they are to accept', async () => {
  await say('check "Checkout" lines:"Pay"');
  await say('check share INT-CHK-1 en:"Checkout"');
  await say('tick CHK-1 1');
  await say('check pass CHK-1');
  expect(await said('CHK-1')).not.toContain('[Ask for acceptance]');
  await mei.here.press('mei', 'check share', { number: (await check())._id });
  expect(await said('CHK-1')).toContain('[Ask for acceptance]');
});

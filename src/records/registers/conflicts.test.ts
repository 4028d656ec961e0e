import { expect, test } from 'vitest';
import { valuesIn } from '../../../test/fakes/formWalk.ts';
import { INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';

const mei = meiTypes();
const { say, said, press } = mei;

const formIn = (reply: Reply) => {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') throw new Error(`no form, but ${JSON.stringify(reply)}`);
  return reply.form;
};
/** Sends an opened form with some values changed. */
const sends = (opened: Reply, values: FormValues) =>
  mei.here.submit('mei', formIn(opened).command, { ...valuesIn(opened), ...values }, INTERNAL_CHANNEL);
const valueIn = (reply: Reply, name: string) => formIn(reply).fields.find((field) => field.name === name)?.value;

test('a form of before another person’s change comes back with that change alone as theirs', async () => {
  const opened = await press(await say('risk "Vendor late" 4x5'), 'Edit');
  await say('move INT-RISK-1 2026-12-04');
  const back = await sends(opened, { title: 'Vendor is late', trigger: 'No answer by Friday' });
  expect(back.kind).toBe('invalid');
  expect(formIn(back).notice).toBe(
    'Somebody has changed it since you opened this form. Now: Next review: Fri 4 Dec. Your own changes are below. Check and save.',
  );
  // Saved as it is, it keeps both.
  expect(valueIn(back, 'title')).toBe('Vendor is late');
  const both = textOf(await sends(back, {}));
  expect(both).toContain('ACME-INT-RISK-1 · Vendor is late');
  expect(both).toContain('Next review: Fri 4 Dec');
  expect(both).toContain('No answer by Friday');
});

test('where both have changed the same field, the form says theirs and keeps one’s own', async () => {
  const opened = await press(await say('INT-RISK-1'), 'Edit');
  await say('risk edit INT-RISK-1 trigger:"Two days of silence"');
  const back = await sends(opened, { trigger: 'No answer by Monday' });
  expect(formIn(back).notice).toContain('Now: Early sign: Two days of silence. Your own');
  expect(valueIn(back, 'trigger')).toBe('No answer by Monday');
});

test('a change of no field of the form keeps nobody from saving', async () => {
  const opened = await press(await say('INT-RISK-1'), 'Edit');
  await say('share INT-RISK-1 en:"A supplier"');
  expect(textOf(await sends(opened, { trigger: 'No answer by Monday' }))).toContain('Early sign: No answer by Monday');
});

test('a form of an earlier version is not overwritten either', async () => {
  const [entry] = await mei.here.entries.list(mei.here.scope, { kind: 'risk' });
  const old = { number: entry?._id ?? '', seen: '1', title: 'Old words' };
  const back = await mei.here.submit('mei', 'risk edit', old, INTERNAL_CHANNEL);
  expect(formIn(back).notice).toMatch(/Vendor (is )?late/);
  expect(await said('RISK-1')).toMatch(/Vendor (is )?late/);
});

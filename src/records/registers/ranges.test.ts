import { describe, expect, test } from 'vitest';
import { CLIENT_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';

const mei = meiTypes();
const { say, said, press } = mei;

describe('a range keeps to the sequence of its first number', () => {
  test('ours and the client’s risks are added', async () => {
    for (const title of ['One', 'Two', 'Three']) await say(`risk "${title}" 2x2`);
    for (const title of ['Four', 'Five']) await say(`risk "${title}" 2x2`);
    expect(await said('share INT-RISK-4 en:"Fourth"')).toContain('ACME-RISK-1');
    expect(await said('share INT-RISK-5 en:"Fifth"')).toContain('ACME-RISK-2');
  });

  test('the client’s, and the number that does not exist is named; ours with that number stays open', async () => {
    const done = await said('done RISK-1-3');
    expect(done).toContain('ACME-RISK-1 · Four');
    expect(done).toContain('ACME-RISK-2 · Five');
    expect(done).toContain('There is no ACME-RISK-3.');
    expect(done).not.toContain('Three');
    expect(await said('INT-RISK-3')).toContain('State: open');
  });

  test('the same with the key, with words, and in the forms of its numbers', async () => {
    expect(await said('ACME-RISK-2 to 3 done')).toContain('There is no ACME-RISK-3.');
    expect(await said('完成 RISK-2 到 RISK-3')).toContain('There is no ACME-RISK-3.');
    const asked = await press(await say('assign RISK-1-2'), 'Continue RISK-2');
    expect(asked).toMatchObject({ kind: 'form', form: { command: 'risk assign' } });
    const { here } = mei;
    const values = Object.fromEntries(
      (asked.kind === 'form' ? asked.form.fields : []).map(({ name, value = '' }) => [name, value]),
    );
    const saved = await here.submit('mei', 'risk assign', { ...values, owner: '@Tom' });
    expect(textOf(saved)).toContain('ACME-RISK-2 · Five');
  });

  test('ours, if the first number is not the client’s', async () => {
    const done = await said('done RISK-3-5');
    expect(done).toContain('ACME-INT-RISK-3 · Three');
    expect(done).toContain('ACME-RISK-1 · Four');
    expect(await said('INT-RISK-1-2')).toMatch(/INT-RISK-1 · One[\s\S]*INT-RISK-2 · Two/);
  });

  test('a contact reads the client’s alone', async () => {
    mei.here.clock.advance(5_000);
    const read = textOf(await mei.here.say('ana', 'RISK-1-3', CLIENT_CHANNEL));
    expect(read).toContain('Fourth');
    expect(read).toContain('Fifth');
    expect(read).not.toContain('Three');
  });
});

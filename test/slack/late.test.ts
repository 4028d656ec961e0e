import { describe, expect, test } from 'vitest';
import type { InboundEvent } from '../../src/core/platform.ts';
import { shownIn } from './blocks.ts';
import type { SlackHouse } from './house.ts';
import { houseOfTest } from './houseOfTest.ts';
import { slowBot } from './slowBot.ts';

const house = houseOfTest();

describe('long after its event', () => {
  const eventOf = (here: SlackHouse, more: Partial<InboundEvent>): InboundEvent =>
    ({
      kind: 'action',
      id: 'action:late',
      installation: { platform: 'slack', tenant: 'T0NORTH' },
      from: { user: here.as('mei').user, tenant: 'T0NORTH', name: 'Mei', outsider: false },
      place: { conversation: here.as('mei').team.channel('acme-internal'), kind: 'channel' },
      payload: { v: 1, command: 'reminder list', input: {} },
      ...more,
    }) as InboundEvent;
  const message = {
    audience: 'client' as const,
    fallbackText: 'Late, but here',
    blocks: [{ kind: 'text' as const, text: 'Late, but here' }],
  };

  test('an answer reaches the person, and a public one is posted once', async () => {
    const here = await house();
    await here.edge.answerLate(eventOf(here, {}), { kind: 'message', to: 'caller', message });
    expect((await here.next()).done.method).toBe('chat.postEphemeral');
    const forAll = eventOf(here, { id: 'action:all' });
    for (const _ of [1, 2]) await here.edge.answerLate(forAll, { kind: 'message', to: 'conversation', message });
    expect((await here.next()).done.method).toBe('chat.postMessage');
    const { team } = here.as('mei');
    expect(
      (await team.messages(team.channel('acme-internal'))).filter(({ text }) => text === 'Late, but here'),
    ).toHaveLength(1);
  });

  test('a file is sent once, however often Slack refuses the message for now', async () => {
    const here = await house();
    const { team, direct } = here.as('mei');
    const file = {
      kind: 'file' as const,
      name: 'Call.ics',
      mediaType: 'text/calendar',
      content: 'BEGIN:VCALENDAR',
      url: 'https://rapport.example.com/file/a',
    };
    const reply = {
      kind: 'message' as const,
      to: 'caller' as const,
      message: { ...message, blocks: [...message.blocks, file] },
    };
    here.slack.fault({ method: 'chat.postEphemeral', times: 3 }, { kind: 'rateLimited', afterSeconds: 0 });
    await expect(here.edge.answerLate(eventOf(here, {}), reply)).rejects.toMatchObject({ code: 'unavailable' });
    await here.edge.answerLate(eventOf(here, {}), reply);
    const there = await team.messages(await direct());
    expect(there.filter(({ text }) => text === 'Late, but here')).toHaveLength(1);
    expect(here.slack.callsOf('upload')).toHaveLength(1);
    // After a crash it is unknown whether the file arrived.
    expect(JSON.stringify(here.slack.callsOf('chat.update').at(-1)?.arguments.blocks)).toContain(
      'https://rapport.example.com/file/a',
    );
  });

  test('a window that still says "saving" gets the result', async () => {
    const { between, slow, release } = slowBot();
    const here = await house({ between, waits: { saving: 100 } });
    const mei = here.as('mei');
    await mei.command('reminder new');
    const form = await here.window();
    slow();
    await mei.submit(form, { text: 'Call', when: 'tomorrow 9:00' });
    await here.edge.answerLate(
      eventOf(here, {
        kind: 'formSubmit',
        id: `submit:${form.id}:digest`,
        command: 'reminder new',
        values: {},
      } as Partial<InboundEvent>),
      {
        kind: 'message',
        to: 'caller',
        message,
      },
    );
    expect((await here.next()).done).toMatchObject({
      method: 'views.update',
      arguments: { view_id: form.id },
      answer: { ok: true },
    });
    release();
  });

  test('a form is sent as a message', async () => {
    const here = await house();
    const { registry } = here;
    const { formView } = await import('../../src/core/formView.ts');
    const command = registry.find('reminder new');
    if (command === undefined) throw new Error('there is no such command');
    await here.edge.answerLate(eventOf(here, {}), {
      kind: 'form',
      form: formView(command, { locale: 'en', values: { text: 'Kept words' } }),
    });
    const waiting = await here.next();
    await here.as('mei').press(waiting, 'Open the form');
    expect(shownIn((await here.window()).view)).toMatchObject({ text: 'Kept words' });
  });
});

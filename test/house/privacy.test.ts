import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command, Reply } from '../../src/core/command.ts';
import type { FormValues } from '../../src/core/platform.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { clientView } from '../../src/records/clients/model.ts';
import { projectView } from '../../src/records/projects/model.ts';
import { inChannel, inDirect } from '../fakes/agency.ts';
import { EXAMPLE_USERS, exampleSteps } from '../fakes/examples.ts';
import { runs } from '../fakes/soak.ts';
import { type TalkingAgency, talkingAgency } from '../fakes/talk.ts';

/** Is in every internal field. */
const CANARY = 'canary';
let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
  const { scope } = here;
  await here.clients.change(scope, here.acme._id, { note: `${CANARY} of the client` });
  await here.projects.change(scope, here.project._id, { note: `${CANARY} of the project`, rehearsal: true });
  for (const who of [here.ana, here.bo, here.mei, here.tom])
    await here.people.change(scope, who._id, { note: `${CANARY} of a person`, email: `${CANARY}@north.test` });
  await here.projects.happened(scope, here.internalChannel, { name: `${CANARY}-internal` });
  await here.clients.add(scope, { name: `${CANARY} of another client`, locale: 'en' });
  for (const { as, command, values = {} } of exampleSteps(here.slices, CANARY))
    await here.press(EXAMPLE_USERS[as], { command, input: values });
});
afterEach(() => here.db.close());

const raw: Record<string, readonly string[]> = {
  text: ['ACME', 'Acme', 'x', ''],
  longText: ['client\nAcme', 'note', ''],
  number: ['1'],
  toggle: ['yes', 'no'],
  date: ['2026-12-01', '2026-12-05'],
  time: ['09:00'],
  when: ['tomorrow 9:00'],
  person: ['@Ana', '@Mei', 'me', '@Tom', '<@root>'],
  channel: ['<#C1>', '<#C2>', '#acme', 'here'],
  zone: ['Europe/Berlin'],
};

/** Random input for a command: each field with a value of its kind, or left out. */
const inputOf = (command: Command): fc.Arbitrary<FormValues> =>
  fc.record(
    Object.fromEntries(
      Object.entries(command.input).map(([name, field]) => [
        name,
        fc.constantFrom(...(field.options?.map((one) => one.value) ?? raw[field.kind] ?? [''])),
      ]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<FormValues>;

async function answered(ask: () => Promise<Reply>): Promise<Reply | string> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RapportError) || error.forPeople === undefined) throw error;
    return error.forPeople.en;
  }
}

test('no answer to a contact or a stranger has an internal word, for any request in any place', async () => {
  const asking = fc.constantFrom(...here.registry.commands).chain((command) =>
    fc.record({
      command: fc.constant(command),
      input: inputOf(command),
      as: fc.constantFrom('ana', 'bo', 'zoe'),
      place: fc.constantFrom(inChannel('C1'), inChannel('C2'), inDirect('D-x')),
    }),
  );
  await fc.assert(
    fc.asyncProperty(asking, async ({ command, input, as, place }) => {
      const reply = await answered(() => here.press(as, { command: command.name, input }, place));
      expect(JSON.stringify(reply)).not.toContain(CANARY);
    }),
    { numRuns: runs(100, 300) },
  );
});

test('no message marked for a client has an internal word, for any act of our side', async () => {
  const doing = fc
    .constantFrom(...here.registry.commands)
    .chain((command) =>
      fc.record({ command: fc.constant(command), input: inputOf(command), as: fc.constantFrom('mei', 'root') }),
    );
  await fc.assert(
    fc.asyncProperty(doing, async ({ command, input, as }) => {
      const reply = await answered(() => here.press(as, { command: command.name, input }, inChannel('C1')));
      const said = [...here.outbox.sent.values()].map((one) => one.message);
      const messages = typeof reply === 'string' || !('message' in reply) ? said : [...said, reply.message];
      expect(JSON.stringify(messages.filter((one) => one.audience === 'client'))).not.toContain(CANARY);
    }),
    { numRuns: runs(50, 150) },
  );
});

test('a contact and a stranger can change only their own things', async () => {
  const own = new Set(['me show', 'me edit', 'me link']);
  for (const command of here.registry.commands.filter((one) => !own.has(one.name))) {
    for (const as of ['ana', 'bo', 'zoe']) {
      await expect(
        here.press(as, { command: command.name, input: {} }, inChannel('C1')),
        `${as}: ${command.name}`,
      ).rejects.toMatchObject({ code: 'refused' });
    }
  }
});

test('the client-visible views of client and project leave out internal fields', async () => {
  const [client, project] = [
    await here.clients.get(here.scope, here.acme._id),
    await here.projects.get(here.scope, here.project._id),
  ];
  if (client === undefined || project === undefined) throw new Error('both are there');
  expect(JSON.stringify([client, project])).toContain(CANARY);
  expect(JSON.stringify([clientView(client), projectView(project)])).not.toContain(CANARY);
});

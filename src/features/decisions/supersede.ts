import { type Command, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { RapportError } from '../../ground/errors.ts';
import { createEntryAccess, numberField } from '../../records/registers/access.ts';
import type { Register } from '../../records/registers/define.ts';
import { createMaking } from '../../records/registers/making.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { decisionTexts } from './texts.ts';

/** Replaces a decision by a new one; both cards show the other. */
export function supersedeCommand(ports: RegisterPorts, register: Register): Command {
  const { about } = createEntryAccess(ports, register);
  const makes = createMaking(ports, register);
  return defineCommand({
    thing: register.thing,
    verb: 'supersede',
    verbAliases: ['replace', '取代', '替代'],
    summary: decisionTexts.all('supersedeSummary'),
    permission: 'work',
    about,
    sensitive: true,
    input: {
      number: numberField(register),
      title: field.text({ label: decisionTexts.all('newDecision'), aliases: ['by', '改为'] }),
      reason: field.longText({ label: decisionTexts.all('reason'), aliases: ['why', '理由'], optional: true }),
    },
    positional: ['number', 'title'],
    async run({ title, reason }, context) {
      const { entry } = context.subject;
      const isMade = await ports.entries.hasMade(context.scope, entry, 'stateChanged');
      if (entry.state === 'superseded' && !isMade)
        throw new RapportError('conflict', `${entry._id} is superseded`, {
          forPeople: decisionTexts.all('wasReplaced'),
        });
      return makes(context, {
        fresh: {
          kind: register.kind,
          title,
          details: { reason },
          links: [{ how: 'supersedes', entryId: entry._id }],
        },
        how: 'supersededBy',
        state: 'superseded',
        event: 'stateChanged',
        said: (number) => decisionTexts(context.locale).isReplaced({ number }),
      });
    },
  });
}

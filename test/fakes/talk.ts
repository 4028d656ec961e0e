import { createAbout, projectFieldOf } from '../../src/core/about.ts';
import type { AuditEntry } from '../../src/core/audit.ts';
import type { Command, CommandContext, Reply } from '../../src/core/command.ts';
import { noFileLinks } from '../../src/core/files.ts';
import type { FieldProblem } from '../../src/core/form.ts';
import { formView } from '../../src/core/formView.ts';
import { type ActionPayload, type Block, type Message, OPEN_FORM } from '../../src/core/message.ts';
import { createPersonData } from '../../src/core/personData.ts';
import type { FormValues, Place } from '../../src/core/platform.ts';
import { createRegistry } from '../../src/core/registry.ts';
import type { Slice } from '../../src/core/slice.ts';
import { clientsSlice } from '../../src/features/clients/index.ts';
import { peopleSlice } from '../../src/features/people/index.ts';
import { projectsSlice } from '../../src/features/projects/index.ts';
import { workspacesSlice } from '../../src/features/workspaces/index.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { createManaged } from '../../src/records/managed.ts';
import { agency, event, inDirect } from './agency.ts';

/** An agency whose people can type and press. The bot's doors are left out; everything behind them is real. */
export async function talkingAgency() {
  const here = await agency();
  const home = async () => here.workspace;
  const managed = createManaged(here);
  const slices: Slice[] = [
    workspacesSlice(here),
    peopleSlice({
      ...here,
      ...{ managed, fileLinks: noFileLinks },
      personData: createPersonData({ db: here.db, histories: here.histories, house: here }),
    }),
    clientsSlice({ ...here, outlook: async () => new Map() }),
    projectsSlice({ ...here, home, managed }),
  ];
  here.reactions.splice(0, here.reactions.length, ...slices.flatMap((slice) => slice.reactions ?? []));
  const registry = createRegistry(slices);
  const audited: Pick<AuditEntry, 'action' | 'subject' | 'before' | 'after'>[] = [];
  let requests = 0;
  const about = createAbout(here);

  async function run(
    command: Command,
    values: FormValues,
    who: { readonly as: string; readonly place: Place; readonly via: CommandContext['via'] },
  ): Promise<Reply> {
    const { actor, setting } = await here.directory.locate(event('mention', who.as, { place: who.place, text: 'x' }));
    if (actor === undefined) throw new Error('the workspace is known');
    const now = here.clock.now();
    const { locale, zone } = actor;
    const given = { command, actor, setting };
    about.demandSome(given);
    const { [OPEN_FORM]: opens, ...raw } = values;
    const form: CommandContext['form'] = (options = {}) =>
      formView(options.command === undefined ? command : (registry.find(options.command) ?? command), {
        locale,
        ...options,
      });
    const input: Record<string, unknown> = {};
    const problems: Record<string, FieldProblem | undefined> = { ...command.check(raw) };
    const look = {
      now,
      zone,
      locale,
      person: (token: string) => here.directory.findPerson(actor, token),
      channel: (token: string) => here.directory.findChannel(actor, setting, token),
      project: (token: string) => about.named(given, token),
    };
    const common = { locale, zone, clock: here.clock, via: who.via, requestId: `request-${++requests}` };
    const contextOf = async (isOpening: boolean): Promise<CommandContext | undefined> => {
      const allowed = await about.allow(given, input, common, { isOpening });
      if (allowed === 'whichProject') return undefined;
      return {
        ...{ ...common, ...allowed, actor, setting, given: raw, form },
        audit: async (entry) => {
          audited.push(entry);
        },
      };
    };
    for (const [name, field] of Object.entries(command.input)) {
      const parsed = await field.resolve(raw[name], look);
      if (parsed.ok) input[name] = parsed.value;
      else problems[name] ??= parsed.problem;
    }
    if (opens !== undefined) {
      const context = await contextOf(true);
      const prefilled = context === undefined ? {} : await command.prefill(raw, context);
      return { kind: 'form', form: form({ values: { ...prefilled, ...raw } }) };
    }
    if (Object.keys(problems).length > 0)
      return { kind: 'invalid', form: formView(command, { locale, values: raw, problems }) };
    try {
      const context = await contextOf(false);
      if (context === undefined)
        return {
          kind: 'invalid',
          form: form({ values: raw, problems: { [projectFieldOf(command) ?? '']: { code: 'whichProject' } } }),
        };
      const reply = await command.run(input, context);
      await here.histories.settled();
      return reply;
    } catch (error) {
      if (!(error instanceof RapportError) || error.field === undefined || error.forPeople === undefined) throw error;
      return {
        kind: 'invalid',
        form: form({ values: raw, problems: { [error.field]: { code: 'custom', text: error.forPeople } } }),
      };
    }
  }

  return {
    ...here,
    registry,
    slices,
    audited,
    /** Types a text; the default place is their direct conversation. */
    type(as: string, text: string, place: Place = inDirect(`D-${as}`)): Promise<Reply> {
      const reading = registry.read(text, { locale: 'en', now: here.clock.now(), zone: 'UTC' });
      if (reading.kind !== 'command') throw new Error(`${text} reads as ${reading.kind}`);
      return run(reading.command, reading.values, { as, place, via: 'text' });
    },
    /** Presses a button, or sends a form. */
    press(
      as: string,
      payload: Pick<ActionPayload, 'command' | 'input'>,
      place: Place = inDirect(`D-${as}`),
    ): Promise<Reply> {
      const command = registry.find(payload.command);
      if (command === undefined) throw new Error(`no command ${payload.command}`);
      return run(command, payload.input, { as, place, via: 'action' });
    },
    /** Calls every slice that listens to an event. */
    async happens(what: ReturnType<typeof event>): Promise<void> {
      const { actor, setting } = await here.directory.locate(what);
      for (const slice of slices) {
        const listener = slice.on?.[what.kind] as
          | ((one: typeof what, context: unknown) => Promise<unknown>)
          | undefined;
        await listener?.(what, { actor, setting });
      }
    },
  };
}
export type TalkingAgency = Awaited<ReturnType<typeof talkingAgency>>;

/** All text of a message, for tests about wording. */
export function wordsIn(message: Message): string {
  return JSON.stringify(message);
}
/** The message of a reply. @throws if it has none. */
export function messageOf(reply: Reply): Message {
  if (reply.kind !== 'message' && reply.kind !== 'update')
    throw new Error(`a ${reply.kind} and no message: ${JSON.stringify(reply)}`);
  return reply.message;
}
/** A message's button, by the beginning of its label. @throws if there is none. */
export function buttonOf(message: Message, label: string): ActionPayload {
  const buttons = message.blocks
    .flatMap((block: Block) => (block.kind === 'actions' ? block.items : []))
    .flatMap((item) => (item.kind === 'button' ? [item] : []));
  const found = buttons.find((one) => one.label.startsWith(label));
  if (found === undefined) throw new Error(`no button ${label} among ${buttons.map((one) => one.label).join(', ')}`);
  return found.payload;
}

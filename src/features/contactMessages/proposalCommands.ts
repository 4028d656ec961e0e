import { type Command, defineCommand, type LookContext, nothing, type Subject, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { RapportError } from '../../ground/errors.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';
import { type createContactAnswers, sentMessage } from './answering.ts';
import { type CommandDeps, contactMessageThing, itemFor } from './commands.ts';
import type { Item, Proposal } from './model.ts';
import { contactMessageTexts } from './texts.ts';

/** Returns the proposed answer. @throws RapportError `conflict` when it was decided already. */
function proposed({ first: { proposal } }: Item, of: string): Proposal {
  if (proposal?.id === of) return proposal;
  throw new RapportError('conflict', `proposal ${of} does not wait`, {
    forPeople: contactMessageTexts.all('notProposed'),
  });
}

const quoted = (name: string, text: string, locale: Locale) => ({
  kind: 'quote' as const,
  text: labelled(name, text, locale),
});
const ofField = field.text({ label: contactMessageTexts.all('which'), hidden: true });

/** Decisions about a proposed answer: send it, or decline it. */
export function proposalCommands(
  deps: CommandDeps,
  { projectIdsOf, send }: Pick<ReturnType<typeof createContactAnswers>, 'projectIdsOf' | 'send'>,
): Command[] {
  const { contactMessages, telling, tell } = deps;

  /** The subject of a decision about a proposed answer: an item whose author the actor may write to. */
  const aboutProposed = {
    needs: 'manage',
    async of({ id }: { readonly id?: string }, context: LookContext): Promise<Subject<Item> | undefined> {
      if (id === undefined) return undefined;
      const item = await itemFor(deps, context, id);
      const refusal = contactMessageTexts.all('onlyManager');
      return { record: item, projectIds: await projectIdsOf(item), orElse: 'manage', refusal };
    },
  } as const;
  async function tellProposer(
    item: Item,
    { id, personId, name, text }: Proposal,
    key: 'wasSent' | 'wasDeclined',
    by: string,
  ): Promise<void> {
    const { workspaceId, name: client } = item.first;
    await tell.person(
      { workspaceId, personId, audience: 'internal' },
      ({ locale }) => {
        const said = contactMessageTexts(locale)[key]({ name: by, client });
        return {
          audience: 'internal',
          fallbackText: said,
          blocks: [{ kind: 'text', text: said }, quoted(name, text, locale)],
        };
      },
      { key: `words-told:${id}` },
    );
  }
  const allow = defineCommand({
    thing: contactMessageThing,
    verb: 'allow',
    summary: contactMessageTexts.all('sendIt'),
    permission: 'work',
    hidden: true,
    about: aboutProposed,
    input: { id: ofField, of: ofField },
    async run({ id, of }, context) {
      const { subject: item } = context;
      const proposal = proposed(item, of);
      const { name, text } = proposal;
      const target = await send(context.scope, item, { name, text }, context.audit);
      await tellProposer(item, proposal, 'wasSent', context.actor.name);
      await telling.refresh(context.scope, id);
      const told = sentMessage(item, target, context.locale);
      return updated({ ...told, blocks: [quoted(proposal.name, proposal.text, context.locale), ...told.blocks] });
    },
  });

  const refuse = defineCommand({
    thing: contactMessageThing,
    verb: 'refuse',
    summary: contactMessageTexts.all('decline'),
    permission: 'work',
    hidden: true,
    about: aboutProposed,
    input: { id: ofField, of: ofField },
    async run({ id, of }, context) {
      const { subject: item } = context;
      const proposal = proposed(item, of);
      await tellProposer(item, proposal, 'wasDeclined', context.actor.name);
      if (!(await contactMessages.decline(context.scope, item, of))) return nothing;
      await context.audit({
        action: 'words refuse',
        subject: `words:${item.first._id}`,
        before: JSON.stringify({ text: proposal.text }),
      });
      await telling.refresh(context.scope, id);
      const text = contactMessageTexts(context.locale).isDeclined({ name: proposal.name });
      return updated({
        audience: 'internal',
        fallbackText: text,
        blocks: [quoted(proposal.name, proposal.text, context.locale), { kind: 'context', text }],
      });
    },
  });

  return [allow, refuse];
}

import { assignWords } from '../../core/assign.ts';
import { type Command, type CommandContext, defineCommand, type Thing, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { splitWords } from '../../core/tokens.ts';
import { RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Entry } from '../../records/entries/model.ts';
import { checkPast, doubtForm, ownerOf, TITLE_LENGTH, usualDue } from '../../records/registers/inputs.ts';
import { addedText } from '../../records/registers/newCommand.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import type { TransferPorts } from './ports.ts';
import { transferTexts } from './texts.ts';

export const trackThing: Thing = {
  name: 'record',
  title: transferTexts.all('trackTitle'),
  aliases: ['记录'],
  bare: 'new',
};

/** A long text as a title and the whole of it: the first line, cut at a word where it is too long for a title. */
function titleAndNote(text: string): { readonly title: string; readonly note?: string } {
  const whole = text.trim();
  const [first = ''] = whole.split('\n');
  const line = first.trim();
  if (line === whole && whole.length <= TITLE_LENGTH) return { title: whole };
  if (line.length <= TITLE_LENGTH) return { title: line, note: whole };
  const cut = line.slice(0, TITLE_LENGTH - 1);
  const words = cut.slice(0, cut.lastIndexOf(' ') > TITLE_LENGTH / 2 ? cut.lastIndexOf(' ') : undefined);
  return { title: `${words}…`, note: whole };
}

/**
 * Puts something on record as an entry of any register: from a picked message, which the card then links
 * to, or from a form. It begins internal, whatever the register says: the words are another person's.
 */
export function trackCommand(ports: TransferPorts): Command {
  const { entries, registers, linkTo } = ports;
  const byName = new Map(
    registers.map((register) => [register.spec.name, { register, replies: createReplies(ports, register) }]),
  );

  /** Where the entry comes from. A direct conversation with Rapport gets no link: other people cannot open it. */
  async function originOf(
    { setting }: CommandContext,
    { message, author }: { message: string | undefined; author: string | undefined },
  ): Promise<Entry['origin']> {
    if (message === undefined) return undefined;
    const { conversation, place } = setting;
    const isOpen = conversation !== undefined && place?.kind !== 'direct';
    const link = isOpen ? await linkTo({ ...conversation, thread: place?.thread }, message) : undefined;
    const isAddress = link !== undefined && /^https?:/u.test(link);
    return { ...(author === undefined ? {} : { author }), ...(isAddress ? { link } : {}) };
  }

  const command: Command = defineCommand({
    thing: trackThing,
    verb: 'new',
    summary: transferTexts.all('trackSummary'),
    permission: 'work',
    about: 'project',
    sensitive: true,
    input: {
      kind: field.choice({
        label: transferTexts.all('trackAs'),
        options: registers.map(({ spec }) => ({ value: spec.name, label: spec.one })),
      }),
      title: field.text({ label: registerTexts.all('title'), maxLength: TITLE_LENGTH }),
      owner: field.person({ label: transferTexts.all('trackOwner'), optional: true }),
      due: field.date({ label: transferTexts.all('trackDue'), optional: true }),
      note: field.longText({
        label: registerTexts.all('note'),
        hint: registerTexts.all('noteHint'),
        aliases: ['备注'],
        optional: true,
      }),
      project: field.project(),
      message: field.text({ label: transferTexts.all('trackTitle'), hidden: true, optional: true }),
      author: field.text({ label: transferTexts.all('trackTitle'), hidden: true, optional: true }),
    },
    positional: ['title', 'owner', 'due'],
    example: { en: 'record "Customers ask for PayPal" kind:risk', 'zh-CN': '记录 “客户希望支持 PayPal” 类别：风险' },
    // A contact's sentence that begins with the word is theirs.
    read(words, context) {
      if (context.side === 'client') return 'notThis';
      // Beside a quoted title the word for a register is the kind; in a sentence it belongs to the title.
      if (!splitWords(words).some(({ kind }) => kind === 'quoted')) return undefined;
      const { values, leftover } = assignWords(
        { ...command, positional: [...command.positional, 'kind'] },
        words,
        context,
      );
      return [values, leftover];
    },
    fromMessage: ({ text, message, author }) => ({
      ...titleAndNote(text),
      ...(message === undefined ? {} : { message }),
      ...(author === '' ? {} : { author }),
    }),
    async run({ kind, title, owner: person, due, note, message, author }, context) {
      const doubtful = doubtForm(context);
      if (doubtful !== undefined) return { kind: 'form', form: doubtful };
      const chosen = byName.get(kind);
      if (chosen === undefined) throw new RapportError('internal', `no register is called ${kind}`);
      const { register, replies } = chosen;
      if (due === undefined && register.spec.due?.required === true)
        throw new RapportError('invalid', `a ${kind} has a date`, {
          forPeople: transferTexts.all('needsDate'),
          field: 'due',
        });
      const { scope, project, requestId } = context;
      checkPast(context, { register, project, due });
      const { personId } = person ?? {};
      const owner = personId === undefined ? undefined : await ownerOf(ports, context, { register, project, personId });
      const entry = await entries.add(scope, {
        _id: idFrom(requestId, 'record'),
        projectId: project.projectId,
        kind: register.kind,
        title,
        note,
        due: register.spec.due === undefined ? undefined : (due ?? usualDue(register, project, context)),
        owner: register.spec.owner === undefined ? undefined : owner,
        origin: await originOf(context, { message, author }),
      });
      const said = await addedText(ports, context, { project });
      return toCaller(await replies.cardFor(context, { entry, project }, { said: [said] }));
    },
  });
  return command;
}

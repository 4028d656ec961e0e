import { createHash } from 'node:crypto';
import { type Command, type CommandContext, defineCommand, emptied, type Reply } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { FormValues } from '../../core/platform.ts';
import { labelled } from '../../ground/i18n.ts';
import { detailsOf, type Entry } from '../entries/model.ts';
import type { EntryChanges } from '../entries/store.ts';
import { createEntryAccess, type EntryOfProject, numberField } from './access.ts';
import { summaryOf } from './actCommands.ts';
import { dayText, stateLabel } from './card.ts';
import { questionOf, sureField } from './confirming.ts';
import type { Register } from './define.ts';
import { checkPast, checkPeople, doubtForm, fieldsOf, ownerOf, positionalOf, valuesOf } from './inputs.ts';
import { personOf, storedOf, textOf } from './newCommand.ts';
import { PART_OF, parentIdOf, parentNumber } from './parents.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { registerTexts } from './texts.ts';
import { completingTime } from './timed.ts';

/**
 * Changes an entry's own words and values. A form that was opened before another person's change does not overwrite
 * it: it comes back with what the other one has changed, unless that is no field of the form.
 */
export function editCommand(ports: RegisterPorts, register: Register): Command {
  const { entries } = ports;
  const { spec, thing } = register;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const fields = fieldsOf(register, { isEdit: true });
  const names = Object.keys(fields);

  async function asItIs(context: CommandContext, record: EntryOfProject) {
    const { entry } = record;
    const [reader, partOf] = await Promise.all([
      replies.readerOf(context, entry),
      spec.partOf === undefined ? undefined : parentNumber(ports, context, record),
    ]);
    const part = partOf === undefined ? {} : { [PART_OF]: partOf };
    const values: Readonly<Record<string, string>> = { ...valuesOf(register, entry, reader), ...part };
    const marks = names.map((name) => markOf(values[name]));
    return { ...values, seen: String(entry.revision ?? 0), was: marks.join(''), number: entry._id };
  }

  /** The parent after an edit. The number that the form shows may be of any kind: what was made of a risk stays its part. */
  async function parentAfter(context: CommandContext, record: EntryOfProject, typed: string | undefined) {
    if (typed === undefined || typed === (await parentNumber(ports, context, record))) return {};
    return { parentId: await parentIdOf(ports, context, { register, project: record.project, typed }) };
  }

  /** Another person's changes since the form was opened, in words, and the form's values with them. */
  function meanwhile({ given, locale, zone, clock }: CommandContext, now: Readonly<Record<string, string>>) {
    // A form of an earlier version has no marks: whatever differs may be the other person's.
    const isMarked = given.was?.length === names.length * MARK_LENGTH;
    const was = (index: number) => (isMarked ? markIn(given.was, index) : markOf(given[names[index] ?? '']));
    const theirs = names.filter((name, index) => markOf(now[name]) !== was(index));
    const reader = { locale, zone, now: clock.now(), nameOf: () => undefined };
    const shown = (name: string) => {
      const value = now[name];
      if (name === 'state') return stateLabel(register, value ?? '', locale);
      return name === 'due' && value !== undefined ? dayText(value, reader) : value;
    };
    const said = theirs
      .map((name) => labelled(fields[name]?.label[locale] ?? name, shown(name) || '–', locale))
      .join(locale === 'en' ? '; ' : '；');
    // What this person has not touched is as the other one has left it.
    const untouched = names.filter((name, index) => isMarked && markOf(given[name]) === was(index));
    const left = Object.fromEntries(untouched.map((name) => [name, now[name] ?? '']));
    return { said, values: { ...given, ...left, seen: now.seen ?? '', was: now.was ?? '' } };
  }

  return defineCommand({
    thing,
    verb: 'edit',
    summary: summaryOf(register, 'editSummary'),
    permission: 'work',
    about,
    sensitive: true,
    ...completingTime(register, { keepsDate: true }),
    input: {
      number: numberField(register),
      /** The revision that the form was filled from. */
      seen: field.number({ label: registerTexts.all('number'), hidden: true, optional: true }),
      ...sureField(register),
      /** The marks of the values that it was filled with. */
      was: field.text({ label: registerTexts.all('number'), hidden: true, optional: true }),
      ...fields,
      ...spec.rules?.fields,
    },
    positional: ['number', ...positionalOf(register)] as ['number'],
    prefill: async (_given, context) => (context.subject === undefined ? {} : asItIs(context, context.subject)),
    async run(input: Readonly<Record<string, unknown>>, context): Promise<Reply> {
      const { entry, project } = context.subject;
      const texts = registerTexts(context.locale);
      const doubtful = doubtForm(context, { ...context.given, number: entry._id });
      if (doubtful !== undefined) return { kind: 'form', form: doubtful };
      const isBare = context.via === 'text' && names.every((name) => input[name] === undefined);
      if (isBare) return { kind: 'form', form: context.form({ values: await asItIs(context, context.subject) }) };
      // A repeat after a crash: what is stored is its own change.
      if (await entries.hasMade(context.scope, entry, 'edited', 'stateChanged'))
        return replies.outcome(context, { entry, project }, { said: texts.isEdited() });
      const isOutdated = context.via === 'form' && input.seen !== undefined && input.seen !== entry.revision;
      if (isOutdated) {
        const { said, values } = meanwhile(context, await asItIs(context, context.subject));
        const form = context.form({
          values: { ...values, number: entry._id },
          notice: texts.changedMeanwhile({ now: said }),
        });
        if (said !== '') return { kind: 'invalid', form };
      }
      if (emptied(context, names).includes('title'))
        return {
          kind: 'invalid',
          form: context.form({ values: context.given, problems: { title: { code: 'required' } } }),
        };
      const personId = personOf(input);
      const owner = personId === undefined ? undefined : await ownerOf(ports, context, { register, project, personId });
      const parent = await parentAfter(context, context.subject, textOf(input, PART_OF));
      checkPast(context, { register, project, due: textOf(input, 'due') });
      await checkPeople(ports, context, { register, project, given: input });
      // A required date cannot be emptied, nor that of something that has happened.
      const isDated = spec.due?.required === true || spec.due?.isPast === true;
      const gone = new Set(emptied(context, names).filter((name) => !(isDated && name === 'due')));
      const given = (name: string, value: unknown) =>
        gone.has(name) ? { [name]: undefined } : value === undefined ? {} : { [name]: value };
      const stored = storedOf(register, input, detailsOf(entry));
      const details = Object.assign({}, ...Object.keys(spec.fields).map((name) => given(name, stored[name])));
      const changes: EntryChanges = {
        ...given('title', textOf(input, 'title')),
        ...given('note', textOf(input, 'note')),
        ...given('due', textOf(input, 'due')),
        // A state cannot be emptied.
        ...(typeof input.state === 'string' ? { state: input.state } : {}),
        ...(owner === undefined
          ? gone.has('owner')
            ? { ownerId: undefined, ownerSide: undefined }
            : {}
          : { ownerId: owner.personId, ownerSide: owner.side }),
        ...(gone.has(PART_OF) ? { parentId: undefined } : parent),
        details,
      };
      const made = differing(entry, changes);
      const event = made.state === undefined ? 'edited' : 'stateChanged';
      const isSame = Object.keys(made.details ?? {}).length === 0 && Object.keys(made).length === 1;
      // A change that is refused is not asked about first.
      const allowed = replies.allowed(context, entry, { changes: made, event });
      const question =
        made.state === undefined || input.sure === true ? undefined : questionOf(register, entry, made, context.locale);
      if (question !== undefined) {
        const values = { ...context.given, number: entry._id, sure: 'yes' };
        return { kind: context.via === 'form' ? 'invalid' : 'form', form: context.form({ values, notice: question }) };
      }
      const changed = isSame ? entry : await entries.change(context.scope, entry, { changes: allowed, event });
      return replies.outcome(context, { entry: changed, project }, { said: texts.isEdited() });
    },
  });
}

/** Tells whether a value of a form has changed: 6 hex digits. An empty field and none are the same. */
const MARK_LENGTH = 6;
const markOf = (value: FormValues[string] | undefined): string =>
  createHash('sha256')
    .update(String(value ?? ''))
    .digest('hex')
    .slice(0, MARK_LENGTH);
const markIn = (marks: FormValues[string] | undefined, index: number): string =>
  String(marks ?? '').slice(index * MARK_LENGTH, (index + 1) * MARK_LENGTH);

/** The changes without the values that are as they were. */
export function differing(entry: Entry, { details = {}, ...changes }: EntryChanges): EntryChanges {
  const stored = entry as unknown as Readonly<Record<string, unknown>>;
  const changed = (values: object, before: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(values).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name])),
    );
  return { ...changed(changes, stored), details: changed(details, detailsOf(entry)) };
}

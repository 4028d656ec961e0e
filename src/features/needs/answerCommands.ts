import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { fieldTexts } from '../../core/fieldTexts.ts';
import { openForm, press } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { calledName, inARow } from '../../ground/i18n.ts';
import { createEntryAccess, numberField } from '../../records/registers/access.ts';
import { answerTexts } from '../../records/registers/answerTexts.ts';
import { dayText, stateLabel } from '../../records/registers/card.ts';
import { createContactAnswers, isOurs, waitsForClient } from '../../records/registers/contactAnswers.ts';
import type { Register } from '../../records/registers/define.ts';
import { doubtForm, ownerOf } from '../../records/registers/inputs.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { createReplies } from '../../records/registers/replies.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import { needTexts } from './texts.ts';

/**
 * How a contact answers what we wait for: done, another date, not me. Only the first changes the entry. The buttons may
 * stand in a channel: a member's press runs the verb of our side.
 */
export function answerCommands(ports: RegisterPorts, register: Register): Command[] {
  const { thing, spec } = register;
  const { about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  const { thanked, thankedBefore, settle, mustPass } = createContactAnswers(ports, register);
  const number = numberField(register);

  const given = defineCommand({
    thing,
    verb: 'given',
    contactVerb: 'done',
    summary: needTexts.all('givenSummary'),
    permission: 'raise',
    hidden: true,
    about,
    input: { number },
    positional: ['number'],
    async run(_input, context) {
      const texts = needTexts(context.locale);
      if (isOurs(context)) {
        const { entry } = context.subject;
        const state = stateLabel(register, spec.done, context.locale);
        const own = registerTexts(context.locale);
        if (entry.state === spec.done)
          return replies.outcome(context, context.subject, { said: own.wasDone({ state }), isStruck: true });
        const said = own.isDone({ state });
        return replies.act(context, { changes: { state: spec.done }, event: 'stateChanged', said, isStruck: true });
      }
      const changed = await settle(context, { state: spec.done });
      return changed === undefined ? thankedBefore(context) : thanked(context, changed, texts.thanksGiven());
    },
  });

  const propose = defineCommand({
    thing,
    verb: 'propose',
    summary: needTexts.all('proposeSummary'),
    permission: 'raise',
    hidden: true,
    about,
    input: {
      number,
      due: field.date({ label: needTexts.all('newDate') }),
      word: field.longText({ label: answerTexts.all('word'), optional: true }),
    },
    positional: ['number', 'due'],
    async run({ due, word }, context) {
      const doubtful = doubtForm(context);
      if (doubtful !== undefined) return { kind: 'form', form: doubtful };
      const { entry } = context.subject;
      const texts = needTexts(context.locale);
      const reader = await replies.readerOf(context, entry);
      if (isOurs(context)) {
        const said = registerTexts(context.locale).isMoved({ date: dayText(due, reader) });
        return replies.act(context, { changes: { due }, event: 'moved', said });
      }
      if (!waitsForClient(entry)) return thankedBefore(context);
      if (due < wallOf(context.clock.now(), context.subject.project.zone).slice(0, 10))
        throw new RapportError('invalid', 'a date in the past', {
          forPeople: fieldTexts.all('inThePast'),
          field: 'due',
        });
      if (entry.published?.due === due) return thanked(context, entry, texts.sameDate({ date: dayText(due, reader) }));
      await mustPass(context, {
        parts: ['date', due],
        word,
        text({ locale, zone }, named) {
          const forThem = { ...reader, locale, zone };
          const present = entry.due === undefined ? needTexts(locale).noDate() : dayText(entry.due, forThem);
          return needTexts(locale).toldDate({ ...named, date: dayText(due, forThem), due: present });
        },
        buttons({ locale }, of) {
          const asked = { number: entry._id, asker: context.actor.personId ?? '', of };
          const take = { label: needTexts(locale).takeDate(), payload: press('need take', { ...asked, due }) };
          const keep = { label: needTexts(locale).keepOurs(), payload: press('need keep', asked) };
          return [
            { kind: 'button', ...take, style: 'primary' },
            { kind: 'button', ...keep },
          ];
        },
      });
      const said = texts.thanksDate({ date: dayText(due, reader) });
      return toCaller(await replies.cardFor(context, context.subject, { said: [said] }));
    },
  });

  const notMe = defineCommand({
    thing,
    verb: 'notme',
    summary: needTexts.all('notMeSummary'),
    permission: 'raise',
    hidden: true,
    about,
    input: {
      number,
      owner: field.person({ label: needTexts.all('whoElse'), optional: true }),
      word: field.longText({ label: answerTexts.all('word'), optional: true }),
    },
    positional: ['number', 'owner'],
    async run({ owner, word }, context) {
      const { entry, project } = context.subject;
      const texts = needTexts(context.locale);
      if (isOurs(context)) {
        const values = { number: entry._id, owner: owner?.name ?? '' };
        return { kind: 'form', form: context.form({ command: 'need assign', values }) };
      }
      if (!waitsForClient(entry)) return thankedBefore(context);
      const other = owner === undefined ? undefined : { personId: owner.personId, name: owner.name };
      if (other !== undefined) await ownerOf(ports, context, { register, project, personId: other.personId });
      await mustPass(context, {
        parts: ['owner', other?.personId],
        word,
        text({ locale }, named) {
          const their = needTexts(locale);
          return inARow([
            their.toldNotMe(named),
            ...(other === undefined ? [] : [their.toldOther({ name: other.name })]),
          ]);
        },
        buttons({ locale }, of) {
          const their = needTexts(locale);
          const named = { number: entry._id };
          const payload = { ...named, asker: context.actor.personId ?? '', of, owner: other?.personId ?? '' };
          return other === undefined
            ? [{ kind: 'button', label: their.giveToSomebody(), payload: openForm('need assign', named) }]
            : [
                {
                  kind: 'button',
                  label: their.giveTo({ name: calledName(other.name) }),
                  payload: press('need take', payload),
                  style: 'primary',
                },
              ];
        },
      });
      return toCaller(await replies.cardFor(context, context.subject, { said: [texts.thanksNotMe()] }));
    },
  });

  return [given, propose, notMe];
}

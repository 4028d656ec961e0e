import type { Command, Reply } from '../../src/core/command.ts';
import type { FormView } from '../../src/core/form.ts';
import { OPEN_FORM } from '../../src/core/message.ts';
import type { FormValues } from '../../src/core/platform.ts';
import type { ExampleStep, Slice } from '../../src/core/slice.ts';
import { verbWord } from '../../src/core/verbs.ts';
import { type Composed, eventIn, settle } from '../fakes/composed.ts';
import { allSteps, EXAMPLE_USERS, examplePlace, exampleWorld } from '../fakes/examples.ts';
import { filledIn } from '../fakes/formWalk.ts';

const formIn = (reply: Reply): FormView | undefined =>
  reply.kind === 'form' || reply.kind === 'invalid' ? reply.form : undefined;

/** The words that give a command these values: each by the name of its field, or all in their order. */
function typedOf({ thing, verb, verbAliases, positional }: Command, values: FormValues): string[] {
  const verbal = [thing.name, verbWord(verb, 'en', verbAliases)].join(' ');
  const byName = Object.entries(values).map(([name, value]) => `${name}:"${value}"`);
  const quoted = (value: string) => (/^[\w@#<>-]+$/.test(value) ? value : `"${value}"`);
  const isInOrder = Object.keys(values).every((name) => positional.includes(name));
  const inOrder = positional.flatMap((name) => (values[name] === undefined ? [] : [quoted(String(values[name]))]));
  return [byName, ...(isInOrder ? [inOrder] : [])].map((given) => [verbal, ...given].join(' '));
}

/** What typed words mean instead of the values of a form; undefined when they mean the same. */
function misreadingOf(
  { registry, clock }: Composed,
  { command, values, text }: { command: Command; values: FormValues; text: string },
): string | undefined {
  const reading = registry.read(text, { locale: 'en', now: clock.now(), zone: 'Europe/Berlin' });
  if (reading.kind !== 'command') return `typed is ${reading.kind}: ${text}`;
  const meant = JSON.stringify([reading.command.name, Object.entries(reading.values).sort(), reading.leftover]);
  const is = JSON.stringify([command.name, Object.entries(values).sort(), undefined]);
  return meant === is ? undefined : `typed means ${meant}: ${text}`;
}

/**
 * Opens the form of every step of a slice's example, in a world of its own. Names each form that does not open with the
 * values of its step, that accepts a needed field without a value, that cannot be sent, and each command whose values
 * mean something else when they are typed.
 */
export async function formFindings(house: Composed, slice: Slice): Promise<string[]> {
  const { tenant } = await settle(house, { tenant: `forms-${slice.name}` });
  const world = exampleWorld(house, tenant);
  const findings: string[] = [];

  async function openForm(step: ExampleStep, values: FormValues): Promise<FormView | undefined> {
    const payload = { v: 1 as const, command: step.command, input: { ...values, [OPEN_FORM]: 'open' } };
    house.clock.advance(5_000);
    const place = examplePlace(step, tenant);
    return formIn(await house.bot.handle(eventIn(tenant, 'action', EXAMPLE_USERS[step.as], { place, payload })).reply);
  }
  async function sends(step: ExampleStep, values: FormValues): Promise<FormView | undefined> {
    house.clock.advance(5_000);
    const more = { place: examplePlace(step, tenant), command: step.command, values };
    return formIn(await house.bot.handle(eventIn(tenant, 'formSubmit', EXAMPLE_USERS[step.as], more)).reply);
  }

  for (const step of allSteps(slice)) {
    const command = house.registry.find(step.command);
    if (command === undefined) throw new Error(`no ${step.command}`);
    const values = await world.valuesOf(step);
    const find = (what: string) => findings.push(`${step.command} ${what}`);
    const isShown = Object.values(command.input).some(({ hidden }) => !hidden);
    if (isShown && step.values !== undefined) {
      const form = await openForm(step, values);
      if (form === undefined) find('opens no form');
      else {
        const shown = { ...form.hidden, ...Object.fromEntries(form.fields.map(({ name, value }) => [name, value])) };
        for (const [name, value] of Object.entries(values))
          if (shown[name] !== value) find(`opens with ${name} ${JSON.stringify(shown[name])}`);
        const filled = filledIn(form, {});
        for (const { name } of form.fields.filter(({ required }) => required)) {
          const answer = await sends(step, { ...filled, [name]: '' });
          if (answer?.fields.find((field) => field.name === name)?.error === undefined) find(`accepts no ${name}`);
        }
      }
    }
    const isTyped = command.hidden !== true && !Object.values(values).some((value) => value.includes('\n'));
    const texts = isTyped ? typedOf(command, values) : [];
    const misreadings = texts.flatMap((text) => misreadingOf(house, { command, values, text }) ?? []);
    // Some commands read their words themselves, by position alone.
    if (isTyped && misreadings.length === texts.length) find(misreadings.join(', or '));
    // The other steps need what this one makes.
    if (formIn(await world.take(step)) !== undefined) find('cannot be sent');
  }
  return findings;
}

/** From the raw values of a request to the input of its command, with the problems of each field. */
import type { Clock } from '../ground/clock.ts';
import type { ProjectSummary } from './access.ts';
import type { Command, Setting } from './command.ts';
import type { Request } from './commandRequest.ts';
import type { Directory } from './directory.ts';
import type { FieldContext, FieldProblem, Parsed } from './form.ts';
import type { FormValues } from './platform.ts';

/** Problems by the name of their field. */
export type Problems = Readonly<Partial<Record<string, FieldProblem>>>;

/** The problems of raw values that need no look-up. */
export function quickProblems(command: Command, values: FormValues): Problems {
  const own = Object.entries(command.input).flatMap(([name, field]) => {
    const problem = field.check(values[name]);
    return problem === undefined ? [] : [[name, problem] as const];
  });
  return { ...command.check(values), ...Object.fromEntries(own) };
}

/**
 * Raw values, completed with known values of hidden fields. A channel is named by its own id, so that a form sent from
 * elsewhere still means it; a direct conversation is not a channel, and the form asks for one.
 */
export function withUnseen(command: Command, values: FormValues, { place }: Setting): FormValues {
  const here =
    place === undefined || place.kind === 'direct'
      ? undefined
      : `<#${place.conversation}|${(place.name ?? '').replace(/[<>|]/g, '')}>`;
  const unseen = Object.entries(command.input).flatMap(([name, { hidden, initial, kind }]) => {
    const known = kind === 'channel' && initial === 'here' ? here : initial;
    const isGiven = values[name] !== undefined && values[name].length > 0;
    return hidden && known !== undefined && !isGiven ? [[name, known] as const] : [];
  });
  return { ...values, ...Object.fromEntries(unseen) };
}

interface InputOptions {
  readonly directory: Pick<Directory, 'findPerson' | 'findChannel'>;
  readonly projectOf: (request: Request, token: string) => Promise<Parsed<ProjectSummary>>;
  readonly clock: Clock;
}

/** Resolves the raw values of a request to the input of `run`; reports all problems at once. */
export function createResolve({ directory, projectOf, clock }: InputOptions) {
  return async (request: Request): Promise<{ input: Record<string, unknown>; problems: Problems }> => {
    const { command, values, actor, setting } = request;
    const context: FieldContext = {
      now: clock.now(),
      zone: actor.zone,
      locale: actor.locale,
      person: (token) => directory.findPerson(actor, token),
      channel: (token) => directory.findChannel(actor, setting, token),
      project: (token) => projectOf(request, token),
    };
    const input: Record<string, unknown> = {};
    const problems: Record<string, FieldProblem> = {};
    await Promise.all(
      Object.entries(command.input).map(async ([name, field]) => {
        const parsed = await field.resolve(values[name], context);
        if (parsed.ok) input[name] = parsed.value;
        else problems[name] = parsed.problem;
      }),
    );
    return { input, problems };
  };
}

export type Resolve = ReturnType<typeof createResolve>;

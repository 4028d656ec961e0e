/** Opens a command's form for a person, with its initial values and its notice. */
import { type Allowed, projectFieldOf } from './about.ts';
import type { Reply } from './command.ts';
import type { ContextOf } from './commandContext.ts';
import type { Resolve } from './commandInput.ts';
import type { CompletedRequest } from './commandRequest.ts';
import { carriedProblem, formOf, whichProject } from './problemForms.ts';

type Input = Readonly<Record<string, unknown>>;

interface FormOpeningOptions {
  readonly allow: (
    request: CompletedRequest,
    input: Input,
    options?: { isOpening?: boolean },
  ) => Promise<Allowed | 'whichProject'>;
  readonly resolve: Resolve;
  readonly contextOf: ContextOf;
}

/** @throws RapportError `refused` for a person who may not run the command. */
export function createFormOpening({ allow, resolve, contextOf }: FormOpeningOptions) {
  async function prefilled(request: CompletedRequest, allowed: Allowed | 'whichProject'): Promise<Reply> {
    const { command, values, sent } = request;
    if (allowed === 'whichProject')
      return projectFieldOf(command) === undefined ? whichProject(request) : { kind: 'form', form: formOf(request) };
    const context = contextOf(request, allowed);
    // The button's values, not those from the place.
    const [given, notice] = await Promise.all([command.prefill(sent, context), command.intro(values, context)]);
    return { kind: 'form', form: formOf(request, { values: { ...given, ...values }, notice }) };
  }

  return async (request: CompletedRequest): Promise<Reply> => {
    const { command } = request;
    if (command.about === undefined) return prefilled(request, await allow(request, {}));
    const { input, problems } = await resolve(request);
    const projectField = projectFieldOf(command);
    const wrong = projectField === undefined ? undefined : problems[projectField];
    if (projectField !== undefined && wrong !== undefined)
      return (
        carriedProblem(request, problems) ?? {
          kind: 'form',
          form: formOf(request, { problems: { [projectField]: wrong } }),
        }
      );
    return prefilled(request, await allow(request, input, { isOpening: true }));
  };
}

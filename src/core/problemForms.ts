/** The answers to a request with missing or wrong values: the command's form, or a text where no form helps. */
import { RapportError } from '../ground/errors.ts';
import { inARow } from '../ground/i18n.ts';
import { projectFieldOf } from './about.ts';
import { hasForm, plainAnswer } from './answers.ts';
import { leftoverNotice } from './assign.ts';
import type { Reply } from './command.ts';
import type { Problems } from './commandInput.ts';
import type { CompletedRequest } from './commandRequest.ts';
import { doubtText, fieldTexts, problemText } from './fieldTexts.ts';
import type { Field, FormView } from './form.ts';
import { type FormViewOptions, formView, isAskable, isUnseen } from './formView.ts';
import { coreTexts } from './texts.ts';

/**
 * The form of a request. `values`: shown instead of the request's. The part of a time that was not understood is shown
 * above every form it leads to, so that the person sees it before saving.
 */
export function formOf(
  { command, actor: { locale }, values, doubt }: CompletedRequest,
  options: Omit<FormViewOptions, 'locale'> = {},
): FormView {
  const unsure = doubt === undefined ? undefined : doubtText(doubt, locale);
  const notices = [options.notice, unsure].filter((text) => text !== undefined);
  return formView(command, { locale, values, ...options, notice: inARow(notices) || undefined });
}

/** The form with problems: a sent form is invalid, and anything else opens the form. */
const formWith = (request: CompletedRequest, problems: Problems): Reply => ({
  kind: request.via === 'form' ? 'invalid' : 'form',
  form: formOf(request, { problems }),
});

/** The answer to a button whose project is unknown or forbidden: no form shows its hidden values. */
export function carriedProblem({ command, values, actor }: CompletedRequest, problems: Problems): Reply | undefined {
  const projectField = projectFieldOf(command);
  const field = projectField === undefined ? undefined : command.input[projectField];
  const problem = projectField === undefined ? undefined : problems[projectField];
  const isCarried = field !== undefined && isUnseen(field, values[projectField ?? '']);
  return problem !== undefined && isCarried ? plainAnswer(problemText(problem, actor.locale)) : undefined;
}

/** The question for the project: none is named, and the place has none. */
export function whichProject(request: CompletedRequest): Reply {
  const { command, actor } = request;
  const projectField = projectFieldOf(command);
  if (projectField === undefined || !isAskable(command.input[projectField] as Field<unknown>))
    return plainAnswer(coreTexts(actor.locale).needsProject());
  return formWith(request, { [projectField]: { code: 'whichProject' } });
}

/** Incomplete typed text or an incomplete button becomes the form; only a sent form gets field errors. */
export function incomplete(request: CompletedRequest, problems: Problems): Reply {
  const { command, via, leftover, doubt, actor } = request;
  const carried = carriedProblem(request, problems);
  if (carried !== undefined && via !== 'form') return carried;
  // An id that only a button knows is missing or wrong: no form could ever be saved.
  const isHopeless = Object.keys(problems).some(
    (name) => command.input[name] !== undefined && !isAskable(command.input[name]),
  );
  if (isHopeless || !hasForm(command)) return plainAnswer(coreTexts(actor.locale).gone());
  if (via === 'form') return formWith(request, problems);
  const wrong = Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem?.code !== 'required'));
  const hasValues = Object.keys(request.sent).length > 0;
  const notice =
    leftover !== undefined
      ? leftoverNotice(leftover, actor.locale)
      : hasValues && doubt === undefined && via === 'text' && Object.keys(wrong).length === 0
        ? fieldTexts(actor.locale).missing()
        : undefined;
  return { kind: 'form', form: formOf(request, { problems: wrong, notice }) };
}

/** The form with the error of `run` at the field it names; undefined if the form cannot correct it. */
export function correctable(request: CompletedRequest, error: unknown): Reply | undefined {
  const { command, values, via } = request;
  if (!(error instanceof RapportError) || error.forPeople === undefined || error.field === undefined) return undefined;
  const field = command.input[error.field];
  if (field === undefined || !hasForm(command)) return undefined;
  // A button's hidden value cannot be corrected in a form; a form's value can, if people can name it.
  const canCorrect = !isUnseen(field, values[error.field]) || (via === 'form' && field.hidden && isAskable(field));
  return canCorrect ? formWith(request, { [error.field]: { code: 'custom', text: error.forPeople } }) : undefined;
}

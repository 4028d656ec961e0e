import type { Clock } from '../ground/clock.ts';
import { RapportError } from '../ground/errors.ts';
import type { Logger } from '../ground/log.ts';
import { createAbout, projectFieldOf } from './about.ts';
import { doneAloud, faultAnswer, hasForm, plainAnswer, preceded, referenceOf } from './answers.ts';
import { leftoverNotice } from './assign.ts';
import type { AuditLog } from './auditLog.ts';
import type { Reply } from './command.ts';
import { createContextOf } from './commandContext.ts';
import { createResolve, quickProblems, withUnseen } from './commandInput.ts';
import type { CompletedRequest, Request } from './commandRequest.ts';
import type { Directory } from './directory.ts';
import { createFormOpening } from './formOpening.ts';
import { takeLine } from './lists/draw.ts';
import type { ListPresses } from './lists/presses.ts';
import { correctable, formOf, incomplete, whichProject } from './problemForms.ts';
import type { Registry } from './registry.ts';
import { unmarked, withDoubt } from './repeat.ts';
import { guarded, isInDirect } from './replyGuard.ts';
import { coreTexts } from './texts.ts';

export interface PerformOptions {
  readonly registry: Registry;
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly lists: ListPresses;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Faults are logged; the other errors are answers to what the person asked. */
const isFault = (error: unknown): boolean =>
  !(error instanceof RapportError) ||
  error.code === 'internal' ||
  error.code === 'unavailable' ||
  (error.code === 'invalid' && error.forPeople === undefined);

/** The one way from raw values to a reply, for text, form and button. Never throws. */
export function createPerform({
  registry,
  directory,
  audit,
  lists,
  clock,
  log,
}: PerformOptions): (request: Request) => Promise<Reply> {
  const about = createAbout({ directory, clock });
  const resolve = createResolve({ directory, projectOf: about.named, clock });
  const contextOf = createContextOf({ registry, audit, clock });
  const allow = (
    request: CompletedRequest,
    input: Readonly<Record<string, unknown>>,
    options?: { isOpening?: boolean },
  ) => {
    const { actor, via, requestId } = request;
    return about.allow(request, input, { locale: actor.locale, zone: actor.zone, clock, via, requestId }, options);
  };
  const openForm = createFormOpening({ allow, resolve, contextOf });

  /** Runs the command with resolved input, if the sender may. */
  async function run(request: CompletedRequest, input: Readonly<Record<string, unknown>>): Promise<Reply> {
    const { command, actor, leftover } = request;
    const allowed = await allow(request, input);
    if (allowed === 'whichProject') return whichProject(request);
    let isChanged = false;
    const context = contextOf(request, allowed, () => {
      isChanged = true;
    });
    const answered = await command.run(input, context);
    // A contact without private messages would repeat a command without a visible answer, and it would run twice.
    const isSaidAloud =
      isChanged && actor.standing.side !== 'ours' && answered.kind === 'message' && answered.to === 'caller';
    const reply: Reply = isSaidAloud ? { aloud: doneAloud(actor.locale), ...answered } : answered;
    return leftover === undefined || reply.kind !== 'message'
      ? reply
      : { ...reply, message: preceded(reply.message, leftoverNotice(leftover, actor.locale, 'leftOut')) };
  }

  /** Answers an error at a field with the form. @throws any other error. */
  const correctedOf = (request: CompletedRequest) => (error: unknown) => {
    const corrected = correctable(request, error);
    if (corrected === undefined) throw error;
    return corrected;
  };

  async function answer(request: CompletedRequest, wantsForm: boolean): Promise<Reply> {
    const { command, setting, actor, leftover, values } = request;
    // A contact gets only the part for contacts, privately: there is nothing to hide from them.
    const mustBeQuiet = command.sensitive === true && request.aloud === true && actor.standing.side === 'ours';
    if (mustBeQuiet && setting.audience === 'client' && !isInDirect(setting))
      return plainAnswer(coreTexts(actor.locale).sensitive());
    // Before any look-up or question: a form for a forbidden act would waste the person's time.
    about.demandSome(request);
    if (wantsForm && hasForm(command)) return openForm(request).catch(correctedOf(request));
    const projectField = projectFieldOf(command);
    const project = projectField === undefined ? undefined : values[projectField];
    if (command.about === 'project' && (project === undefined || project.length === 0)) {
      const allowed = await allow(request, {});
      if (allowed === 'whichProject') return whichProject(request);
    }

    const early = { ...request.problems, ...quickProblems(command, values) };
    if (Object.keys(early).length > 0) return incomplete(request, early);
    if (leftover !== undefined && hasForm(command))
      return { kind: 'form', form: formOf(request, { notice: leftoverNotice(leftover, actor.locale) }) };

    const { input, problems } = await resolve(request);
    if (Object.keys(problems).length > 0) return incomplete(request, problems);
    return run(request, input).catch(correctedOf(request));
  }

  return async (asked) => {
    const { actor, setting, command, via } = asked;
    const { values: given, line } = takeLine(asked.values);
    const { values: sent, requestId, wantsForm, doubt } = unmarked(given, asked.requestId);
    const withProjects = (reply: Reply) => about.withProjects(reply, registry, { actor, setting });
    try {
      const values = withUnseen(command, sent, setting);
      const reply = await answer({ ...asked, values, sent, requestId, doubt }, wantsForm).then(withProjects);
      return guarded(await lists.atLine(line, reply, actor), { actor, setting, log, command });
    } catch (error) {
      const outdated = await lists.faultAtLine(line, error, { actor, verb: command.verb });
      if (outdated !== undefined) return guarded(outdated, { actor, setting, log, command });
      const reference = referenceOf(requestId);
      if (isFault(error))
        log.error({ err: error, command: command.name, request: requestId, reference }, 'a command failed');
      const audience = actor.standing.side === 'ours' ? 'internal' : 'client';
      const reply = faultAnswer(error, {
        locale: actor.locale,
        audience,
        reference,
        interrupted: { command, values: withDoubt(sent, doubt), via, requestId },
      });
      // While the records are unavailable, a project can only be typed.
      return isFault(error) ? reply : withProjects(reply).catch(() => reply);
    }
  };
}

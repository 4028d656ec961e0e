import type { Clock } from '../ground/clock.ts';
import { RapportError } from '../ground/errors.ts';
import { inARow } from '../ground/i18n.ts';
import type { Logger } from '../ground/log.ts';
import { type Allowed, createAbout, projectFieldOf } from './about.ts';
import type { Actor } from './access.ts';
import { doneAloud, faultAnswer, hasForm, plainAnswer, preceded, referenceOf } from './answers.ts';
import { leftoverNotice } from './assign.ts';
import { type AuditLog, doerOf, whereOf } from './auditLog.ts';
import type { Command, CommandContext, Reply, Setting } from './command.ts';
import type { Directory } from './directory.ts';
import { doubtText, fieldTexts, problemText } from './fieldTexts.ts';
import type { Field, FieldContext, FieldProblem } from './form.ts';
import { type FormViewOptions, formView, isAskable, isUnseen } from './formView.ts';
import { takeLine } from './lists/draw.ts';
import type { ListPresses } from './lists/presses.ts';
import type { FormValues } from './platform.ts';
import type { Registry } from './registry.ts';
import { unmarked, withDoubt } from './repeat.ts';
import type { Doubt } from './schedule/doubt.ts';
import { coreTexts } from './texts.ts';

/** One command to run, with its sender, place and raw values. */
export interface Request {
  readonly command: Command;
  readonly values: FormValues;
  readonly via: CommandContext['via'];
  /** All members of the place read the typed words; a slash command and a button are private. */
  readonly aloud?: boolean;
  /** Typed words that fit no field. */
  readonly leftover?: string | undefined;
  /** Open questions of the text, by field: asked before any act. */
  readonly problems?: Readonly<Record<string, FieldProblem>> | undefined;
  readonly actor: Actor;
  readonly setting: Setting;
  /** See CommandContext.requestId. */
  readonly requestId: string;
}

/** The sender and the place. */
export type Located = Pick<Request, 'actor' | 'setting'>;

export interface PerformOptions {
  readonly registry: Registry;
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly lists: ListPresses;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A request with its marks read. */
interface Asked extends Request {
  readonly doubt: Doubt | undefined;
}

type Problems = Readonly<Partial<Record<string, FieldProblem>>>;

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
function withUnseen(command: Command, values: FormValues, { place }: Setting): FormValues {
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

const isBlank = (value: FormValues[string] | undefined) => value === undefined || value.length === 0;
const noticeOf = (...parts: readonly (string | undefined)[]) =>
  inARow(parts.filter((part) => part !== undefined)) || undefined;
const isInDirect = (setting: Setting) => setting.place === undefined || setting.place.kind === 'direct';

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

  /** Resolves raw values to the input of `run`; reports all problems at once. */
  async function resolve(request: Request): Promise<{ input: Record<string, unknown>; problems: Problems }> {
    const { command, values, actor, setting } = request;
    const context: FieldContext = {
      now: clock.now(),
      zone: actor.zone,
      locale: actor.locale,
      person: (token) => directory.findPerson(actor, token),
      channel: (token) => directory.findChannel(actor, setting, token),
      project: (token) => about.named(request, token),
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
  }

  /** `recorded`: called for each change on the audit trail. */
  function contextOf(request: Asked, { scope, project, subject }: Allowed, recorded?: () => void): CommandContext {
    const { actor, setting, command, values } = request;
    const asked = { from: whereOf(setting), requestId: request.requestId };
    // A change belongs to the project that the command is about, which may be another one than the place's.
    const recordedOn = project ?? setting.project;
    return {
      scope: { ...scope, ...asked },
      actor,
      setting,
      locale: actor.locale,
      zone: actor.zone,
      clock,
      via: request.via,
      requestId: request.requestId,
      given: values,
      doubt: request.doubt,
      project,
      subject,
      audit: (entry) => {
        recorded?.();
        return audit.record(scope, {
          ...entry,
          ...doerOf(actor),
          from: asked.from,
          ...(recordedOn === undefined ? {} : { projectId: recordedOn.projectId }),
        });
      },
      form: ({ command: name = command.name, ...options } = {}) => {
        const target = registry.find(name);
        if (target === undefined) throw new RapportError('internal', `no command ${name} to make a form of`);
        return formView(target, {
          locale: actor.locale,
          values: options.values ?? values,
          problems: options.problems ?? {},
          notice: options.notice,
        });
      },
    };
  }

  async function answer({ wantsForm, ...asked }: Asked & { readonly wantsForm: boolean }): Promise<Reply> {
    const request: Asked = { ...asked, values: withUnseen(asked.command, asked.values, asked.setting) };
    const { command, setting, actor, via, leftover, values, doubt } = request;
    const texts = coreTexts(actor.locale);
    // The part of a time that was not understood is shown above every form it leads to, so that the person sees it
    // before saving.
    const unsure = doubt === undefined ? undefined : doubtText(doubt, actor.locale);
    const form = (options: Omit<FormViewOptions, 'locale' | 'values'> = {}) =>
      formView(command, { locale: actor.locale, values, ...options, notice: noticeOf(options.notice, unsure) });

    // A contact gets only the part for contacts, privately: there is nothing to hide from them.
    const mustBeQuiet = command.sensitive === true && request.aloud === true && actor.standing.side === 'ours';
    if (mustBeQuiet && setting.audience === 'client' && !isInDirect(setting)) return plainAnswer(texts.sensitive());
    // Before any look-up or question: a form for a forbidden act would waste the person's time.
    about.demandSome(request);
    const look = { locale: actor.locale, zone: actor.zone, clock, via, requestId: request.requestId };
    const projectField = projectFieldOf(command);
    const isProjectGiven = projectField !== undefined && !isBlank(values[projectField]);
    if (wantsForm && hasForm(command)) return opened();
    if (command.about === 'project' && !isProjectGiven) {
      const allowed = await about.allow(request, {}, look);
      if (allowed === 'whichProject') return askWhich();
    }

    const early = { ...request.problems, ...quickProblems(command, values) };
    if (Object.keys(early).length > 0) return incomplete(early);
    if (leftover !== undefined && hasForm(command))
      return { kind: 'form', form: form({ notice: leftoverNotice(leftover, actor.locale) }) };

    const { input, problems } = await resolve(request);
    if (Object.keys(problems).length > 0) return incomplete(problems);
    try {
      const allowed = await about.allow(request, input, look);
      if (allowed === 'whichProject') return askWhich();
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
    } catch (error) {
      const named =
        error instanceof RapportError && error.forPeople !== undefined ? command.input[error.field ?? ''] : undefined;
      // A button's hidden value cannot be corrected in a form; a form's value can, if people can name it.
      const inField =
        error instanceof RapportError &&
        named !== undefined &&
        (!isUnseen(named, values[error.field ?? '']) || (via === 'form' && named.hidden && isAskable(named)));
      if (!inField || !hasForm(command)) throw error;
      return {
        kind: via === 'form' ? 'invalid' : 'form',
        form: form({ problems: { [error.field as string]: { code: 'custom', text: error.forPeople as never } } }),
      };
    }

    /** The answer to a button whose project is unknown or forbidden: no form shows its hidden values. */
    function carriedProblem(problems: Problems): Reply | undefined {
      const field = projectField === undefined ? undefined : command.input[projectField];
      const problem = projectField === undefined ? undefined : problems[projectField];
      const isCarried = field !== undefined && isUnseen(field, values[projectField ?? '']);
      return problem !== undefined && isCarried ? plainAnswer(problemText(problem, actor.locale)) : undefined;
    }

    /** No project is named, and the place has none. */
    function askWhich(): Reply {
      if (projectField === undefined || !isAskable(command.input[projectField] as Field<unknown>))
        return plainAnswer(texts.needsProject());
      return {
        kind: via === 'form' ? 'invalid' : 'form',
        form: form({ problems: { [projectField]: { code: 'whichProject' } } }),
      };
    }

    /** The form for a person who opens it, with its initial values and its notice. */
    async function opened(): Promise<Reply> {
      if (command.about === undefined) return prefilled(await about.allow(request, {}, look));
      const { input, problems } = await resolve(request);
      const wrong = projectField === undefined ? undefined : problems[projectField];
      if (projectField !== undefined && wrong !== undefined)
        return carriedProblem(problems) ?? { kind: 'form', form: form({ problems: { [projectField]: wrong } }) };
      return prefilled(await about.allow(request, input, look, { isOpening: true }));
    }
    async function prefilled(allowed: Allowed | 'whichProject'): Promise<Reply> {
      if (allowed === 'whichProject') return projectField === undefined ? askWhich() : { kind: 'form', form: form() };
      const context = contextOf(request, allowed);
      // The button's values, not those from the place.
      const [given, notice] = await Promise.all([
        command.prefill(asked.values, context),
        command.intro(values, context),
      ]);
      return {
        kind: 'form',
        form: formView(command, {
          locale: actor.locale,
          values: { ...given, ...values },
          notice: noticeOf(notice, unsure),
        }),
      };
    }

    /** Incomplete typed text or an incomplete button becomes the form; only a sent form gets field errors. */
    function incomplete(problems: Problems): Reply {
      const carried = carriedProblem(problems);
      if (carried !== undefined && via !== 'form') return carried;
      // An id that only a button knows is missing or wrong: no form could ever be saved.
      const isHopeless = Object.keys(problems).some(
        (name) => command.input[name] !== undefined && !isAskable(command.input[name]),
      );
      if (isHopeless || !hasForm(command)) return plainAnswer(texts.gone());
      if (via === 'form') return { kind: 'invalid', form: form({ problems }) };
      const wrong = Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem?.code !== 'required'));
      const hasValues = Object.keys(asked.values).length > 0;
      const notice =
        leftover !== undefined
          ? leftoverNotice(leftover, actor.locale)
          : hasValues && unsure === undefined && via === 'text' && Object.keys(wrong).length === 0
            ? fieldTexts(actor.locale).missing()
            : undefined;
      return { kind: 'form', form: form({ problems: wrong, notice }) };
    }
  }

  return async (asked) => {
    const { actor, setting, command, via } = asked;
    const { values: given, line } = takeLine(asked.values);
    const { values, requestId, wantsForm, doubt } = unmarked(given, asked.requestId);
    const withProjects = (reply: Reply) => about.withProjects(reply, registry, { actor, setting });
    try {
      const reply = await answer({ ...asked, values, requestId, wantsForm, doubt }).then(withProjects);
      return guarded(await lists.atLine(line, reply, actor), { actor, setting, log, command });
    } catch (error) {
      const outdated = await lists.faultAtLine(line, error, { actor, verb: command.verb });
      if (outdated !== undefined) return guarded(outdated, { actor, setting, log, command });
      const reference = referenceOf(requestId);
      const isFault =
        !(error instanceof RapportError) ||
        error.code === 'internal' ||
        error.code === 'unavailable' ||
        (error.code === 'invalid' && error.forPeople === undefined);
      if (isFault) log.error({ err: error, command: command.name, request: requestId, reference }, 'a command failed');
      const audience = actor.standing.side === 'ours' ? 'internal' : 'client';
      const reply = faultAnswer(error, {
        locale: actor.locale,
        audience,
        reference,
        interrupted: { command, values: withDoubt(values, doubt), via, requestId },
      });
      // While the records are unavailable, a project can only be typed.
      return isFault ? reply : withProjects(reply).catch(() => reply);
    }
  };
}

/**
 * The last check before a reply leaves: no internal content where a client reads, or to a person of the client's side.
 */
export function guarded(
  reply: Reply,
  { actor, setting, log, command }: { actor: Actor; setting: Setting; log: Logger; command: Command },
): Reply {
  if (reply.kind !== 'message' && reply.kind !== 'update') return reply;
  if (reply.message.audience === 'client') return reply;
  const isOurs = actor.standing.side === 'ours';
  if (isOurs && (setting.audience === 'internal' || isInDirect(setting))) return reply;
  // For our side in a client's channel the answer is private. A pressed message there may be public, so it is not
  // updated.
  if (isOurs && reply.kind === 'update')
    return { kind: 'message', to: 'caller', message: reply.message, instead: true };
  if (isOurs && reply.kind === 'message' && reply.to === 'caller') return reply;
  log.error(
    { command: command.name, conversation: setting.place?.conversation },
    'an internal answer was held back from a place that a client reads',
  );
  return plainAnswer(coreTexts(actor.locale)[isOurs ? 'withheld' : 'refused']());
}

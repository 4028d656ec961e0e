import type { Clock } from '../ground/clock.ts';
import {
  type Actor,
  authorize,
  may,
  mayOnSome,
  type Permission,
  type ProjectSummary,
  refused,
  type Scope,
} from './access.ts';
import { plainAnswer } from './answers.ts';
import type { Command, CommandContext, Reply, Setting, Subject } from './command.ts';
import type { Directory } from './directory.ts';
import { fieldTexts } from './fieldTexts.ts';
import type { FieldView, Parsed } from './form.ts';
import type { Registry } from './registry.ts';
import { coreTexts } from './texts.ts';

/** A command with its sender and place. */
interface Given {
  readonly command: Command;
  readonly actor: Actor;
  readonly setting: Setting;
}
/** The result of an authorization: the scope, and the project or thing that the command is about. */
export interface Allowed {
  readonly scope: Scope<Permission>;
  readonly project: ProjectSummary | undefined;
  readonly subject: unknown;
}

/** The name of the command's project field; undefined when it has none. */
export const projectFieldOf = ({ input }: Pick<Command, 'input'>): string | undefined =>
  Object.entries(input).find(([, { kind }]) => kind === 'project')?.[0];
/** The permission that decides on the project of the command's thing. */
const neededOn = ({ about, permission }: Command) =>
  (typeof about === 'object' ? about.needs : undefined) ?? permission;

/**
 * The one way from a command to the project or the thing that it is about. Finds it, decides with the command's declared
 * permission, and issues the scope that `run` gets.
 */
export function createAbout({
  directory,
  clock,
}: {
  directory: Pick<Directory, 'findProject' | 'project' | 'projectsFor'>;
  clock: Clock;
}) {
  const nowMay = (actor: Actor, permission: Permission, project: ProjectSummary | undefined) =>
    may(actor, permission, project, clock.now());

  /** A named project. Unknown and forbidden are one problem. */
  async function named({ command, actor }: Given, token: string): Promise<Parsed<ProjectSummary>> {
    const project = await directory.findProject(actor, token);
    return project !== undefined && nowMay(actor, command.permission, project)
      ? { ok: true, value: project }
      : { ok: false, problem: { code: 'unknownProject' } };
  }

  /** @throws RapportError `refused` for an actor who may do this on no project at all. Looks nothing up. */
  function demandSome({ command, actor, setting }: Given): void {
    const { about, permission } = command;
    if (about === undefined) authorize(actor, permission, setting.project, clock.now());
    else if (!mayOnSome(actor, permission, clock.now())) throw refused(actor, permission);
  }

  /** The named project, or the place's. `whichProject`: there is none, or the form may name another one. */
  function onProject(
    { command, actor, setting }: Given,
    input: Readonly<Record<string, unknown>>,
    isOpening: boolean,
  ): Allowed | 'whichProject' {
    const field = projectFieldOf(command);
    const chosen = field === undefined ? undefined : (input[field] as ProjectSummary | undefined);
    const project = chosen ?? setting.project;
    if (project === undefined) return 'whichProject';
    // One of us may mean another project than the channel's; a contact is refused here.
    const mayMeanOther = isOpening && field !== undefined && actor.standing.side === 'ours';
    if (mayMeanOther && !nowMay(actor, command.permission, project)) return 'whichProject';
    return { scope: authorize(actor, command.permission, project, clock.now()), project, subject: undefined };
  }

  /** The project by which the actor may act on a thing; `true` if they may without one. */
  async function claimOn(
    { command, actor, setting }: Given,
    subject: Omit<Subject, 'record'>,
  ): Promise<ProjectSummary | true> {
    const permission = subject.needs ?? neededOn(command);
    const projectOf = async (projectId: string) =>
      setting.project?.projectId === projectId ? setting.project : directory.project(actor.workspaceId, projectId);
    if (actor.personId !== undefined && subject.owners?.includes(actor.personId) === true) return true;
    const idOf = (named: string | ProjectSummary) => (typeof named === 'string' ? named : named.projectId);
    const isHere = (named: string | ProjectSummary) => idOf(named) === setting.project?.projectId;
    const all = [...(subject.projects ?? []), ...subject.projectIds];
    // The place's project comes first: the trail of the act names it.
    for (const named of [...all.filter(isHere), ...all.filter((other) => !isHere(other))]) {
      const project = typeof named === 'string' ? await projectOf(named) : named;
      if (project !== undefined && nowMay(actor, permission, project)) return project;
    }
    if (subject.orElse !== undefined && nowMay(actor, subject.orElse, undefined)) return true;
    throw refused(actor, permission, subject.refusal);
  }

  /**
   * The authorized subject of the command. `input`: the values of its fields; while a form is opened, only the known
   * ones. @throws RapportError `refused`, and the errors of the slice's look-up.
   */
  async function allow(
    given: Given,
    input: Readonly<Record<string, unknown>>,
    context: Pick<CommandContext, 'locale' | 'zone' | 'clock' | 'via' | 'requestId'>,
    { isOpening = false } = {},
  ): Promise<Allowed | 'whichProject'> {
    const { command, actor, setting } = given;
    const inPlace = (): Allowed => ({
      scope: authorize(actor, command.permission, setting.project, clock.now()),
      project: undefined,
      subject: undefined,
    });
    if (command.about === undefined) return inPlace();
    if (command.about === 'project') return onProject(given, input, isOpening);
    const subject = await command.about.of(input, { ...context, actor, setting });
    if (subject === 'project') return onProject(given, input, isOpening);
    if (subject === undefined) return inPlace();
    const claim = await claimOn(given, subject);
    if (subject.and !== undefined) await claimOn(given, subject.and);
    const project = claim === true ? undefined : claim;
    const decided = command.about.needs === undefined ? project : setting.project;
    return { scope: authorize(actor, command.permission, decided, clock.now()), project, subject: subject.record };
  }

  /**
   * A form with the projects that this person may choose. If they can choose none, the answer is the refusal: the form
   * could not be saved.
   */
  async function withProjects(reply: Reply, registry: Registry, { actor, setting }: Omit<Given, 'command'>) {
    if (reply.kind !== 'form' && reply.kind !== 'invalid') return reply;
    const command = registry.find(reply.form.command);
    const field = reply.form.fields.find(({ kind }) => kind === 'project');
    if (command === undefined || field === undefined) return reply;
    const { permission } = command;
    const offered = await directory.projectsFor(actor, permission);
    const typed = typeof field.value === 'string' ? field.value : '';
    const isCalled = ({ key, name }: { key: string; name: string }) =>
      [key, name].some((called) => called.toLowerCase() === typed.trim().toLowerCase());
    // A closed project is never offered, but can be named.
    const other = typed === '' || offered.some(isCalled) ? undefined : await named({ command, actor, setting }, typed);
    const choices = other?.ok === true ? [...offered, other.value] : offered;
    const isForPlace = setting.project !== undefined && nowMay(actor, permission, setting.project);
    if (choices.length === 0 && !isForPlace && !nowMay(actor, permission, undefined))
      return plainAnswer(refused(actor, permission).forPeople?.[actor.locale] ?? coreTexts(actor.locale).refused());
    const texts = fieldTexts(actor.locale);
    const drawn: FieldView = {
      ...field,
      required: !isForPlace && command.about === 'project',
      // A choice needs no hint about typing a project.
      hint: choices.length === 0 ? field.hint : undefined,
      options:
        choices.length === 0
          ? undefined
          : choices.map(({ key, name }) => ({ value: key, label: texts.projectChoice({ name, key }) })),
      value: choices.find((choice) => isCalled(choice))?.key ?? (other?.ok === true ? other.value.key : field.value),
    };
    return {
      ...reply,
      form: { ...reply.form, fields: reply.form.fields.map((shown) => (shown === field ? drawn : shown)) },
    };
  }

  return { named, demandSome, allow, withProjects };
}

/** The context that a command runs in: its sender, its place, its scope, the audit trail and its forms. */
import type { Clock } from '../ground/clock.ts';
import { RapportError } from '../ground/errors.ts';
import type { Allowed } from './about.ts';
import { type AuditLog, doerOf, whereOf } from './auditLog.ts';
import type { CommandContext } from './command.ts';
import type { CompletedRequest } from './commandRequest.ts';
import { formView } from './formView.ts';
import type { Registry } from './registry.ts';

interface ContextOptions {
  readonly registry: Registry;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

/** Makes the context of an allowed request. `recorded`: called for each change that is on a trail. */
export function createContextOf({ registry, audit, clock }: ContextOptions) {
  return (request: CompletedRequest, { scope, project, subject }: Allowed, recorded?: () => void): CommandContext => {
    const { actor, setting, command, values } = request;
    const asked = {
      from: whereOf(setting),
      requestId: request.requestId,
      ...(recorded === undefined ? {} : { recorded }),
    };
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
  };
}

export type ContextOf = ReturnType<typeof createContextOf>;

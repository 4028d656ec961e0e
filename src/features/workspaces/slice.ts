import { systemScope } from '../../core/access.ts';
import { type AuditLog, happenedBy } from '../../core/auditLog.ts';
import { type Reply, toCaller } from '../../core/command.ts';
import { type Button, press } from '../../core/message.ts';
import type { EventOf, InboundEvent } from '../../core/platform.ts';
import { isZone } from '../../core/schedule/zone.ts';
import type { EventContext, Slice } from '../../core/slice.ts';
import { isError } from '../../ground/errors.ts';
import { inARow, type Locale, nearestLocale } from '../../ground/i18n.ts';
import type { People } from '../../records/people/store.ts';
import {
  connectCodes,
  installations,
  type Workspaces,
  workspaces as workspaceRecords,
} from '../../records/workspaces/store.ts';
import { workspaceRecordTexts } from '../../records/workspaces/texts.ts';
import { connectThing, roleThing, workspaceCommands } from './commands.ts';
import { workspaceTexts } from './texts.ts';

/** `connect K7F2-9QX4-M3TD` in either language, with or without the command's slash. */
const CONNECT = /^\s*(?:\/?rapport\s+)?(?:connect|连接)(?:\s+new)?\s+(\S.*)$/i;

/** Payload of the button that starts the first workspace. It is no command, because commands need a known person. */
const START = 'workspace start';

/** Text for an unconfirmed person: a colleague needs a role, an outsider may simply write. */
function strangerText({ from }: InboundEvent): string {
  const texts = workspaceTexts(nearestLocale(from.locale));
  return from.outsider ? texts.writeToMe() : texts.needsRole({ name: from.name });
}

/**
 * A reply that only the sender sees: the channel belongs to no workspace, so the reply only explains how to connect.
 */
function say(texts: string | readonly string[], buttons: readonly Button[] = []): Reply {
  const lines = typeof texts === 'string' ? [texts] : texts;
  const actions = buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: [...buttons] }];
  return toCaller({
    audience: 'client',
    fallbackText: inARow(lines),
    blocks: [...lines.map((text) => ({ kind: 'text' as const, text })), ...actions],
  });
}

/** The first steps after starting a workspace. */
function nextSteps({ installation, from }: InboundEvent): string[] {
  const texts = workspaceTexts(nearestLocale(from.locale));
  return [installation.platform === 'slack' ? texts.bringSlack() : texts.bringElsewhere(), texts.sayWho()];
}
const helpButton = (locale: Locale): Button => ({
  kind: 'button',
  label: workspaceTexts(locale).whatNow(),
  payload: press('help show'),
});

/**
 * The slice of workspaces. Besides its commands it replies to unknown people: an installation without a workspace
 * accepts only the code that connects it.
 */
export function workspacesSlice(deps: { workspaces: Workspaces; people: People; audit: AuditLog }): Slice {
  const { workspaces, audit } = deps;

  /** `by`: the person that the event created, for an event from an unknown sender. */
  async function record(
    event: InboundEvent,
    workspaceId: string,
    what: { action: string; by?: string | undefined; after: unknown },
  ): Promise<void> {
    const { platform, tenant } = event.installation;
    const { by, after, action } = what;
    const entry = {
      ...happenedBy(event, undefined),
      ...(by === undefined ? {} : { by }),
      action,
      after: JSON.stringify(after),
    };
    await audit.record(systemScope(workspaceId), { ...entry, subject: `installation:${platform}/${tenant}` });
  }

  /**
   * Reply in an installation without a workspace: how to connect it. A guest, who has no code, is told who can do it.
   */
  function notConnected({ from }: InboundEvent): Reply {
    const texts = workspaceTexts(nearestLocale(from.locale));
    return say(from.outsider ? texts.notReady() : texts.notConnected());
  }

  /**
   * Offers to start the first workspace to a member of the installing organisation, while there is no workspace at all.
   */
  async function firstWords(event: InboundEvent): Promise<Reply | undefined> {
    if (event.from.outsider || !(await workspaces.isUnfounded())) return undefined;
    const texts = workspaceTexts(nearestLocale(event.from.locale));
    return say(
      [texts.firstHere(), texts.firstHereElsewhere()],
      [{ kind: 'button', label: texts.startWorkspace(), style: 'primary', payload: press(START) }],
    );
  }

  async function found(event: InboundEvent, name: string | undefined): Promise<Reply | undefined> {
    const { from, installation } = event;
    const locale = nearestLocale(from.locale);
    const texts = workspaceTexts(locale);
    const zone = from.zone !== undefined && isZone(from.zone) ? { zone: from.zone } : {};
    const user = { platform: installation.platform, tenant: from.tenant, user: from.user };
    const made = await workspaces.found({
      installation,
      name: name ?? workspaceRecordTexts(locale).ourWorkspace(),
      admin: { name: from.name, locale, ...zone, user },
    });
    if (made !== undefined)
      await record(event, made._id, { action: 'workspace new', by: made.adminIds[0], after: { workspace: made.name } });
    return made === undefined
      ? undefined
      : say([texts.founded({ workspace: made.name }), ...nextSteps(event)], [helpButton(locale)]);
  }

  /** Handles the button of `firstWords`, the only button that works for an unknown person. */
  async function startHere(event: EventOf<'action'>, { actor }: EventContext): Promise<Reply | undefined> {
    if (event.payload.command !== START) return undefined;
    const texts = workspaceTexts(actor?.locale ?? nearestLocale(event.from.locale));
    // A repeated press, or the press of a second person.
    if (actor !== undefined)
      return say(actor.personId === undefined ? strangerText(event) : nextSteps(event), [helpButton(actor.locale)]);
    if (event.from.outsider) return say(texts.onlyOurs());
    return (await found(event, event.tenantName)) ?? say(texts.foundedAlready());
  }

  /** Tells the person who installed Rapport the next step in private: their new workspace, or the code. */
  async function installed(event: EventOf<'installed'>): Promise<Reply | undefined> {
    const restored = await workspaces.restore(event.installation);
    if (restored !== undefined)
      await record(event, restored.workspaceId, { action: 'installation back', after: { state: restored.state } });
    const texts = workspaceTexts(nearestLocale(event.from.locale));
    const home = await workspaces.byInstallation(event.installation);
    if (home === undefined)
      return (event.from.outsider ? undefined : await found(event, event.name)) ?? say(texts.notConnected());
    const workspace = await workspaces.get(systemScope(home.workspaceId));
    return say(texts.stillConnected({ workspace: workspace?.name ?? '' }));
  }

  async function connectHere(
    event: EventOf<'command' | 'mention' | 'directMessage'>,
    { actor }: EventContext,
  ): Promise<Reply | undefined> {
    if (actor !== undefined) return undefined;
    const texts = workspaceTexts(nearestLocale(event.from.locale));
    const code = CONNECT.exec(event.text)?.[1];
    if (code === undefined) return (await firstWords(event)) ?? notConnected(event);
    try {
      const user = { platform: event.installation.platform, tenant: event.from.tenant, user: event.from.user };
      const { workspace, personId } = await workspaces.connect({ code, installation: event.installation, user });
      await record(event, workspace._id, {
        action: 'installation connect',
        by: personId,
        after: { workspace: workspace.name },
      });
      return say(texts.connected({ workspace: workspace.name }));
    } catch (error) {
      const told = (isError(error, 'refused') || isError(error, 'conflict')) && error.forPeople !== undefined;
      if (!told) throw error;
      return say(error.forPeople[nearestLocale(event.from.locale)]);
    }
  }
  /** The Home tab of an unknown person: how to connect. Without an answer Slack would keep the old content. */
  async function homeHere(event: EventOf<'homeOpened'>, { actor }: EventContext): Promise<Reply | undefined> {
    if (actor?.personId !== undefined) return undefined;
    if (actor !== undefined) return say(strangerText(event), [helpButton(actor.locale)]);
    return (await firstWords(event)) ?? notConnected(event);
  }

  const removed = async (event: EventOf<'uninstalled' | 'tokensRevoked'>): Promise<undefined> => {
    const gone = await workspaces.remove(event.installation);
    if (gone !== undefined)
      await record(event, gone.workspaceId, { action: `installation ${event.kind}`, after: { state: gone.state } });
  };

  return {
    name: 'workspaces',
    things: [connectThing, roleThing],
    commands: workspaceCommands(deps),
    jobs: [],
    collections: [workspaceRecords, installations, connectCodes],
    example: {
      internal: { none: 'names of workspaces, and codes as hashes' },
      published: [{ as: 'admin', command: 'connect new' }],
      acts: [{ as: 'admin', command: 'role new', values: { person: '@Tom', role: 'director' } }],
    },
    on: {
      command: connectHere,
      mention: connectHere,
      directMessage: connectHere,
      uninstalled: removed,
      tokensRevoked: removed,
      action: startHere,
      homeOpened: homeHere,
      installed,
    },
  };
}

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FORM_CALLBACK, keptMetadataKey, readSubmit } from './form.ts';
import {
  actionBody,
  globalShortcut,
  messageShortcut,
  optional,
  slashCommand,
  type user,
  type viewBody,
  viewEvent,
} from './inboundBodies.ts';
import {
  directWith,
  type ParsedPayload,
  placeOf,
  type ReplyRoute,
  replyRouteOf,
  type SaidEvent,
  type ViewIn,
} from './payload.ts';
import type { Named } from './people.ts';
import { keptKey, PRESSED, readAction } from './render.ts';
import { typedText } from './typedText.ts';

/** Texts that were too long for Slack to carry, by key. Load them before reading an interaction. */
export type KeptTexts = ReadonlyMap<string, string>;

/** The keys of kept texts that an interaction refers to; none for nearly all. */
export function keptKeysIn(body: Readonly<Record<string, unknown>>): string[] {
  const parsed = keptHolder.safeParse(body);
  if (!parsed.success) return [];
  const { actions, view } = parsed.data;
  const values = (actions ?? []).map((action) => action.selected_option?.value ?? action.value ?? '');
  return [
    ...values.map(keptKey),
    view === undefined ? undefined : keptMetadataKey({ private_metadata: given(view.private_metadata) }),
  ].filter((key) => key !== undefined);
}

const pressed = z.looseObject({
  value: optional,
  selected_option: z.looseObject({ value: z.string() }).nullish().catch(undefined),
});
const keptHolder = z.object({
  actions: z.array(pressed).optional().catch(undefined),
  view: z.looseObject({ private_metadata: optional }).optional().catch(undefined),
});

const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

/** A short name for content that is too long for an id. */
function digest(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** Reads a slash command or an interaction. Pure; never throws: an unknown payload is ignored with a reason. */
export function readInteraction(body: Readonly<Record<string, unknown>>, kept: KeptTexts = new Map()): ParsedPayload {
  if (body.command !== undefined) return readCommand(body);
  switch (body.type) {
    case 'block_actions':
      return readPress(body, kept);
    case 'view_submission':
    case 'view_closed':
      return readView(body, kept);
    case 'shortcut':
    case 'message_action':
      return readShortcut(body);
    default:
      return { kind: 'ignore', why: `an interaction of type ${String(body.type).slice(0, 40)}` };
  }
}

const notUnderstood = (what: string): ParsedPayload => ({ kind: 'ignore', why: `a ${what} that could not be read` });

function readCommand(body: unknown): ParsedPayload {
  const read = slashCommand.safeParse(body);
  if (!read.success) return notUnderstood('slash command');
  const { data } = read;
  const place = placeOf({ id: data.channel_id, name: data.channel_name });
  const who = { user: data.user_id, tenant: given(data.team_id), name: given(data.user_name) };
  const route = { trigger: data.trigger_id, responseUrl: given(data.response_url) };
  if (!data.team_id) return { kind: 'orgWide', team: '', who, route, place };
  if (data.is_enterprise_install === 'true') return { kind: 'orgWide', team: data.team_id, who, route, place };
  const event: SaidEvent = {
    kind: 'command',
    id: `command:${data.trigger_id}`,
    place,
    text: typedText(data.text).trim(),
  };
  return { kind: 'read', read: { team: data.team_id, who, event, route } };
}

/**
 * The person who acted and the installation. `team` is the installation's, even when the person belongs to another
 * team.
 */
function partiesOf(data: {
  team?: { id: string } | null | undefined;
  user: z.infer<typeof user>;
  view?: { app_installed_team_id?: string | null | undefined } | null | undefined;
}) {
  const installed = given(data.view?.app_installed_team_id) ?? data.team?.id ?? given(data.user.team_id);
  const who: Named = {
    user: data.user.id,
    tenant: given(data.user.team_id) ?? installed,
    name: given(data.user.name) ?? given(data.user.username),
  };
  return { team: installed ?? '', who };
}

type ViewBody = z.infer<typeof viewBody>;
function viewOf(view: ViewBody, isForm: boolean): ViewIn {
  const blocks = (view.blocks ?? []).map(({ type, block_id }) => ({
    type,
    ...(block_id === undefined ? {} : { block_id }),
  }));
  return { id: view.id, kind: view.type === 'home' ? 'home' : 'modal', isForm, blocks, hash: given(view.hash) };
}

/**
 * The data that travels with our views: a form's command and values, and its place. A view that only shows something
 * names no command.
 */
function formIn(view: ViewBody, kept: KeptTexts): ReturnType<typeof readSubmit> {
  const parts = { private_metadata: given(view.private_metadata), state: view.state };
  return readSubmit(parts, kept.get(keptMetadataKey(parts) ?? ''));
}

function readPress(body: unknown, kept: KeptTexts): ParsedPayload {
  const parsed = actionBody.safeParse(body);
  if (!parsed.success) return notUnderstood('press');
  const { data } = parsed;
  const [action] = data.actions;
  const { container, message } = data;
  const value = action?.selected_option?.value ?? given(action?.value);
  // Slack follows links itself, and fields of a form come with its submit.
  if (action === undefined || value === undefined || !PRESSED.test(action.action_id))
    return { kind: 'ignore', why: 'a press that carries nothing' };

  const parties = partiesOf(data);
  const form = data.view && data.view.type !== 'home' ? formIn(data.view, kept) : undefined;
  const route: ReplyRoute = {
    ...(form === undefined ? {} : replyRouteOf(form)),
    trigger: given(data.trigger_id),
    ...(data.response_url ? { responseUrl: data.response_url } : {}),
    ...(data.view
      ? { view: viewOf(data.view, form !== undefined && form.command !== '') }
      : { isEphemeral: container.is_ephemeral === true }),
    ...(data.view?.type === 'home' ? { isHome: true } : {}),
  };
  const id = data.channel?.id ?? given(container.channel_id);
  const ts = given(message?.ts) ?? given(container.message_ts);
  const place =
    id === undefined
      ? form?.place
      : placeOf({
          id,
          name: data.channel?.name,
          thread: given(message?.thread_ts) ?? given(container.thread_ts),
          message: ts,
        });
  if (parties.team === '' || data.is_enterprise_install === true) return { kind: 'orgWide', ...parties, route, place };
  const payload = readAction(kept.get(keptKey(value) ?? '') ?? value);
  if (payload === undefined) return { kind: 'outdated', ...parties, route, place };
  const pressed = digest(
    data.user.id,
    action.action_ts,
    data.trigger_id,
    ts,
    data.view?.id,
    action.block_id,
    action.action_id,
  );
  const event: SaidEvent = {
    kind: 'action',
    id: `action:${pressed}`,
    place: place ?? directWith(data.user.id),
    payload,
  };
  return { kind: 'read', read: { ...parties, event, route } };
}

function readView(body: unknown, kept: KeptTexts): ParsedPayload {
  const parsed = viewEvent.safeParse(body);
  if (!parsed.success) return notUnderstood('form');
  const { data } = parsed;
  const { view } = data;
  const parties = partiesOf(data);
  const form = formIn(view, kept);
  if (form === undefined && data.type === 'view_submission' && view.callback_id === FORM_CALLBACK)
    return { kind: 'lost', why: 'a form without its metadata' };
  if (form === undefined || form.command === '') return { kind: 'ignore', why: 'a view that is no form' };
  const route: ReplyRoute = {
    ...replyRouteOf(form),
    trigger: given(data.trigger_id),
    ...(data.type === 'view_submission' ? { view: viewOf(view, true) } : {}),
  };
  const { place } = form;
  if (parties.team === '' || data.is_enterprise_install === true) return { kind: 'orgWide', ...parties, route, place };
  const { command, values } = form;
  // A sent form keeps its hash until it is answered. The same values again are the same submit: a person who saw an
  // error for a submit that was kept creates nothing twice. Other values are a new submit, so that no change is lost.
  const id = `${view.id}:${digest(view.hash, values)}`;
  const event: SaidEvent =
    data.type === 'view_submission'
      ? { kind: 'formSubmit', id: `submit:${id}`, place, command, values }
      : { kind: 'formClosed', id: `closed:${id}`, place, command, values };
  return { kind: 'read', read: { ...parties, event, route } };
}

/**
 * The prefix of a message shortcut's id. The manifest needs a different id for the global shortcut to the same command.
 */
export const MESSAGE_SHORTCUT = 'message: ';

function readShortcut(body: Readonly<Record<string, unknown>>): ParsedPayload {
  if (body.type === 'shortcut') {
    const parsed = globalShortcut.safeParse(body);
    if (!parsed.success) return notUnderstood('shortcut');
    const { data } = parsed;
    const parties = partiesOf(data);
    const route: ReplyRoute = { trigger: given(data.trigger_id) };
    if (parties.team === '' || data.is_enterprise_install === true)
      return { kind: 'orgWide', ...parties, route, place: undefined };
    const event: SaidEvent = {
      kind: 'globalShortcut',
      id: `shortcut:${digest(data.user.id, data.trigger_id, data.callback_id)}`,
      command: data.callback_id,
    };
    return { kind: 'read', read: { ...parties, event, route } };
  }
  const parsed = messageShortcut.safeParse(body);
  if (!parsed.success) return notUnderstood('message shortcut');
  const { data } = parsed;
  const parties = partiesOf(data);
  const { message } = data;
  const route: ReplyRoute = { trigger: given(data.trigger_id), responseUrl: given(data.response_url) };
  const place = placeOf({
    id: data.channel.id,
    name: data.channel.name,
    thread: message.thread_ts,
    message: message.ts,
  });
  if (parties.team === '' || data.is_enterprise_install === true) return { kind: 'orgWide', ...parties, route, place };
  const event: SaidEvent = {
    kind: 'messageShortcut',
    id: `shortcut:${digest(data.user.id, data.trigger_id, data.callback_id)}`,
    place,
    command: data.callback_id.replace(MESSAGE_SHORTCUT, ''),
    text: typedText(message.text),
    author: message.user === undefined || message.user === '' ? (message.username ?? '') : `<@${message.user}>`,
  };
  return { kind: 'read', read: { ...parties, event, route } };
}

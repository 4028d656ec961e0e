import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ActionPayload } from '../../src/core/message.ts';
import type { EventKind, EventOf, FormValues, Place } from '../../src/core/platform.ts';
import type { Named } from './people.ts';
import { typedText } from './words.ts';

type Said<K extends EventKind> = K extends EventKind ? Omit<EventOf<K>, 'from' | 'installation'> : never;
/** An event without who and which team: those are looked up. */
export type SaidEvent = Said<EventKind>;

/** The modal or the Home tab that somebody acted in. */
export interface ViewIn {
  readonly id: string;
  readonly kind: 'modal' | 'home';
  /** Its fields may hold what is not sent yet. */
  readonly isForm: boolean;
}

/** How an answer can get back: what Slack hands out with what somebody did. */
export interface Way {
  /** Opens one dialog, within three seconds. */
  readonly trigger?: string | undefined;
  readonly responseUrl?: string | undefined;
  readonly view?: ViewIn | undefined;
  /** What was pressed is seen by that person alone: Slack lets it be changed through its response_url only. */
  readonly isEphemeral?: boolean | undefined;
  /** It was done in the Home tab, which shows what it changed. */
  readonly isHome?: boolean | undefined;
}

/** What a payload says. */
export interface Read {
  /** The team whose installation is meant. */
  readonly team: string;
  readonly who: Named;
  readonly event: SaidEvent;
  readonly way: Way;
}
/** `ignore`: nothing to do, which is said so; `outdated`: a button of ours that can no longer be read; `orgWide`: an installation over a whole organisation. */
export type Reading =
  | { readonly kind: 'read'; readonly read: Read }
  | { readonly kind: 'ignore'; readonly why: string }
  | { readonly kind: 'outdated' | 'orgWide'; readonly team: string; readonly who: Named; readonly way: Way; readonly place: Place | undefined };

/** Where a form came from, as it is carried in a view's private_metadata. */
export interface Carry {
  readonly place?: Place | undefined;
  readonly responseUrl?: string | undefined;
  readonly isEphemeral?: boolean | undefined;
  readonly isHome?: boolean | undefined;
}

/** What the renderer reads back of what it rendered. */
export interface ReadBack {
  /** The payload in a button's or a menu entry's value; undefined when it is none of ours, or of a format that is no more. */
  action(value: string): ActionPayload | undefined;
  /** What a form holds; undefined when it is none of ours. */
  form(view: unknown): { readonly command: string; readonly values: FormValues; readonly carry: Carry } | undefined;
}

const optional = z.string().min(1).nullish().catch(undefined);
const team = z.object({ id: z.string() }).nullish();
const user = z.object({ id: z.string().min(1), team_id: optional, username: optional, name: optional });
const channel = z.object({ id: z.string().min(1), name: optional }).nullish();
const viewBody = z.looseObject({
  id: z.string(),
  hash: optional,
  type: z.string().optional(),
  callback_id: optional,
  app_installed_team_id: optional,
  state: z.unknown(),
});
const common = { team, user, trigger_id: optional, is_enterprise_install: z.boolean().optional().catch(undefined) };

const slashCommand = z.object({
  command: z.string(),
  text: z.string().default(''),
  team_id: optional,
  user_id: z.string().min(1),
  user_name: optional,
  channel_id: z.string().min(1),
  channel_name: optional,
  trigger_id: z.string().min(1),
  response_url: optional,
  is_enterprise_install: optional,
});
const actionBody = z.object({
  ...common,
  type: z.literal('block_actions'),
  channel,
  container: z.looseObject({ type: z.string(), message_ts: optional, channel_id: optional, thread_ts: optional, is_ephemeral: z.boolean().optional() }),
  message: z.looseObject({ ts: optional, thread_ts: optional }).nullish(),
  view: viewBody.nullish(),
  response_url: optional,
  actions: z
    .array(
      z.looseObject({
        action_id: z.string(),
        block_id: optional,
        action_ts: optional,
        type: z.string().optional(),
        value: optional,
        selected_option: z.looseObject({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});
const viewEvent = z.object({ ...common, type: z.enum(['view_submission', 'view_closed']), view: viewBody });
const globalShortcut = z.object({ ...common, type: z.literal('shortcut'), callback_id: z.string() });
const messageShortcut = z.object({
  ...common,
  type: z.literal('message_action'),
  callback_id: z.string(),
  channel: z.object({ id: z.string().min(1), name: optional }),
  message: z.looseObject({ ts: optional, thread_ts: optional, text: z.string().default(''), user: optional, username: optional }),
  response_url: optional,
});

const given = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

/** A short name for content that is too long for an id. */
function digest(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** The kind by id and by the stand-ins that Slack gives instead of names. `D` is whoever's direct conversation: the router asks whether it is ours. */
export function placeOf(at: { id: string; name?: string | null | undefined; thread?: string | null | undefined; message?: string | null | undefined }): Place {
  const { id, name } = at;
  const kind = id.startsWith('D') ? 'direct' : name?.startsWith('mpdm-') === true ? 'group' : 'channel';
  const isName = name !== null && name !== undefined && !['directmessage', 'privategroup'].includes(name) && !name.startsWith('mpdm-');
  return {
    conversation: id,
    kind,
    ...(kind === 'channel' && isName ? { name } : {}),
    // A message that begins a thread names itself as the thread.
    ...(at.thread && at.thread !== at.message ? { thread: at.thread } : {}),
    ...(at.message ? { message: at.message } : {}),
  };
}

/** Reads a slash command or an interaction. Pure; never throws: what is not understood is ignored, and says why. */
export function readInteraction(body: Readonly<Record<string, unknown>>, back: ReadBack): Reading {
  if (body.command !== undefined) return readCommand(body);
  switch (body.type) {
    case 'block_actions':
      return readAction(body, back);
    case 'view_submission':
    case 'view_closed':
      return readView(body, back);
    case 'shortcut':
    case 'message_action':
      return readShortcut(body);
    default:
      return { kind: 'ignore', why: `an interaction of type ${String(body.type).slice(0, 40)}` };
  }
}

const notUnderstood = (what: string): Reading => ({ kind: 'ignore', why: `a ${what} that could not be read` });

function readCommand(body: unknown): Reading {
  const read = slashCommand.safeParse(body);
  if (!read.success) return notUnderstood('slash command');
  const { data } = read;
  const place = placeOf({ id: data.channel_id, name: data.channel_name });
  const who = { user: data.user_id, tenant: given(data.team_id), name: given(data.user_name) };
  const way = { trigger: data.trigger_id, responseUrl: given(data.response_url) };
  if (!data.team_id) return { kind: 'orgWide', team: '', who, way, place };
  if (data.is_enterprise_install === 'true') return { kind: 'orgWide', team: data.team_id, who, way, place };
  const event: SaidEvent = { kind: 'command', id: `command:${data.trigger_id}`, place, text: typedText(data.text).trim() };
  return { kind: 'read', read: { team: data.team_id, who, event, way } };
}

/** Who acted in an interaction, and whose installation it is about: `team` is the installation's, also when somebody of another team pressed. */
function partiesOf(data: {
  team?: { id: string } | null | undefined;
  user: z.infer<typeof user>;
  view?: { app_installed_team_id?: string | null | undefined } | null | undefined;
}) {
  const installed = given(data.view?.app_installed_team_id) ?? data.team?.id ?? given(data.user.team_id);
  const who: Named = { user: data.user.id, tenant: given(data.user.team_id) ?? installed, name: given(data.user.name) ?? given(data.user.username) };
  return { team: installed ?? '', who };
}

const viewOf = (view: z.infer<typeof viewBody>, isForm: boolean): ViewIn => ({ id: view.id, kind: view.type === 'home' ? 'home' : 'modal', isForm });

function readAction(body: unknown, back: ReadBack): Reading {
  const parsed = actionBody.safeParse(body);
  if (!parsed.success) return notUnderstood('press');
  const { data } = parsed;
  const [action] = data.actions;
  const { container, message } = data;
  const value = action?.selected_option?.value ?? given(action?.value);
  // Links are followed by Slack itself, and fields of a form come with its submit.
  if (action === undefined || value === undefined) return { kind: 'ignore', why: 'a press that carries nothing' };

  const parties = partiesOf(data);
  const form = data.view && data.view.type !== 'home' ? back.form(data.view) : undefined;
  const isHome = data.view?.type === 'home' || form?.carry.isHome === true;
  const way: Way = {
    trigger: given(data.trigger_id),
    responseUrl: given(data.response_url) ?? form?.carry.responseUrl,
    view: data.view ? viewOf(data.view, form !== undefined && form.command !== '') : undefined,
    isEphemeral: data.view ? form?.carry.isEphemeral : container.is_ephemeral === true,
    isHome,
  };
  const id = data.channel?.id ?? given(container.channel_id);
  const ts = given(message?.ts) ?? given(container.message_ts);
  const place =
    id === undefined
      ? form?.carry.place
      : placeOf({ id, name: data.channel?.name, thread: given(message?.thread_ts) ?? given(container.thread_ts), message: ts });
  if (parties.team === '' || data.is_enterprise_install === true) return { kind: 'orgWide', ...parties, way, place };
  const payload = back.action(value);
  if (payload === undefined) return { kind: 'outdated', ...parties, way, place };
  const pressed = digest(data.user.id, action.action_ts, data.trigger_id, ts, data.view?.id, action.block_id, action.action_id);
  const event: SaidEvent = { kind: 'action', id: `action:${pressed}`, place: place ?? directWith(data.user.id), payload };
  return { kind: 'read', read: { ...parties, event, way } };
}

/** Where nothing says where: the person's direct conversation with us, which the router finds. */
export function directWith(userId: string): Place {
  return { conversation: userId, kind: 'direct' };
}

function readView(body: unknown, back: ReadBack): Reading {
  const parsed = viewEvent.safeParse(body);
  if (!parsed.success) return notUnderstood('form');
  const { data } = parsed;
  const { view } = data;
  const parties = partiesOf(data);
  const form = back.form(view);
  if (form === undefined || form.command === '') return { kind: 'ignore', why: 'a view that is no form' };
  const way: Way = {
    trigger: given(data.trigger_id),
    responseUrl: form.carry.responseUrl,
    isEphemeral: form.carry.isEphemeral,
    isHome: form.carry.isHome,
    ...(data.type === 'view_submission' ? { view: viewOf(view, true) } : {}),
  };
  const place = form.carry.place ?? directWith(data.user.id);
  if (parties.team === '' || data.is_enterprise_install === true) return { kind: 'orgWide', ...parties, way, place };
  const { command, values } = form;
  // A form that was sent stays as it is (its hash) until it is answered. The same values once more are the same submit: somebody who was told that it failed, though it was kept,
  // makes nothing twice. Other values are another one, so that no change is lost.
  const id = `${view.id}:${digest(view.hash, values)}`;
  const event: SaidEvent =
    data.type === 'view_submission'
      ? { kind: 'formSubmit', id: `submit:${id}`, place, command, values }
      : { kind: 'formClosed', id: `closed:${id}`, place, command, values };
  return { kind: 'read', read: { ...parties, event, way } };
}

function readShortcut(body: Readonly<Record<string, unknown>>): Reading {
  if (body.type === 'shortcut') {
    const parsed = globalShortcut.safeParse(body);
    if (!parsed.success) return notUnderstood('shortcut');
    const { data } = parsed;
    const parties = partiesOf(data);
    const way: Way = { trigger: given(data.trigger_id) };
    if (parties.team === '' || data.is_enterprise_install === true) return { kind: 'orgWide', ...parties, way, place: undefined };
    const event: SaidEvent = { kind: 'globalShortcut', id: `shortcut:${digest(data.user.id, data.trigger_id, data.callback_id)}`, command: data.callback_id };
    return { kind: 'read', read: { ...parties, event, way } };
  }
  const parsed = messageShortcut.safeParse(body);
  if (!parsed.success) return notUnderstood('message shortcut');
  const { data } = parsed;
  const parties = partiesOf(data);
  const { message } = data;
  const way: Way = { trigger: given(data.trigger_id), responseUrl: given(data.response_url) };
  const place = placeOf({ id: data.channel.id, name: data.channel.name, thread: message.thread_ts, message: message.ts });
  if (parties.team === '' || data.is_enterprise_install === true) return { kind: 'orgWide', ...parties, way, place };
  const event: SaidEvent = {
    kind: 'messageShortcut',
    id: `shortcut:${digest(data.user.id, data.trigger_id, data.callback_id)}`,
    place,
    command: data.callback_id,
    text: typedText(message.text),
    author: given(message.user) ?? given(message.username) ?? '',
  };
  return { kind: 'read', read: { ...parties, event, way } };
}

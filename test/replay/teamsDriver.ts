import { VERB } from '../../adapters/teams/formState.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { checkCard } from '../checkers/adaptiveCard.ts';
import { partsOf, WORLD } from '../teams/agentsPlayground.ts';
import { activity, channel, own, tell, type Where } from '../teams/client.ts';
import { type Posted, startFakeConnector } from '../teams/fakeConnector.ts';
import { teamsHouse } from '../teams/house.ts';
import { ownCredentials, startSigner } from '../teams/signing.ts';
import { CHANNELS, PEOPLE, settleAgency, WHO } from './agency.ts';
import type { Driver, Seen } from './driver.ts';
import { readCard } from './readCard.ts';
import type { Channel, DeedOf, FormSight, Viewer, Who } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;
const APP = '11111111-2222-3333-4444-555555555555';
const OUTSIDE = '00000000-0000-0000-0000-0000000000099';
const TEAM = 'team-north';
const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[];
const conversationOf = (name: Channel) => `19:${name}`;
const whereIs = (name: Channel) => channel(conversationOf(name));
/** A form may be longer than a message. */
const FORM_BYTES = 80 * 1024;

/** A usable card, and its place. `message` is undefined for a dialog. */
interface Held {
  readonly to: Viewer;
  readonly card: unknown;
  readonly where: Where;
  readonly message: string | undefined;
}

const inputsOf = (card: unknown) =>
  ['Input.Text', 'Input.ChoiceSet', 'Input.Date', 'Input.Time', 'Input.Number', 'Input.Toggle'].flatMap((type) =>
    partsOf(card, type),
  );
const isForm = (card: unknown) => inputsOf(card).length > 0;
const filledIn = (input: Fields | undefined) =>
  input?.value === undefined || input.value === '$none' ? '' : String(input.value);

/** Mentions as people read them. */
const named = (value: string) =>
  value
    .replace(/^<@(\w+)(?:\|[^<>]*)?>$/, (all, id: string) => (id in PEOPLE ? `@${PEOPLE[id as Who].name}` : all))
    .replace(/^<#[^|<>]+\|([^<>]*)>$/, '#$1');

function formSight(card: unknown, title: string | undefined): FormSight {
  const { body = [] } = card as { body?: readonly Fields[] };
  const fields: Record<string, string> = {};
  const wrong: Record<string, string> = {};
  let name = '';
  let says: string | undefined;
  let heading = title;
  for (const element of body) {
    const [, kind, field = ''] = /^(field|list|typed)_(.+)$/.exec(String(element.id ?? '')) ?? [];
    if (kind !== undefined) {
      name = field;
      fields[name] = named(filledIn(element) || fields[name] || '');
    } else if (element.type === 'Container') says = readCard({ body: [element] }).lines.join(' ');
    else if (element.type === 'TextBlock' && element.style === 'heading')
      heading = readCard({ body: [element] }).lines.join(' ');
    else {
      const [line = ''] = readCard({ body: [element] }).lines;
      if (line.startsWith('⚠ ')) wrong[name] = line.slice(2);
    }
  }
  return {
    form: heading ?? '',
    ...(says === undefined ? {} : { says }),
    fields,
    ...(Object.keys(wrong).length === 0 ? {} : { wrong }),
  };
}

/** Teams by its signed activities, with a test connector. */
export async function startTeamsDriver(start: string, targeted = false): Promise<Driver> {
  const fake = await startFakeConnector();
  const signer = await startSigner();
  const app = { type: 'SingleTenant' as const, appId: APP, password: 'never-used-0123456789', tenantId: WORLD.tenant };
  const rehearsal = { openIdMetadataUrl: signer.openIdMetadataUrl, credentials: ownCredentials(APP) };
  const house = await teamsHouse({ start, config: { app, targeted }, rehearsal });
  await settleAgency(house, {
    platform: 'teams',
    tenant: WORLD.tenant,
    outside: OUTSIDE,
    user: (who) => who,
    channel: conversationOf,
  });
  const expires = Math.floor(systemClock.now().getTime() / 1_000) + 3_600;
  const token = signer.token({
    iss: 'https://api.botframework.com',
    aud: APP,
    exp: expires,
    serviceurl: fake.serviceUrl,
  });

  const entry = (who: Who) => ({
    id: who,
    name: PEOPLE[who].name,
    tenantId: PEOPLE[who].isOurs ? WORLD.tenant : OUTSIDE,
    userRole: 'user' as const,
  });
  fake.everybody.push(...WHO.map(entry));
  for (const name of CHANNEL_NAMES) {
    fake.rosters.set(conversationOf(name), CHANNELS[name].map(entry));
    fake.channels.set(conversationOf(name), name);
  }
  fake.channels.set(TEAM, undefined);

  async function said(who: Who, where: Where, more: Fields): Promise<{ status: number; json: Fields | undefined }> {
    const { locale, zone } = PEOPLE[who];
    const tag = { locale: locale === 'en' ? 'en-GB' : locale, localTimezone: zone };
    const { entities = [], ...rest } = more as { entities?: readonly Fields[] };
    const sent = activity(fake.serviceUrl, who, where, {
      ...tag,
      ...rest,
      entities: [...entities, { type: 'clientInfo', locale: tag.locale, timezone: zone }],
    });
    const heard = await tell(house.endpoint, sent, { Authorization: `Bearer ${token}` });
    if (heard.status !== 200)
      throw new Error(`${String(more.type)} ${String(more.name ?? '')} was answered with ${heard.status}`);
    return { status: heard.status, json: heard.json as Fields | undefined };
  }
  const bot = { id: WORLD.bot.id };
  for (const name of ['acme', 'acme-internal'] as const)
    await said('root', whereIs(name), { type: 'conversationUpdate', membersAdded: [bot] });
  for (const who of WHO) await said(who, own(who), { type: 'conversationUpdate', membersAdded: [bot] });

  const seen: Seen[] = [];
  /** The pressable cards, newest last; an updated card is in it once. */
  const shelf: Held[] = [];
  const forms = new Map<Who, Held & { readonly title: string | undefined }>();
  const lastSent = new Map<Who, () => Promise<void> | undefined>();
  const states = new Map<string, number>();
  /** Messages that are forms now. */
  const inline = new Set<string>();

  function readerOf(post: Posted): Viewer {
    const [conversation = ''] = post.conversation.split(';messageid=');
    if (post.only !== undefined) return post.only as Who;
    const name = CHANNEL_NAMES.find((one) => conversationOf(one) === conversation);
    return name === undefined ? (conversation.slice(2) as Who) : `#${name}`;
  }
  function whereOf(post: Posted): Where {
    const [conversation = '', thread] = post.conversation.split(';messageid=');
    return conversation.startsWith('D-') ? own(conversation.slice(2)) : channel(conversation, thread);
  }

  /** A form or a message on a person's screen. */
  function shows(held: Held, look: { title?: string | undefined; changed?: boolean } = {}): void {
    const problems = checkCard(held.card, { bytes: FORM_BYTES });
    if (problems.length > 0) throw new Error(problems.join('; '));
    const ofForm = held.message !== undefined && inline.delete(held.message);
    if (isForm(held.card) && !held.to.startsWith('#')) {
      if (held.message !== undefined) inline.add(held.message);
      forms.set(held.to as Who, { ...held, title: look.title });
      seen.push({ to: held.to, form: formSight(held.card, look.title) });
      return;
    }
    if (held.message !== undefined) {
      const before = shelf.findIndex(({ message }) => message === held.message);
      if (before !== -1) shelf.splice(before, 1);
    }
    shelf.push(held);
    seen.push({
      to: held.to,
      shown: readCard(held.card),
      ...(look.changed === true ? { changed: true } : {}),
      ...(ofForm ? { ofForm } : {}),
    });
  }

  /** Only the acting person sees the answer to an invoke. */
  function answered(who: Who, json: Fields | undefined, from: Held | undefined): void {
    const task = json?.task as { type: string; value: unknown } | undefined;
    const where = from?.where ?? own(who);
    const note = (text: unknown) => void seen.push({ to: who, note: String(text) });
    const { type = '', value } = (json ?? {}) as { type?: string; value?: unknown };
    if (task?.type === 'message') note(task.value);
    else if (task?.type === 'continue') {
      const { title, card } = task.value as { title: string; card: { content: unknown } };
      shows({ to: who, card: card.content, where, message: undefined }, { title });
    } else if (type === 'application/vnd.microsoft.activity.message' && value !== '') note(value);
    else if (type === 'application/vnd.microsoft.error') note(`failed: ${(value as { message: string }).message}`);
    else if (type === 'application/vnd.microsoft.card.adaptive') {
      const edited = fake.posts.find(({ id }) => id === from?.message);
      // The public state of the card is reported when it is read.
      const isForAll = edited !== undefined && JSON.stringify(edited.card) === JSON.stringify(value);
      if (!isForAll) shows({ to: who, card: value, where, message: from?.message }, { changed: true });
    }
  }

  async function settle(): Promise<void> {
    for (let round = 0; round < 8; round++) {
      await house.edge.close();
      await house.edge.connect(house.bot);
      if ((await house.scheduler.tick()) + (await house.sender.tick()) === 0) break;
    }
    for (const post of fake.posts) {
      const before = states.get(post.id);
      if (before === post.edits) continue;
      states.set(post.id, post.edits);
      shows(
        { to: readerOf(post), card: post.card, where: whereOf(post), message: post.id },
        { changed: before !== undefined },
      );
    }
  }

  /**
   * Mentions as Teams' clients send them: people by a tag and an entity. A bot cannot be sent channel mentions, so
   * channel names stay text.
   */
  function tagged(text: string, withBot: boolean): Fields {
    const mentions = [
      ...(withBot ? [{ id: WORLD.bot.id, name: WORLD.bot.name.replace('&', '&amp;') }] : []),
      ...WHO.filter((who) => text.includes(`@${PEOPLE[who].name}`)).map((who) => ({ id: who, name: PEOPLE[who].name })),
    ];
    const tag = (name: string) => `<at>${name}</at>`;
    const words = mentions.reduce(
      (all, { name }) => all.replaceAll(`@${name}`, tag(name)),
      withBot ? `@${mentions[0]?.name} ${text}` : text,
    );
    return {
      ...{ text: words, textFormat: 'plain' },
      entities: mentions.map(({ id, name }) => ({ type: 'mention', mentioned: { id, name }, text: tag(name) })),
    };
  }

  interface Press {
    readonly type: string;
    readonly title: string;
    readonly data: { readonly msteams?: { readonly type: string } } & Fields;
    readonly targetElements?: readonly { readonly elementId: string; readonly isVisible: boolean }[];
  }
  /** The action of a label; if a question comes first, the action of its Yes. */
  function pressOn(card: unknown, label: string): Press | undefined {
    const named = (type: string) =>
      partsOf(card, type).find(({ title }) => title === label) as unknown as Press | undefined;
    const asked = named('Action.ToggleVisibility')?.targetElements?.find(({ isVisible }) => isVisible)?.elementId;
    if (asked === undefined) return named('Action.Execute') ?? named('Action.Submit');
    const question = partsOf(card, 'Container').find(({ id }) => id === asked);
    return partsOf(question, 'Action.Execute')[0] as unknown as Press | undefined;
  }

  async function press(who: Who, held: Held, { type, data }: Press, typed: Fields = {}): Promise<void> {
    const { where, message } = held;
    const about = message === undefined ? {} : { replyToId: message };
    const value = { ...data, ...typed };
    if (type === 'Action.Execute') {
      const action = { type, verb: VERB, data: value };
      const { json } = await said(who, where, {
        type: 'invoke',
        name: 'adaptiveCard/action',
        value: { action, trigger: 'manual' },
        ...about,
      });
      answered(who, json, held);
      return;
    }
    const isDialog = data.msteams?.type === 'task/fetch';
    const name = isDialog ? 'task/fetch' : 'task/submit';
    const { json } = await said(who, where, {
      type: 'invoke',
      name,
      value: { data: value, context: { theme: 'default' } },
      ...(isDialog ? about : {}),
    });
    answered(who, json, held);
  }

  /** All inputs of a form as the client sends them. */
  function typedInto(card: unknown, values: Readonly<Record<string, string>>): Fields {
    const inputs = inputsOf(card);
    const typed: Record<string, string> = Object.fromEntries(
      inputs.map((input) => [String(input.id), String(input.value ?? '')]),
    );
    for (const [name, value] of Object.entries(values)) {
      const one = inputs.find(({ id }) => id === `field_${name}` || id === `list_${name}`);
      if (one === undefined) throw new Error(`no field ${name} among ${Object.keys(typed).join(', ')}`);
      const choices = one.choices as readonly { title: string; value: string }[] | undefined;
      const chosen = choices?.find((choice) => choice.value === value || `@${choice.title}` === value);
      if (choices !== undefined && chosen === undefined && `typed_${name}` in typed) typed[`typed_${name}`] = value;
      else typed[String(one.id)] = chosen?.value ?? value;
    }
    return typed;
  }
  function formOf(who: Who) {
    const form = forms.get(who);
    if (form === undefined) throw new Error(`${who} has no form open`);
    forms.delete(who);
    return form;
  }

  async function act(deed: DeedOf): Promise<void> {
    const { who } = deed;
    if ('types' in deed || 'mentions' in deed) {
      const where = deed.in === undefined ? own(who) : whereIs(deed.in);
      await said(who, where, {
        type: 'message',
        ...tagged('types' in deed ? deed.types : deed.mentions, deed.in !== undefined),
      });
    } else if ('presses' in deed) {
      const mine = [...shelf]
        .reverse()
        .filter(({ to }) => to === who || (to.startsWith('#') && CHANNELS[to.slice(1) as Channel].includes(who)));
      const held = mine.find(
        ({ card }) =>
          pressOn(card, deed.presses) !== undefined &&
          readCard(card)
            .lines.join(' ')
            .includes(deed.under ?? ''),
      );
      const found = held === undefined ? undefined : pressOn(held.card, deed.presses);
      if (held === undefined || found === undefined) throw new Error(`${who} sees no "${deed.presses}"`);
      await press(who, held, found);
    } else if ('fills' in deed || 'closes' in deed) {
      const form = formOf(who);
      const { actions = [] } = form.card as { actions?: readonly Press[] };
      const [submit, cancel] = actions;
      const values = typedInto(form.card, 'fills' in deed ? deed.fills : deed.closes);
      const chosen = 'fills' in deed ? submit : cancel;
      lastSent.set(who, () => (chosen === undefined ? undefined : press(who, form, chosen, values)));
      // A dialog's own close button sends nothing.
      if (chosen !== undefined) await press(who, form, chosen, values);
    } else if ('sendsAgain' in deed) {
      await lastSent.get(who)?.();
    } else if ('brings' in deed) {
      const conversation = conversationOf(deed.in);
      if (deed.brings === 'rapport') {
        const settings = { selectedChannel: { id: conversation, name: deed.in } };
        const channelData = {
          eventType: 'teamMemberAdded',
          team: { id: TEAM, name: 'North' },
          channel: undefined,
          settings,
        };
        await said(who, channel(TEAM), { type: 'conversationUpdate', membersAdded: [bot], channelData });
      } else {
        fake.rosters.set(conversation, [...(fake.rosters.get(conversation) ?? []), entry(deed.brings)]);
        const channelData = { eventType: 'channelMemberAdded', team: { id: TEAM }, channel: { id: conversation } };
        await said(who, whereIs(deed.in), {
          type: 'conversationUpdate',
          membersAdded: [{ id: deed.brings }],
          channelData,
        });
      }
    } else if ('renames' in deed) {
      const channelData = {
        eventType: 'channelRenamed',
        team: { id: TEAM },
        channel: { id: conversationOf(deed.renames), name: deed.to },
      };
      await said(who, channel(TEAM), { type: 'conversationUpdate', channelData });
    } else if ('archives' in deed) {
      // A team can only be archived as a whole; here it has one channel.
      const channelData = {
        eventType: 'teamArchived',
        team: { id: TEAM },
        channel: { id: conversationOf(deed.archives) },
      };
      await said(who, whereIs(deed.archives), { type: 'conversationUpdate', channelData });
    } else {
      const conversation = conversationOf(deed.in);
      const { takesAway } = deed;
      fake.rosters.set(
        conversation,
        (fake.rosters.get(conversation) ?? []).filter(({ id }) => id !== takesAway),
      );
      const removed = takesAway === 'rapport' ? bot : { id: takesAway };
      await said(who, whereIs(deed.in), { type: 'conversationUpdate', membersRemoved: [removed] });
    }
    await settle();
  }

  await settle();
  seen.splice(0);
  return {
    act,
    async at(instant) {
      house.clock.moveTo(new Date(instant));
      await settle();
    },
    now: () => house.clock.now(),
    look: async () => seen.splice(0),
    async end() {
      await house.close();
      await house.db.close();
      await fake.stop();
      await signer.stop();
    },
  };
}

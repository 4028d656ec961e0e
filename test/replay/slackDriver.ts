import { SHOWN_CALLBACK, savingView } from '../../adapters/slack/form.ts';
import { formatInstant } from '../../src/core/format.ts';
import type { Done } from '../fakes/slack/front.ts';
import type { FakeSlack } from '../fakes/slack/world.ts';
import { ACME, NORTH } from '../slack/agency.ts';
import { inputsIn, pressOf, shownIn } from '../slack/blocks.ts';
import { slackHouse } from '../slack/house.ts';
import { type Seen as SeenInSlack, VISIBLE, type Window } from '../slack/screen.ts';
import { CHANNELS, CLIENT_ZONE, PEOPLE, settleAgency, WHO } from './agency.ts';
import type { Driver, Seen } from './driver.ts';
import { type DateWriter, readBlocks } from './readBlocks.ts';
import type { Channel, DeedOf, FormSight, Viewer, Who } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;
const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[];
const listOf = (value: unknown) => (Array.isArray(value) ? (value as Fields[]) : []);
const plainOf = (value: unknown) => String((value as { text?: unknown } | undefined)?.text ?? '');

/** All accounts with Slack's data, and the members of each channel. */
async function furnish(slack: FakeSlack): Promise<void> {
  const team = slack.team(NORTH);
  // A guest of the team who has no record.
  for (const channel of CHANNEL_NAMES)
    await team.ask('conversations.kick', { channel: team.channel(channel), user: team.person('gus') }, 'admin');
  for (const who of WHO) {
    const { name, isOurs, locale, zone } = PEOPLE[who];
    const outside = isOurs ? {} : { team_id: ACME, is_stranger: true };
    team.traits.set(team.person(who), {
      real_name: name,
      locale: locale === 'en' ? 'en-US' : locale,
      tz: zone,
      ...outside,
    });
    for (const channel of CHANNEL_NAMES) {
      if (!CHANNELS[channel].includes(who))
        await team.ask('conversations.kick', { channel: team.channel(channel), user: team.person(who) }, 'admin');
    }
  }
}

/** Slack by its own protocol: signed requests to the adapter, and an emulated Web API behind it. */
export async function startSlackDriver(start: string): Promise<Driver> {
  const here = await slackHouse({
    people: ['li', 'zoe'],
    channels: ['launch'],
    agency: async (parts, slack) => {
      await furnish(slack);
      const team = slack.team(NORTH);
      const names = { user: (who: Who) => team.person(who), channel: (channel: Channel) => team.channel(channel) };
      await settleAgency(parts, { platform: 'slack', tenant: NORTH, outside: ACME, ...names });
    },
  });
  here.clock.moveTo(new Date(start));
  const team = here.slack.team(NORTH);
  const directs = new Map<string, Who>();
  for (const who of WHO) directs.set(await here.as(who).direct(), who);
  const channelOf = (id: unknown) => CHANNEL_NAMES.find((one) => team.channel(one) === id);

  let looked = here.front.done.length;
  const seen: Seen[] = [];
  /** The pressable elements, newest last. */
  const shelf: { to: Viewer; what: SeenInSlack; at: string }[] = [];
  const windows = new Map<Who, Window>();
  const lastSent = new Map<Who, { readonly window: Window; readonly fills: Readonly<Record<string, string>> }>();
  /** A date as a reader's device shows it. */
  const datesFor = (to: Viewer): DateWriter => {
    const { locale, zone } = to in PEOPLE ? PEOPLE[to as Who] : { locale: 'en' as const, zone: CLIENT_ZONE };
    return (seconds, format) => {
      const style = !format.includes('{date') ? 'time' : format.includes('{time}') ? 'dateTime' : 'date';
      return formatInstant(new Date(seconds * 1_000), { locale, zone, now: here.clock.now(), style });
    };
  };
  const read = (blocks: unknown, to: Viewer) => readBlocks(blocks, datesFor(to));

  /** The place of each person's last act, where private answers appear. */
  const places = new Map<Who, string>();
  const direct = async (who: Who) => here.as(who).direct();

  const named = (value: string) => {
    const who = WHO.find((one) => team.person(one) === value);
    const channel = channelOf(value);
    return who !== undefined ? `@${PEOPLE[who].name}` : channel !== undefined ? `#${channel}` : value;
  };
  function formSight(view: Fields, errors: Readonly<Record<string, string>> = {}): FormSight {
    const blocks = listOf(view.blocks);
    const wrong: Record<string, string> = { ...errors };
    for (const [index, block] of blocks.entries()) {
      const above = blocks[index - 1];
      const said = above?.type === 'context' ? plainOf(listOf(above.elements)[0]) : '';
      if (block.type === 'input' && said.startsWith('⚠️ ')) wrong[String(block.block_id)] ??= said.slice(3);
    }
    const notice = blocks.find(({ type }) => type === 'section');
    return {
      form: plainOf(blocks.find(({ type }) => type === 'header')?.text) || plainOf(view.title),
      ...(notice === undefined ? {} : { says: plainOf(notice.text) }),
      fields: Object.fromEntries(Object.entries(shownIn(view)).map(([name, value = '']) => [name, named(value)])),
      ...(Object.keys(wrong).length === 0 ? {} : { wrong }),
    };
  }
  const isSaving = (view: Fields) =>
    (['en', 'zh-CN'] as const).some(
      (locale) => JSON.stringify(savingView({ locale }).blocks) === JSON.stringify(view.blocks),
    );

  /** A window's present content. */
  function windowShows(who: Who, { id, view }: Window): void {
    windows.set(who, { id, view });
    if (isSaving(view)) return;
    if (view.callback_id !== SHOWN_CALLBACK) {
      seen.push({ to: who, form: formSight(view) });
      return;
    }
    seen.push({ to: who, shown: read(view.blocks, who) });
    const done: Done = { method: 'views.open', team: NORTH, arguments: { view }, answer: { ok: true, view } };
    shelf.push({
      to: who,
      what: { done, words: '', blocks: view.blocks, container: { type: 'view', view_id: id } },
      at: places.get(who) ?? '',
    });
  }

  function appeared(done: Done, actor: Who): void {
    const { method, arguments: given, answer } = done;
    if (answer.ok !== true) return;
    if (method.startsWith('views.')) {
      if (method === 'views.publish') return;
      const id = String((answer.view as { id?: string } | undefined)?.id ?? given.view_id);
      windowShows(actor, { id, view: given.view as Fields });
      return;
    }
    if (method === 'files.completeUploadExternal') {
      // It is below its text.
      const words = seen.at(-1);
      const files = listOf(given.files).map(({ title }) => String(title));
      if (words?.shown !== undefined) seen[seen.length - 1] = { ...words, shown: { ...words.shown, files } };
      return;
    }
    const what = here.seenOf(done);
    // An answer through the payload's own address is private, unless it says otherwise.
    const inChannel = channelOf(given.response_type === 'in_channel' ? places.get(actor) : given.channel);
    const person =
      method === 'chat.postEphemeral'
        ? WHO.find((one) => team.person(one) === given.user)
        : directs.get(String(given.channel));
    const to: Viewer = person ?? (inChannel === undefined ? actor : `#${inChannel}`);
    seen.push({
      to,
      shown: read(what.blocks, to),
      ...(method === 'chat.update' || given.replace_original === true ? { changed: true } : {}),
    });
    const at = String(given.channel ?? places.get(actor) ?? '');
    // The earlier content is replaced.
    const ts = method === 'chat.update' ? given.ts : undefined;
    for (let index = shelf.length - 1; index >= 0; index -= 1)
      if (ts !== undefined && shelf[index]?.what.container.message_ts === ts) shelf.splice(index, 1);
    shelf.push({ to, what, at });
  }

  async function settle(actor: Who): Promise<void> {
    for (let round = 0; round < 8; round++) {
      await here.quiet();
      if ((await here.scheduler.tick()) + (await here.sender.tick()) === 0) break;
    }
    for (const done of here.front.done.slice(looked)) if (VISIBLE.has(done.method)) appeared(done, actor);
    looked = here.front.done.length;
  }
  const answered = (what: string, { status }: { status: number }) => {
    if (status !== 200) throw new Error(`${what} was answered with ${status}`);
  };

  /** Mentions as Slack's clients send them. */
  const tokened = (text: string) =>
    [
      ...WHO.map((who) => [`@${PEOPLE[who].name}`, `<@${team.person(who)}|${who}>`] as const),
      ...CHANNEL_NAMES.sort((one, other) => other.length - one.length).map(
        (channel) => [`#${channel}`, `<#${team.channel(channel)}|${channel}>`] as const,
      ),
    ].reduce((words, [name, token]) => words.replaceAll(name, token), text);

  function presentTo(who: Who) {
    return [...shelf]
      .reverse()
      .filter(({ to }) => to === who || (to.startsWith('#') && CHANNELS[to.slice(1) as Channel].includes(who)));
  }
  const offers = (blocks: unknown, label: string) => {
    try {
      pressOf(blocks, label);
      return true;
    } catch {
      return false;
    }
  };

  function valuesFor({ view }: Window, values: Readonly<Record<string, string>>): Record<string, string> {
    const inputs = inputsIn(view);
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const type = inputs.get(name)?.type;
        const who = type === 'users_select' ? WHO.find((one) => `@${PEOPLE[one].name}` === value) : undefined;
        const channel = type === 'conversations_select' ? CHANNEL_NAMES.find((one) => `#${one}` === value) : undefined;
        return [name, who !== undefined ? team.person(who) : channel !== undefined ? team.channel(channel) : value];
      }),
    );
  }
  const openWindow = (who: Who): Window => {
    const window = windows.get(who);
    if (window === undefined) throw new Error(`${who} has no form open`);
    return window;
  };

  async function act(deed: DeedOf): Promise<void> {
    const { who } = deed;
    const person = here.as(who);
    if ('types' in deed || 'mentions' in deed) {
      const channel = deed.in === undefined ? await direct(who) : team.channel(deed.in);
      places.set(who, channel);
      const text = tokened('types' in deed ? deed.types : deed.mentions);
      if ('types' in deed && PEOPLE[who].isOurs) answered('a command', await person.command(text, deed.in ?? channel));
      else if (deed.in === undefined) answered('a message', await person.dm(text));
      else answered('a mention', await person.mention(text, deed.in));
    } else if ('presses' in deed) {
      const found = presentTo(who).find(
        ({ what }) =>
          offers(what.blocks, deed.presses) &&
          readBlocks(what.blocks)
            .lines.join(' ')
            .includes(deed.under ?? ''),
      );
      if (found === undefined) throw new Error(`${who} sees no "${deed.presses}"`);
      const channel = found.at === '' ? {} : { channel: { id: found.at, name: 'somewhere' } };
      answered(
        'a press',
        await person.press(found.what, deed.presses, found.what.container.type === 'view' ? {} : channel),
      );
    } else if ('fills' in deed || 'sendsAgain' in deed) {
      const sent = 'fills' in deed ? { window: openWindow(who), fills: deed.fills } : lastSent.get(who);
      if (sent === undefined) throw new Error(`${who} has sent no form`);
      lastSent.set(who, sent);
      const { window, fills } = sent;
      const { window: after, ...ack } = await person.submit(window, valuesFor(window, fills));
      answered('a form', ack);
      const body = ack.body as { response_action?: string; errors?: Record<string, string> } | undefined;
      if (body?.response_action === 'update') windowShows(who, after);
      if (body?.response_action === 'errors') {
        const sight = formSight(window.view, body.errors);
        // Slack keeps typed text in the inputs.
        seen.push({ to: who, form: { ...sight, fields: { ...sight.fields, ...fills } } });
      }
    } else if ('closes' in deed) {
      const window = openWindow(who);
      windows.delete(who);
      // Slack reports it only if the window requests that.
      if (window.view.notify_on_close === true)
        answered('a closing', await person.close(window, valuesFor(window, deed.closes)));
    } else if ('brings' in deed) {
      const isBot = deed.brings === 'rapport';
      const user = isBot ? team.bot.user : team.person(deed.brings);
      const channel = team.channel(deed.in);
      await team.ask('conversations.invite', { channel, users: user }, 'admin');
      const home = isBot || PEOPLE[deed.brings as Who].isOurs ? NORTH : ACME;
      answered(
        'a join',
        await person.event({
          type: 'member_joined_channel',
          user,
          channel,
          channel_type: 'C',
          team: home,
          inviter: person.user,
        }),
      );
    } else if ('renames' in deed) {
      answered(
        'a rename',
        await person.event({
          type: 'channel_rename',
          channel: { id: team.channel(deed.renames), name: deed.to, created: 1 },
        }),
      );
    } else if ('archives' in deed) {
      const channel = team.channel(deed.archives);
      await team.ask('conversations.archive', { channel }, 'admin');
      answered('an archiving', await person.event({ type: 'channel_archive', channel, user: person.user }));
    } else {
      const channel = team.channel(deed.in);
      const isBot = deed.takesAway === 'rapport';
      if (!isBot) await team.ask('conversations.kick', { channel, user: team.person(deed.takesAway as Who) }, 'admin');
      const user = isBot ? team.bot.user : team.person(deed.takesAway as Who);
      const event = isBot
        ? { type: 'channel_left', channel, actor_id: person.user, event_ts: '1' }
        : { type: 'member_left_channel', user, channel, channel_type: 'C', team: NORTH };
      answered('a leave', await person.event(event));
    }
    await settle(who);
  }

  return {
    act,
    async at(instant) {
      here.clock.moveTo(new Date(instant));
      await settle('mei');
    },
    now: () => here.clock.now(),
    async look() {
      return seen.splice(0);
    },
    end: () => here.close(),
  };
}

/** People at their Slack clients: the payloads that Slack sends for their commands, messages, presses and forms. */
import { expect } from 'vitest';
import { checkPayload } from '../checkers/blockKit.ts';
import type { SlackFront } from '../fakes/slack/front.ts';
import type { FakeSlack } from '../fakes/slack/world.ts';
import { NORTH } from './agency.ts';
import { filledIn, pressOf } from './blocks.ts';
import type { Ack, Deliver } from './delivery.ts';
import type { Seen, Window } from './screen.ts';

type Fields = Readonly<Record<string, unknown>>;

interface ClientParts {
  readonly slack: FakeSlack;
  readonly front: SlackFront;
  /** The slash command of our side. */
  readonly command: string;
  readonly deliver: Deliver;
  /** Makes a unique id. */
  readonly fresh: (what: string) => string;
}

/** Returns a function that creates a Slack client for a team's person, by name. */
export function createClients({ slack, front, command, deliver, fresh }: ClientParts) {
  /** A person at their Slack client. */
  return function as(name: string, at: string = NORTH) {
    const team = slack.team(at);
    const user = team.person(name);
    const home = String(team.traits.get(user)?.team_id ?? at);
    const who = { id: user, username: name, name, team_id: home };
    const channel = (wanted: string) => (/^[CDGU][0-9A-Z]{6,}$/.test(wanted) ? wanted : team.channel(wanted));
    const trigger = async (view?: string) =>
      String(
        (await team.ask('views.generateTriggerId', { user_id: user, ...(view === undefined ? {} : { view_id: view }) }))
          .trigger_id,
      );
    const envelope = (event: Fields, more: Fields = {}) => ({
      ...{ type: 'event_callback', api_app_id: 'A0RAPPORT', team_id: at, event_id: fresh('Ev'), event_time: 1, event },
      authorizations: [
        { enterprise_id: null, team_id: at, user_id: team.bot.user, is_bot: true, is_enterprise_install: false },
      ],
      ...more,
    });
    const interaction = (type: string, more: Fields) => ({
      type,
      api_app_id: 'A0RAPPORT',
      team: { id: at, domain: 'north' },
      user: who,
      is_enterprise_install: false,
      ...more,
    });

    const person = {
      user,
      team,
      trigger,
      envelope,
      interaction,
      /** Their direct conversation with us. */
      direct: async () =>
        String(((await team.ask('conversations.open', { users: user })).channel as { id: string }).id),
      commandFields: async (text: string, where = 'acme-internal') => ({
        ...{
          command,
          text,
          team_id: at,
          team_domain: 'north',
          user_id: user,
          user_name: name,
          api_app_id: 'A0RAPPORT',
          is_enterprise_install: 'false',
        },
        ...{ channel_id: channel(where), channel_name: channel(where).startsWith('D') ? 'directmessage' : where },
        ...{ trigger_id: await trigger(), response_url: front.responseUrl() },
      }),
      /** Sends the slash command with this text. */
      command: async (text: string, where?: string): Promise<Ack> =>
        deliver('slash_commands', await person.commandFields(text, where)),
      /** Sends a mention of the bot with this text in a channel. */
      mention: (text: string, where = 'acme', more: Fields = {}) =>
        deliver(
          'events_api',
          envelope({
            type: 'app_mention',
            user,
            text: `<@${team.bot.user}> ${text}`,
            ts: fresh('1700000001'),
            channel: channel(where),
            user_team: home,
            ...more,
          }),
        ),
      /** Sends a direct message to the bot. */
      dm: async (text: string, more: Fields = {}) =>
        deliver(
          'events_api',
          envelope({
            type: 'message',
            channel_type: 'im',
            user,
            text,
            ts: fresh('1700000002'),
            channel: await person.direct(),
            ...more,
          }),
        ),
      event: (event: Fields, more: Fields = {}) => deliver('events_api', envelope(event, more)),
      pressPayload: async (seen: Seen, label: string, more: Fields = {}) => {
        const { container, blocks, done } = seen;
        const isView = container.type === 'view';
        const view: Fields | undefined = isView
          ? { ...(done.answer.view as Fields), ...(done.arguments.view as Fields), id: container.view_id }
          : undefined;
        return interaction('block_actions', {
          ...{
            trigger_id: await trigger(isView && view?.type === 'modal' ? String(container.view_id) : undefined),
            container,
            actions: [{ ...pressOf(blocks, label), block_id: 'b', action_ts: fresh('1') }],
          },
          ...(isView
            ? { view }
            : {
                channel: { id: container.channel_id ?? channel('acme-internal'), name: 'somewhere' },
                message: { ts: container.message_ts, bot_id: team.bot.id },
                response_url: front.responseUrl(),
              }),
          ...more,
        });
      },
      press: async (seen: Seen, label: string, more: Fields = {}): Promise<Ack> =>
        deliver('interactive', await person.pressPayload(seen, label, more)),
      submitPayload: async ({ id, view }: Window, values: Readonly<Record<string, string>>, more: Fields = {}) =>
        interaction('view_submission', {
          trigger_id: await trigger(id),
          view: { hash: 'h1', ...view, id, team_id: at, state: filledIn(view, values) },
          ...more,
        }),
      /** Submits a form with these values; the returned window has the content of the answer. */
      async submit(
        window: Window,
        values: Readonly<Record<string, string>>,
      ): Promise<Ack & { readonly window: Window }> {
        const ack = await deliver('interactive', await person.submitPayload(window, values));
        const body = ack.body as { response_action?: string; view?: Fields } | undefined;
        if (body?.response_action !== 'update' || body.view === undefined) return { ...ack, window };
        expect(checkPayload('views.update', { view_id: window.id, view: body.view })).toEqual([]);
        const { view } = (await team.ask('views.update', { view_id: window.id, view: body.view })) as {
          view?: { hash?: string };
        };
        return { ...ack, window: { id: window.id, view: { ...body.view, hash: view?.hash ?? fresh('h') } } };
      },
      close: (window: Window, values: Readonly<Record<string, string>> = {}) =>
        deliver(
          'interactive',
          interaction('view_closed', {
            view: { hash: 'h1', ...window.view, id: window.id, state: filledIn(window.view, values) },
            is_cleared: false,
          }),
        ),
      opensHome: async () =>
        person.event({
          type: 'app_home_opened',
          user,
          channel: await person.direct(),
          tab: 'home',
          event_ts: fresh('1'),
        }),
    };
    return person;
  };
}

import { NORTH } from '../slack/agency.ts';
import type { Window } from '../slack/screen.ts';
import { PEOPLE, WHO } from './agency.ts';
import type { Driver } from './driver.ts';
import type { DeedOf, Who } from './scenario.ts';
import { answered, createSlackNames, startSlackAgency } from './slackAgency.ts';
import { changeChannel } from './slackChannels.ts';
import { createSlackScreens } from './slackScreens.ts';

/** Slack by its own protocol: signed requests to the adapter, and an emulated Web API behind it. */
export async function startSlackDriver(start: string): Promise<Driver> {
  const here = await startSlackAgency(start);
  const team = here.slack.team(NORTH);
  const names = createSlackNames(team);
  const { tokened, valuesFor } = names;
  const directs = new Map<string, Who>();
  for (const who of WHO) directs.set(await here.as(who).direct(), who);
  const screens = createSlackScreens({ house: here, names, directs });
  const { windowShows, formRefused, offered, openWindow, isAt, closed } = screens;
  const lastSent = new Map<Who, { readonly window: Window; readonly fills: Readonly<Record<string, string>> }>();

  async function settle(actor: Who): Promise<void> {
    for (let round = 0; round < 8; round++) {
      await here.quiet();
      if ((await here.scheduler.tick()) + (await here.sender.tick()) === 0) break;
    }
    screens.readCalls(actor);
  }

  async function act(deed: DeedOf): Promise<void> {
    const { who } = deed;
    const person = here.as(who);
    if ('types' in deed || 'mentions' in deed) {
      const channel = deed.in === undefined ? await person.direct() : team.channel(deed.in);
      isAt(who, channel);
      const text = tokened('types' in deed ? deed.types : deed.mentions);
      if ('types' in deed && PEOPLE[who].isOurs) answered('a command', await person.command(text, deed.in ?? channel));
      else if (deed.in === undefined) answered('a message', await person.dm(text));
      else answered('a mention', await person.mention(text, deed.in));
    } else if ('presses' in deed) {
      const found = offered(who, deed.presses, deed.under ?? '');
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
      if (body?.response_action === 'errors') formRefused(who, window, fills, body.errors);
    } else if ('closes' in deed) {
      const window = openWindow(who);
      closed(who);
      // Slack reports it only if the window requests that.
      if (window.view.notify_on_close === true)
        answered('a closing', await person.close(window, valuesFor(window, deed.closes)));
    } else await changeChannel(deed, person);
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
      return screens.look();
    },
    end: () => here.close(),
  };
}

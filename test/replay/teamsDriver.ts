import { VERB } from '../../adapters/teams/formState.ts';
import { own } from '../teams/client.ts';
import type { Driver } from './driver.ts';
import type { DeedOf, Who } from './scenario.ts';
import { type Press, typedInto } from './teamsCards.ts';
import { changeChannel } from './teamsChannels.ts';
import { startTeamsClients, tagged, whereIs } from './teamsClients.ts';
import { createTeamsScreens, type Held } from './teamsScreens.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Teams by its signed activities, with a test connector. */
export async function startTeamsDriver(start: string, targeted = false): Promise<Driver> {
  const { house, fake, send, end } = await startTeamsClients(start, targeted);
  const { answered, readPosts, offered, takeForm, look } = createTeamsScreens(fake.posts);
  const lastSent = new Map<Who, () => Promise<void> | undefined>();

  async function settle(): Promise<void> {
    for (let round = 0; round < 8; round++) {
      await house.edge.close();
      await house.edge.connect(house.bot);
      if ((await house.scheduler.tick()) + (await house.sender.tick()) === 0) break;
    }
    readPosts();
  }

  async function press(who: Who, held: Held, { type, data }: Press, typed: Fields = {}): Promise<void> {
    const { where, message } = held;
    const about = message === undefined ? {} : { replyToId: message };
    const value = { ...data, ...typed };
    if (type === 'Action.Execute') {
      const action = { type, verb: VERB, data: value };
      const { json } = await send(who, where, {
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
    const { json } = await send(who, where, {
      type: 'invoke',
      name,
      value: { data: value, context: { theme: 'default' } },
      ...(isDialog ? about : {}),
    });
    answered(who, json, held);
  }

  async function act(deed: DeedOf): Promise<void> {
    const { who } = deed;
    if ('types' in deed || 'mentions' in deed) {
      const where = deed.in === undefined ? own(who) : whereIs(deed.in);
      await send(who, where, {
        type: 'message',
        ...tagged('types' in deed ? deed.types : deed.mentions, deed.in !== undefined),
      });
    } else if ('presses' in deed) {
      const { held, press: action } = offered(who, deed.presses, deed.under ?? '');
      await press(who, held, action);
    } else if ('fills' in deed || 'closes' in deed) {
      const form = takeForm(who);
      const { actions = [] } = form.card as { actions?: readonly Press[] };
      const [submit, cancel] = actions;
      const values = typedInto(form.card, 'fills' in deed ? deed.fills : deed.closes);
      const chosen = 'fills' in deed ? submit : cancel;
      lastSent.set(who, () => (chosen === undefined ? undefined : press(who, form, chosen, values)));
      // A dialog's own close button sends nothing.
      if (chosen !== undefined) await press(who, form, chosen, values);
    } else if ('sendsAgain' in deed) {
      await lastSent.get(who)?.();
    } else await changeChannel(deed, { send, rosters: fake.rosters });
    await settle();
  }

  await settle();
  look();
  return {
    act,
    async at(instant) {
      house.clock.moveTo(new Date(instant));
      await settle();
    },
    now: () => house.clock.now(),
    look: async () => look(),
    end,
  };
}

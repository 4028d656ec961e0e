import {
  type Command,
  type CommandContext,
  defineCommand,
  type Reply,
  type Thing,
  toCaller,
  updated,
} from '../../core/command.ts';
import type { DayReader } from '../../core/day.ts';
import { field } from '../../core/fields.ts';
import { type ListSource, pageFields } from '../../core/lists/list.ts';
import { type Lists, listPlaceOf } from '../../core/lists/lists.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Mornings } from './mornings.ts';
import { todayTexts } from './texts.ts';

export const todayThing: Thing = {
  name: 'today',
  title: todayTexts.all('thing'),
  aliases: ['待办', '今天'],
  bare: 'show',
  listed: ['slack', 'teams'],
};

function readerOf({ scope, actor, locale, zone, clock }: CommandContext): DayReader {
  if (scope.personId === undefined) throw new RapportError('internal', 'a day without a person');
  return {
    workspaceId: scope.workspaceId,
    personId: scope.personId,
    side: actor.standing.side,
    locale,
    zone,
    now: clock.now(),
  };
}

export function todayCommands({
  lists,
  list,
  mornings,
}: {
  lists: Lists;
  list: ListSource;
  mornings: Mornings;
}): Command[] {
  const show = defineCommand({
    thing: todayThing,
    verb: 'show',
    summary: todayTexts.all('showSummary'),
    permission: 'ownThings',
    sensitive: true,
    input: pageFields,
    example: { en: 'today', 'zh-CN': '待办' },
    async run({ from, of }, context): Promise<Reply> {
      const message = await lists.show(list, readerOf(context), {
        conversation: listPlaceOf(context.setting),
        from,
        of,
      });
      // A further page is a separate reply, so that the list stays.
      return context.via === 'action' && from === undefined ? updated(message) : toCaller(message);
    },
  });

  const edit = defineCommand({
    thing: todayThing,
    verb: 'edit',
    summary: todayTexts.all('editSummary'),
    permission: 'work',
    input: {
      morning: field.choice({
        label: todayTexts.all('morning'),
        hint: todayTexts.all('morningHint'),
        aliases: ['早上'],
        options: (['on', 'off'] as const).map((value) => ({ value, label: todayTexts.all(value) })),
      }),
      at: field.time({ label: todayTexts.all('at'), optional: true, aliases: ['时间'], initial: '09:00' }),
    },
    positional: ['morning', 'at'],
    example: { en: 'today edit on 8:30', 'zh-CN': '待办修改 早上：发给我 时间：8:30' },
    async run({ morning, at = '09:00' }, context) {
      const { workspaceId, personId, locale, zone } = readerOf(context);
      const texts = todayTexts(locale);
      const before = await mornings.of(workspaceId, personId);
      if (morning === 'on') await mornings.set(workspaceId, personId, { time: at, zone });
      else await mornings.end(workspaceId, personId, zone);
      await context.audit({
        action: 'today edit',
        subject: `person:${personId}`,
        before: JSON.stringify({ morning: before ?? 'off' }),
        after: JSON.stringify({ morning: morning === 'on' ? at : 'off' }),
      });
      const text = morning === 'on' ? texts.isOn({ time: at }) : texts.isOff();
      return toCaller({ audience: 'internal', fallbackText: text, blocks: [{ kind: 'text', text }] });
    },
  });
  return [show, edit];
}

import { systemScope } from '../../core/access.ts';
import type { Reach } from '../../core/directory.ts';
import { formatWall } from '../../core/format.ts';
import { type Button, type Message, openForm, press } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { calledName, type Locale } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import type { Register } from '../../records/registers/define.ts';
import { notice, tellOwner } from '../../records/registers/notices.ts';
import { endOf, saysOnDay } from '../../records/registers/onDay.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { promiseOf } from './model.ts';
import { promiseTexts } from './texts.ts';

function nudgeMessage(
  { _id, title }: Pick<Entry, '_id' | 'title'>,
  { locale, date, name }: { readonly locale: Locale; readonly date: string; readonly name: string | undefined },
): Message<'internal'> {
  const texts = promiseTexts(locale);
  const text = name === undefined ? texts.nudge({ title, date }) : texts.nudgeTo({ title, date, name });
  const named = { number: _id };
  const items: Button[] = [
    { kind: 'button', label: texts.keptButton(), payload: press('promise done', named), style: 'primary' },
    { kind: 'button', label: texts.newDate(), payload: openForm('promise renegotiate', named) },
    { kind: 'button', label: texts.openCard(), payload: press('promise show', named) },
  ];
  return notice([text], items);
}

/**
 * One message to the owner of a promise, on our working day before its date; without an owner who can be reached, to the
 * project's manager. A new date is announced again: the key holds the date.
 */
export function createNudges(ports: RegisterPorts, register: Register): ReturnType<typeof saysOnDay> {
  const { people, tell, clock } = ports;
  return saysOnDay(ports, register, {
    job: 'promises.nudge',
    reaction: 'promise.planNudge',
    side: 'ours',
    when: 'before',
    dateOf: async ({ isOpen, due }) => (isOpen ? due : undefined),
    watched: ['due', 'state', 'deletedAt'],
    async say(entry, { project, date: due }) {
      const { workspaceId, projectId } = entry;
      const { to } = promiseOf(entry);
      const nameOf = await people.namesOf(systemScope(workspaceId), to === undefined ? [] : [to]);
      const full = to === undefined ? undefined : nameOf(to);
      const name = full === undefined ? undefined : calledName(full);
      // By the project's clock, whose date it is.
      const nowWall = wallOf(clock.now(), project.zone);
      const message = ({ locale }: Pick<Reach<'internal'>, 'locale'>) =>
        nudgeMessage(entry, {
          locale,
          name,
          date: formatWall(`${due}T00:00`, { locale, nowWall, style: 'date' }),
        });
      const how = { key: `promise:${entry._id}:nudge:${due}`, projectId, until: endOf(due, project) };
      await tellOwner(tell, entry, message, how);
    },
  });
}

import { type Command, type CommandContext, defineCommand, toCaller, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { press } from '../../core/message.ts';
import type { PersonData } from '../../core/personData.ts';
import { RapportError } from '../../ground/errors.ts';
import { enumerated } from '../../ground/i18n.ts';
import { isId } from '../../ground/ids.ts';
import type { Person } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import type { Projects } from '../../records/projects/store.ts';
import { personThing } from './input.ts';
import { notice } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** `person erase`: an admin erases all data about a person, after a preview of the erased and the kept data. */
export function eraseCommands(deps: {
  readonly people: People;
  readonly projects: Pick<Projects, 'ofManager'>;
  readonly personData: PersonData;
}): Command[] {
  const { people, projects, personData } = deps;
  const input = { person: field.text({ label: peopleTexts.all('person'), maxLength: 200, aliases: ['人员'] }) };

  /** All people whom the words name by id, mention or full name, also people who have left. */
  async function named({ scope, actor }: CommandContext, typed: string): Promise<readonly Person[]> {
    const mention = /^<@(?:[^|>]*\/)?([^|>]+)(?:\|[^>]*)?>$/.exec(typed)?.[1];
    const byMention =
      mention === undefined ? undefined : (await people.byUserId(scope, actor.user.platform, mention))?.person;
    const byId = isId(typed) ? await people.get(scope, typed) : undefined;
    const only = byMention ?? byId;
    if (only !== undefined) return [only];
    const all = [...(await people.named(scope, typed)), ...(await people.leftNamed(scope, typed))];
    return all.filter(({ mergedInto, erasedAt }) => mergedInto === undefined && erasedAt === undefined);
  }

  /** @throws RapportError `missing` if the words name no person, `refused` for the actor themselves. */
  function demandOther({ actor }: CommandContext, [who]: readonly Person[]): Person {
    if (who === undefined)
      throw new RapportError('missing', 'no such person', { forPeople: peopleTexts.all('eraseNobody') });
    if (who._id === actor.personId)
      throw new RapportError('refused', 'oneself', { forPeople: peopleTexts.all('eraseSelf') });
    return who;
  }

  return [
    defineCommand({
      thing: personThing,
      verb: 'erase',
      verbAliases: ['清除'],
      summary: peopleTexts.all('eraseSummary'),
      permission: 'administer',
      sensitive: true,
      input,
      positional: ['person'],
      async run({ person }, context) {
        const { scope, locale } = context;
        const texts = peopleTexts(locale);
        const candidates = await named(context, person);
        if (candidates.length > 1)
          return toCaller(
            notice(
              'internal',
              [texts.eraseSeveral()],
              candidates.slice(0, 5).map((who) => ({
                kind: 'button',
                label: who.leftAt === undefined ? who.name : texts.eraseWhoLeft({ name: who.name }),
                payload: press('person erase', { person: who._id }),
              })),
            ),
          );
        const who = demandOther(context, candidates);
        if (who.erasedAt !== undefined) return toCaller(notice('internal', [texts.erasedAlready()]));
        const counts = await personData.count(await people.subjectOf(scope, who._id));
        const theirs = await projects.ofManager(scope, who._id);
        const keys = enumerated(
          theirs.map(({ key }) => key),
          locale,
        );
        return toCaller({
          audience: 'internal',
          fallbackText: texts.eraseTitle({ name: who.name }),
          blocks: [
            { kind: 'heading', text: texts.eraseTitle({ name: who.name }) },
            {
              kind: 'list',
              items: counts.map(({ title, count, stays }) =>
                stays === undefined
                  ? texts.eraseGoes({ what: title[locale], count })
                  : texts.eraseStays({ what: title[locale], count, why: stays[locale] }),
              ),
            },
            ...(theirs.length === 0 ? [] : [{ kind: 'text' as const, text: texts.eraseProjects({ projects: keys }) }]),
            { kind: 'context', text: texts.eraseHint() },
            {
              kind: 'actions',
              items: [
                {
                  kind: 'button',
                  label: texts.erase(),
                  style: 'danger',
                  payload: press('person erasenow', { person: who._id }),
                  confirm: {
                    title: texts.eraseTitle({ name: who.name }),
                    text: texts.eraseAsked(),
                    confirm: texts.erase(),
                    cancel: texts.eraseNot(),
                  },
                },
              ],
            },
          ],
        });
      },
    }),
    defineCommand({
      thing: personThing,
      verb: 'erasenow',
      verbAliases: ['立即清除'],
      summary: peopleTexts.all('eraseSummary'),
      permission: 'administer',
      sensitive: true,
      hidden: true,
      input,
      async run({ person }, context) {
        const { scope, locale } = context;
        const texts = peopleTexts(locale);
        const who = demandOther(context, await named(context, person));
        if (who.erasedAt !== undefined) return updated(notice('internal', [texts.erasedAlready()]));
        const subject = await people.subjectOf(scope, who._id);
        // Leaving ends links, covers and deliveries. It refuses for the last admin, before any data is erased.
        await people.leave(scope, who._id);
        // Record before erasing: after a crash in the middle, a repeat continues and records again.
        await context.audit({ action: 'person erase', subject: `person:${who._id}` });
        await personData.erase(subject);
        return updated(notice('internal', [texts.erased()]));
      },
    }),
  ];
}

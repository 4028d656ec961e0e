/** The people that an actor may name, found by a mention, an id or a name. */

import { type Actor, systemScope } from '../../core/access.ts';
import type { Directory } from '../../core/directory.ts';
import type { Parsed, PersonChoice } from '../../core/form.ts';
import { nameKey, type Person } from '../people/model.ts';
import type { People } from '../people/store.ts';
import type { Projects } from '../projects/store.ts';
import { problem, SEVERAL } from './problem.ts';

const ME = new Set(['me', 'myself', '我', '自己', '本人']);

/** Creates the part of the directory that finds people; see the methods. */
export function createFindingPeople({
  people,
  projects,
}: {
  people: People;
  projects: Projects;
}): Pick<Directory, 'findPerson' | 'namesLike'> {
  /** Our side may name every person; a contact only people of their own client and the managers of its projects. */
  async function whoMayBeNamed(actor: Actor): Promise<(person: Person) => boolean> {
    const { standing } = actor;
    if (standing.side === 'ours') return (person) => person.leftAt === undefined;
    if (standing.clientId === undefined) return () => false;
    const managers = new Set(
      (await projects.ofClient(systemScope(actor.workspaceId), standing.clientId)).map((project) => project.managerId),
    );
    return (person) =>
      person.leftAt === undefined &&
      ((person.side === 'client' && person.clientId === standing.clientId) || managers.has(person._id));
  }

  return {
    async findPerson(actor: Actor, token: string): Promise<Parsed<PersonChoice>> {
      const scope = systemScope(actor.workspaceId);
      // A name of several words may be typed in quotation marks.
      const typed = token.trim().replace(/^["“”「『](.+)["“”」』]$/u, '$1');
      const chosen = (person: Person): Parsed<PersonChoice> =>
        person.goneAt === undefined
          ? { ok: true, value: { personId: person._id, name: person.name } }
          : problem('accountGone', { name: person.name });
      /** Our side is told that a person has left; for others the person is unknown. */
      const notThere = (person: Person | undefined): Parsed<PersonChoice> =>
        person?.leftAt !== undefined && person.mergedInto === undefined && actor.standing.side === 'ours'
          ? problem('hasLeft', { name: person.name })
          : problem('unknownPerson', { name: typed });
      if (ME.has(typed.replace(/^@/, '').toLowerCase())) {
        return actor.personId === undefined
          ? problem('unknownPerson', { name: actor.name })
          : { ok: true, value: { personId: actor.personId, name: actor.name } };
      }
      const namable = await whoMayBeNamed(actor);
      const mention = /^<@([^|>]+)(?:\|[^>]*)?>$/.exec(typed)?.[1];
      if (mention !== undefined) {
        // A mention names a user of the place's platform without the tenant, so all people with that user id are
        // candidates.
        const [tenant, user] = mention.includes('/')
          ? (mention.split('/') as [string, string])
          : [actor.user.tenant, mention];
        const known =
          (await people.byUser(scope, { platform: actor.user.platform, tenant, user })) ??
          (await people.byUserId(scope, actor.user.platform, user));
        return known !== undefined && namable(known.person) ? chosen(known.person) : notThere(known?.person);
      }
      const byId = /^[0-9a-f]{24}$/.test(typed) ? await people.get(scope, typed) : undefined;
      if (byId !== undefined) return namable(byId) ? chosen(byId) : notThere(byId);
      const exact = (await people.named(scope, typed)).filter(namable);
      const key = nameKey(typed);
      const found =
        exact.length > 0 || key === ''
          ? exact
          : (await people.all(scope)).filter(
              (person) =>
                namable(person) && (person.nameKey.startsWith(key) || person.nameKey.split(' ').includes(key)),
            );
      const [only] = found;
      if (only === undefined && SEVERAL.test(typed)) return problem('oneAtATime');
      if (only === undefined) return notThere((await people.leftNamed(scope, typed))[0]);
      return found.length === 1
        ? chosen(only)
        : problem('ambiguousPerson', {
            name: typed,
            names: found
              .map((person) => person.name)
              .slice(0, 5)
              .join(', '),
          });
    },

    async namesLike(actor, words) {
      const said = nameKey(words);
      const namable = await whoMayBeNamed(actor);
      const mayBe = (person: Person) => {
        const [first = ''] = person.nameKey.split(' ');
        // 王小明 is also called 小明.
        const given = /^\p{Script=Han}{3,4}$/u.test(person.nameKey) ? person.nameKey.slice(-2) : first;
        return first !== '' && (said.includes(first) || said.includes(given));
      };
      return (await people.all(systemScope(actor.workspaceId)))
        .filter((person) => namable(person) && mayBe(person))
        .map(({ name }) => name);
    },
  };
}

import { authorize } from '../../core/access.ts';
import type { FreeText } from '../../core/bot.ts';
import type { Clock } from '../../core/clock.ts';
import { type Command, defineCommand, type Reply, type Thing, toCaller, updated } from '../../core/command.ts';
import type { Outbox } from '../../core/delivery/outbox.ts';
import type { Directory } from '../../core/directory.ts';
import { RapportError } from '../../core/errors.ts';
import { field } from '../../core/fields.ts';
import type { Locale } from '../../core/i18n.ts';
import { idFrom } from '../../core/ids.ts';
import { type Message, press } from '../../core/message.ts';
import type { Slice } from '../../core/slice.ts';
import type { Database } from '../../store/collection.ts';
import { type KeptWords, keepWords, SORTS, type Sort, sortWords, words, wordsById } from './store.ts';
import { wordsTexts } from './texts.ts';

interface Deps {
  readonly db: Database;
  readonly clock: Clock;
  readonly outbox: Outbox;
  readonly directory: Directory;
}

const thing: Thing = { name: 'words', title: wordsTexts.all('thing'), aliases: [] };
const options = SORTS.map((value) => ({ value, label: wordsTexts.all(value) }));

function question(id: string, text: string, locale: Locale): Message<'client'> {
  const texts = wordsTexts(locale);
  return {
    audience: 'client',
    fallbackText: texts.kept(),
    blocks: [
      { kind: 'text', text: texts.kept() },
      { kind: 'quote', text },
      { kind: 'text', text: texts.ask() },
      { kind: 'actions', items: SORTS.map((sort) => ({ kind: 'button', label: texts[sort](), payload: press('words sort', { id, sort }) })) },
    ],
  };
}

/** Our side hears of it where it hears of everything: in the manager's own conversation. The words are the contact's, so they are quoted whole. */
async function tellStewards({ outbox, directory }: Deps, kept: KeptWords, sort: Sort): Promise<string | undefined> {
  const stewards = await directory.stewards(kept.workspaceId, kept.projectId);
  let firstName: string | undefined;
  for (const personId of stewards) {
    const reach = await directory.reachPerson(kept.workspaceId, personId);
    if ('unreachable' in reach) continue;
    firstName ??= reach.name;
    const texts = wordsTexts(reach.locale);
    const line = texts.toManager({ name: kept.name, kind: texts[sort]() });
    await outbox.enqueue({
      key: `words:${kept._id}:${personId}`,
      workspaceId: kept.workspaceId,
      projectId: kept.projectId,
      to: { ...reach.to, audience: 'internal' },
      message: {
        audience: 'internal',
        fallbackText: line,
        blocks: [
          { kind: 'text', text: line },
          { kind: 'quote', text: kept.text },
        ],
      },
      locale: reach.locale,
      zone: reach.zone,
    });
  }
  return stewards.length === 1 ? firstName : undefined;
}

function sortCommand(deps: Deps): Command {
  return defineCommand({
    thing,
    verb: 'sort',
    summary: wordsTexts.all('sortSummary'),
    permission: 'ask',
    hidden: true,
    input: {
      id: field.text({ label: wordsTexts.all('thing'), hidden: true }),
      sort: field.choice({ label: wordsTexts.all('ask'), options }),
    },
    async run({ id, sort }, { scope, locale, audit }) {
      const texts = wordsTexts(locale);
      const kept = await wordsById(deps.db, scope, id);
      // A payload is only as good as who sends it: a contact reaches their own project's words alone.
      const isForeign = scope.audience === 'client' && kept?.projectId !== scope.projectId;
      if (kept === undefined || isForeign) throw new RapportError('missing', `no words ${id}`);
      const say = (text: string): Message<'client'> => ({
        audience: 'client',
        fallbackText: text,
        blocks: [
          { kind: 'quote', text: kept.text },
          { kind: 'text', text },
        ],
      });
      // Told before it is recorded as said: a crash between the two tells again under the same delivery key, which changes nothing.
      const manager = kept.sort === undefined ? await tellStewards(deps, kept, sort) : undefined;
      const after = await sortWords(deps.db, scope, id, sort);
      if (after === undefined) return updated(say(texts.already()));
      await audit({ action: 'words sort', subject: `words:${id}`, after: JSON.stringify({ sort }) });
      return updated(say(manager === undefined ? texts.thanks() : texts.thanksManager({ manager })));
    },
  });
}

/** Keeps what a contact wrote in their own words, and asks what it is. To be handed to the bot. */
export function createFreeText({ db, clock }: Deps): (words: FreeText) => Promise<Reply> {
  return async ({ text, actor, setting, requestId }) => {
    const scope = authorize(actor, 'greet', setting.project, clock.now());
    const _id = idFrom(requestId, 'words');
    await keepWords(db, scope, {
      _id,
      name: actor.name,
      text,
      at: clock.now(),
      ...(setting.project === undefined ? {} : { projectId: setting.project.projectId }),
      ...(actor.personId === undefined ? {} : { personId: actor.personId }),
    });
    return toCaller(question(_id, text, actor.locale));
  };
}

/** A contact's own words: nobody is told "unknown command", and nothing they wrote is lost. */
export function wordsSlice(deps: Deps): Slice {
  return { name: 'words', things: [thing], commands: [sortCommand(deps)], jobs: [], collections: [words] };
}

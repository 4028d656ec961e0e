import { type Command, defineCommand, type LookContext, toCaller, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type ListSource, pageFields } from '../../core/lists/list.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import { inEachLocale, type LocalizedText } from '../../ground/i18n.ts';
import { numberOf } from '../entries/numbers.ts';
import { createEntryAccess, numberField } from './access.ts';
import { isEverOpen, type Register } from './define.ts';
import type { Which } from './lists.ts';
import type { RegisterPorts } from './ports.ts';
import { createReplies } from './replies.ts';
import { registerTexts, withArticle } from './texts.ts';

const WHICH: readonly { value: Which; label: ReturnType<typeof registerTexts.all> }[] = [
  { value: 'open', label: registerTexts.all('whichOpen') },
  { value: 'all', label: registerTexts.all('whichAll') },
  { value: 'mine', label: registerTexts.all('whichMine') },
];

/** The bare words that list a register, in each language: `risks`, `风险`. */
function bareWords({ spec: { name, aliases } }: Register): LocalizedText {
  const isHan = (word: string) => /\p{Script=Han}/u.test(word);
  return { en: aliases.find((word) => !isHan(word)) ?? name, 'zh-CN': aliases.find(isHan) ?? name };
}

/** Lists a register's entries: of the place's project, elsewhere one's own; for a contact the published ones. */
export function listCommand({ lists }: RegisterPorts, register: Register, source: ListSource): Command {
  const { spec } = register;
  return defineCommand({
    thing: register.thing,
    verb: 'list',
    summary: inEachLocale((locale) =>
      registerTexts(locale)[isEverOpen(register) ? 'listSummary' : 'listAllSummary']({ many: spec.title[locale] }),
    ),
    permission: 'view',
    about: {
      of: async ({ project }: { readonly project?: unknown }, { setting }: LookContext) =>
        project !== undefined || setting.project !== undefined ? ('project' as const) : undefined,
    },
    sensitive: true,
    input: {
      which: field.choice({ label: registerTexts.all('which'), options: WHICH, optional: true }),
      project: field.project(),
      ...pageFields,
    },
    positional: ['which'],
    example: bareWords(register),
    async run({ which, from, of }, context) {
      const { scope, actor, locale, zone, clock, project } = context;
      const reader = {
        workspaceId: scope.workspaceId,
        personId: actor.personId ?? '',
        side: actor.standing.side,
        locale,
        zone,
        now: clock.now(),
      };
      const about = {
        ...(project === undefined ? {} : { project: project.projectId }),
        ...(which === undefined ? {} : { which }),
      };
      const message = await lists.show(source, reader, { conversation: listPlaceOf(context.setting), about, from, of });
      return context.via === 'action' && from === undefined ? updated(message) : toCaller(message);
    },
  });
}

/** Opens the card of an entry, with its history for our side. */
export function showCommand(ports: RegisterPorts, register: Register): Command {
  const { spec } = register;
  const { aboutDeletedToo: about } = createEntryAccess(ports, register);
  const replies = createReplies(ports, register);
  return defineCommand({
    thing: register.thing,
    verb: 'show',
    summary: inEachLocale((locale) => registerTexts(locale).showSummary({ one: withArticle(spec.one[locale]) })),
    permission: 'view',
    about,
    sensitive: true,
    input: { number: numberField(register) },
    positional: ['number'],
    async run(_input, context) {
      const { subject: record, scope, actor } = context;
      const history = actor.standing.side === 'ours' ? await ports.entries.trailOf(scope, record.entry) : [];
      const { entry, project } = record;
      const number = numberOf(entry, register.kind, project.key);
      const said = entry.deletedAt === undefined ? [] : [registerTexts(context.locale).wasDeleted({ number })];
      return toCaller(await replies.cardFor(context, record, { history, said }));
    },
  });
}

import { type Command, type CommandContext, defineCommand, toCaller } from '../../core/command.ts';
import { type FileLinks, fileBlock } from '../../core/files.ts';
import { type Block, type File, press } from '../../core/message.ts';
import type { PersonData, PersonExport } from '../../core/personData.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { People } from '../../records/people/store.ts';
import { meThing } from './meCommands.ts';
import { notice } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** Maximum characters of rows in one file; for reading in an editor. */
const MOST_CHARACTERS = 60_000;

/** JSON with one part per kind of data, split into as many files as its size needs. `title` names the parts. */
export function exportFiles(
  parts: readonly PersonExport[],
  { locale, at, name }: { locale: Locale; at: Date; name: string },
): File[] {
  const pages: Record<string, object[]>[] = [{}];
  let size = 0;
  for (const { title, rows } of parts)
    for (const row of rows) {
      const length = JSON.stringify(row, undefined, 2).length;
      if (size > 0 && size + length > MOST_CHARACTERS) {
        pages.push({});
        size = 0;
      }
      size += length;
      const page = pages.at(-1) ?? {};
      page[title[locale]] = [...(page[title[locale]] ?? []), row];
    }
  const date = at.toISOString().slice(0, 10);
  return pages.map((page, index) => ({
    name: `Rapport ${date}${pages.length === 1 ? '' : ` ${index + 1}`}.json`,
    mediaType: 'application/json',
    content: `${JSON.stringify({ name, at, ...page }, undefined, 2)}\n`,
  }));
}

/** `me export`: a preview of the data about the actor, and then the files. */
export function exportCommands(deps: {
  readonly people: People;
  readonly personData: PersonData;
  readonly fileLinks: FileLinks;
}): Command[] {
  /** @throws RapportError `refused` where other people can read the reply. */
  function demandAlone({ setting }: CommandContext): void {
    if (setting.place !== undefined && setting.place.kind !== 'direct')
      throw new RapportError('refused', 'not alone', { forPeople: peopleTexts.all('exportAlone') });
  }
  const keptAbout = async ({ scope, actor }: CommandContext) =>
    deps.personData.export(await deps.people.subjectOf(scope, actor.personId ?? ''));

  return [
    defineCommand({
      thing: meThing,
      verb: 'export',
      verbAliases: ['导出'],
      summary: peopleTexts.all('meExportSummary'),
      permission: 'ownThings',
      sensitive: true,
      input: {},
      async run(_input, context) {
        demandAlone(context);
        const { locale, scope, actor } = context;
        const texts = peopleTexts(locale);
        const parts = await keptAbout(context);
        return toCaller({
          audience: scope.audience,
          fallbackText: texts.exportTitle(),
          blocks: [
            { kind: 'heading', text: texts.exportTitle() },
            {
              kind: 'list',
              items: parts.map(({ title, rows }) => texts.exportLine({ what: title[locale], count: rows.length })),
            },
            {
              kind: 'context',
              text: actor.standing.side === 'ours' ? texts.exportOurs() : texts.exportWithoutNotes(),
            },
            {
              kind: 'actions',
              items: [{ kind: 'button', label: texts.exportSend(), payload: press('me exportfile') }],
            },
          ],
        });
      },
    }),
    defineCommand({
      thing: meThing,
      verb: 'exportfile',
      verbAliases: ['导出文件'],
      summary: peopleTexts.all('meExportSummary'),
      permission: 'ownThings',
      sensitive: true,
      hidden: true,
      input: {},
      async run(_input, context) {
        demandAlone(context);
        const { locale, scope, actor, clock } = context;
        const texts = peopleTexts(locale);
        const parts = await keptAbout(context);
        const files = exportFiles(parts, { locale, at: clock.now(), name: actor.name });
        await context.audit({
          action: 'me export',
          subject: `person:${actor.personId}`,
          after: JSON.stringify({ rows: parts.reduce((sum, { rows }) => sum + rows.length, 0) }),
        });
        const blocks: Block[] = [];
        for (const file of files)
          blocks.push(
            await fileBlock(deps.fileLinks, file, { workspaceId: scope.workspaceId, personId: actor.personId ?? '' }),
          );
        const said = notice(scope.audience, [texts.exportReady()]);
        return toCaller({ ...said, blocks: [...said.blocks, ...blocks] });
      },
    }),
  ];
}

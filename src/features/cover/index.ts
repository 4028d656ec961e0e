/**
 * The cover for a colleague who is away. The cover is asked, sees the open work, gets the morning's list meanwhile, and
 * is told about changes, the begin and the end. The right to run the projects follows from the absence itself
 * (core/access.ts, managed.ts); this slice only sends the notices.
 */

import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, type Reply, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { reactTo } from '../../core/history/reaction.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import type { Slice } from '../../core/slice.ts';
import { awayThing } from '../../records/people/away.ts';
import { personSubject } from '../../records/people/collections.ts';
import { coverExample } from './example.ts';
import { type CoverDeps, createFollowing } from './follow.ts';
import { answerButtons, line, noButton } from './messages.ts';
import { MOMENTS } from './planning.ts';
import { type Cover, covers } from './store.ts';
import { coverTexts } from './texts.ts';

export function coverSlice(deps: CoverDeps): Slice {
  const job: Job = defineJob({
    kind: 'cover',
    data: z.strictObject({ personId: z.string(), round: z.string(), what: z.enum(MOMENTS) }),
    run: (data, { schedule }) => following.moment(schedule.workspaceId, data),
  });
  const following = createFollowing({ ...deps, job: () => job });

  const idField = field.text({ label: coverTexts.all('whatWaits'), hidden: true, maxLength: 40 });

  /** Returns the row of the question that a button answers, or a reply if the question is settled or outdated. */
  async function asked(
    { scope, locale, zone }: CommandContext,
    { person, round }: { person: string; round: string },
  ): Promise<Cover | Reply> {
    const row = await following.rowsIn(scope).get(person);
    if (row === undefined || row.coverId !== scope.personId || row.until <= deps.clock.now())
      return updated(line(coverTexts(locale).settled()));
    return row.askedAt.toISOString() === round ? row : updated(await following.askedNow(row, { locale, zone }));
  }

  const answer = (verb: 'accept' | 'decline', act: (row: Cover, context: CommandContext) => Promise<Reply>): Command =>
    defineCommand({
      thing: awayThing,
      verb,
      hidden: true,
      summary: coverTexts.all(`${verb}Summary`),
      permission: 'work',
      sensitive: true,
      input: { person: idField, round: idField },
      async run(input, context) {
        const row = await asked(context, input);
        if ('kind' in row) return row;
        return act(row, context);
      },
    });

  const accept = answer('accept', async (row, context) => {
    const { locale } = context;
    const scope = systemScope(row.workspaceId);
    await following.tellManager(row, 'yes');
    await following.rowsIn(scope).findOneAndUpdate({ _id: row._id, askedAt: row.askedAt }, { $set: { agreed: true } });
    await context.audit({
      action: 'away accept',
      subject: `person:${row._id}`,
      after: JSON.stringify({ cover: row.coverId }),
    });
    const absence = await following.absenceOf(row, locale, await following.nameOf(scope, row._id));
    return updated(line(coverTexts(locale).agreed(absence), [noButton(row, locale, 'after')]));
  });

  const decline = answer('decline', async (row, context) => {
    const { locale } = context;
    const scope = systemScope(row.workspaceId);
    // Notify first, settle second: after a crash in between, the press is handled again.
    await following.tellManager(row, 'no');
    await context.audit({
      action: 'away decline',
      subject: `person:${row._id}`,
      before: JSON.stringify({ cover: row.coverId }),
    });
    await following.end(scope, row);
    await following.withoutCover(scope, row);
    return updated(line(coverTexts(locale).declined({ name: await following.nameOf(scope, row._id) })));
  });

  return {
    name: 'cover',
    things: [],
    commands: [accept, decline],
    jobs: [job],
    collections: [covers],
    example: coverExample,
    reactions: [
      reactTo(personSubject, { name: 'cover.follow', events: ['absenceChanged', 'left'], run: following.follow }),
    ],
    /** Shows the request to cover until the absence begins, and the cover itself. */
    async day({ workspaceId, personId, side, locale, now }) {
      if (side !== 'ours') return [];
      const scope = systemScope(workspaceId);
      const rows = (await following.rowsIn(scope).find({ coverId: personId })).filter(({ until }) => until > now);
      return Promise.all(
        rows.map(async (row) => {
          const absence = await following.absenceOf(row, locale, await following.nameOf(scope, row._id));
          const texts = coverTexts(locale);
          // No answer before the beginning counts as a yes.
          if (row.agreed !== true && row.from > now)
            return {
              section: 'waiting' as const,
              ref: `cover:${row._id}`,
              at: row.askedAt,
              text: texts.asks(absence),
              buttons: answerButtons(row, locale),
            };
          return {
            section: 'projects' as const,
            ref: `cover:${row._id}`,
            text: row.from > now ? texts.agreed(absence) : texts.youCover(absence),
          };
        }),
      );
    },
  };
}

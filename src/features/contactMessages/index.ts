/**
 * Contact messages: stored at once and told to a person of our side within two minutes, sorted or not.
 * `createContactMessages(deps)` gives the slice, and `onFreeText` for the bot.
 */

import { authorize } from '../../core/access.ts';
import { type AuditLog, doerOf, whereOf } from '../../core/auditLog.ts';
import { type Reply, toCaller } from '../../core/command.ts';
import type { Slice } from '../../core/slice.ts';
import type { FreeText } from '../../core/typedWords.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { type CommandDeps, contactMessageCommands, contactMessageThing } from './commands.ts';
import { contactMessageDay, type DayDeps } from './day.ts';
import { contactMessageExample } from './example.ts';
import { askMessage, keptAloud, unknownColleague } from './messages.ts';
import { replyCommands } from './replying.ts';
import { createContactMessageStore, contactMessages as records } from './store.ts';
import { authorAndPlaceOf, createTelling, type TellingDeps } from './telling.ts';

type SliceDeps = Omit<TellingDeps, 'contactMessages'> &
  Pick<DayDeps, 'managed'> &
  Pick<CommandDeps, 'directory' | 'undos'> & { readonly db: Database; readonly audit: AuditLog };

export function createContactMessages(deps: SliceDeps): {
  readonly slice: Slice;
  readonly onFreeText: (words: FreeText) => Promise<Reply>;
} {
  const { clock, audit, projects } = deps;
  const contactMessages = createContactMessageStore(deps);
  const telling = createTelling({ ...deps, contactMessages });
  const commandDeps = { ...deps, contactMessages, telling };

  return {
    slice: {
      name: 'words',
      things: [contactMessageThing],
      commands: [...contactMessageCommands(commandDeps), ...replyCommands(commandDeps)],
      jobs: [telling.job],
      collections: [records],
      example: contactMessageExample,
      day: contactMessageDay({ ...deps, contactMessages }),
    },
    /** Handles free text of a contact. The contact never reads "unknown command", and every text is stored. */
    async onFreeText({ text, actor, setting, isOutsider, requestId }) {
      // A member of our organisation without a role is not a client. The reply names the missing role.
      const isColleague =
        !isOutsider &&
        actor.personId === undefined &&
        setting.project === undefined &&
        actor.user.tenant === setting.installation.tenant;
      if (isColleague) return toCaller(unknownColleague(text, actor.name, actor.locale));
      const scope = authorize(actor, 'greet', setting.project, clock.now());
      const kept = {
        ...(await authorAndPlaceOf({ actor, setting, projects }, { isMessage: true })),
        _id: idFrom(requestId, 'words'),
        text,
        at: clock.now(),
      };
      await telling.plan(kept);
      await contactMessages.keep(scope, kept);
      await audit.record(scope, {
        ...doerOf(actor),
        action: 'words new',
        subject: `words:${kept._id}`,
        after: JSON.stringify({ text }),
        from: whereOf(setting),
        ...(setting.project === undefined ? {} : { projectId: setting.project.projectId }),
      });
      const name = await telling.nameFor(kept);
      return {
        kind: 'message',
        to: 'caller',
        message: askMessage({ id: kept._id, text, name }, actor.locale),
        aloud: keptAloud(name, actor.locale),
      };
    },
  };
}

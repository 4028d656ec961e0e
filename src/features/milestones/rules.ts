import { field } from '../../core/fields.ts';
import { RapportError } from '../../ground/errors.ts';
import type { ChangeRules } from '../../records/registers/define.ts';
import { staysAccepted } from '../../records/registers/signing.ts';
import { expectedOf, isMovedUntold, isSame, milestoneOf } from './model.ts';
import { milestoneTexts } from './texts.ts';

/**
 * What was agreed does not change without a reason, and the client hears of it by *Tell now* alone. What was accepted
 * stays accepted.
 */
export const milestoneRules: ChangeRules = {
  fields: {
    why: field.text({
      label: milestoneTexts.all('why'),
      hint: milestoneTexts.all('whyHint'),
      aliases: ['reason', '原因'],
      maxLength: 500,
      optional: true,
    }),
  },
  adds(context, entry, { changes: made, event }) {
    if (made.state !== undefined && entry.state === 'accepted') throw staysAccepted();
    if (event === 'published' && isMovedUntold(entry))
      throw new RapportError('invalid', 'an agreed date is told', { forPeople: milestoneTexts.all('useTell') });
    const { baseline, changes = [] } = milestoneOf(entry);
    if (baseline === undefined) return {};
    const before = expectedOf(entry);
    const scope = made.details !== undefined && 'scope' in made.details ? made.details.scope : before.scope;
    const due = 'due' in made ? made.due : before.due;
    const after = {
      ...(due === undefined ? {} : { due }),
      ...(typeof scope === 'string' ? { scope } : {}),
    };
    if (isSame(before, after)) return {};
    const why = typeof context.given.why === 'string' ? context.given.why.trim() : '';
    if (why === '')
      throw new RapportError('invalid', 'an agreed milestone moves for a reason', {
        forPeople: milestoneTexts.all('whyNeeded'),
        field: 'why',
      });
    const { scope: asked, clock } = context;
    const revision = (entry.revision ?? 0) + 1;
    return { changes: [...changes, { before, after, why, by: asked.by, at: clock.now(), revision }] };
  },
};

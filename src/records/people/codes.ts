/** Codes that link an account of another platform to a person. */

import type { Scope } from '../../core/access.ts';
import type { UserRef } from '../../core/platform.ts';
import type { Clock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import { newId } from '../../ground/ids.ts';
import type { Accounts } from './accounts.ts';
import { CODE_LIFETIME, hashCode, makeCode, type Person } from './model.ts';
import type { PersonRecords } from './records.ts';
import { personRecordTexts } from './texts.ts';

/** Creates the part of the people store that issues and redeems link codes; see the methods. */
export function createLinkCodes({
  rows,
  clock,
  identify,
}: {
  rows: PersonRecords;
  clock: Clock;
  identify: Accounts['identify'];
}) {
  const { codes, must } = rows;

  return {
    /**
     * A code that this person types on another platform within a quarter of an hour. Their older codes become invalid.
     */
    async issueCode(scope: Scope, personId: string): Promise<{ code: string; expiresAt: Date }> {
      const code = makeCode();
      const expiresAt = new Date(clock.now().getTime() + CODE_LIFETIME);
      await codes(scope).deleteMany({ personId });
      await codes(scope).insert({
        _id: newId(),
        workspaceId: scope.workspaceId,
        personId,
        hash: hashCode(code),
        expiresAt,
      });
      return { code, expiresAt };
    },
    /**
     * Redeems a code: its user becomes an account of the code's owner. Works once.
     * @throws RapportError `refused` for a code that is wrong, used or expired (one answer for all three), `conflict`
     * if the user is another person.
     */
    async redeemCode(scope: Scope, typed: string, user: UserRef, via: string): Promise<Person> {
      const now = clock.now();
      const used = await codes(scope).findOneAndUpdate(
        { hash: hashCode(typed), usedAt: { $exists: false }, expiresAt: { $gt: now } },
        { $set: { usedAt: now } },
      );
      if (used === undefined)
        throw new RapportError('refused', 'code not valid', { forPeople: personRecordTexts.all('codeInvalid') });
      await identify(scope, used.personId, { user, via });
      return must(scope, used.personId);
    },
  };
}

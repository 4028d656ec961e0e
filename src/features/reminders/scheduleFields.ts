import { field } from '../../core/fields.ts';
import { DAY_OFFS, QUIETS } from './model.ts';
import { reminderTexts } from './texts.ts';

/** The policy for a slot on a day off of its reader. */
export const dayOffField = field.choice({
  label: reminderTexts.all('dayOff'),
  hint: reminderTexts.all('dayOffHint'),
  aliases: ['holidays', '节假日'],
  optional: true,
  options: DAY_OFFS.map((value) => ({ value, label: reminderTexts.all(`dayOff_${value}`) })),
});

/** The policy for a slot in the quiet hours of its reader. */
export const quietField = field.choice({
  label: reminderTexts.all('quiet'),
  hint: reminderTexts.all('quietHint'),
  aliases: ['night', '夜间'],
  optional: true,
  options: QUIETS.map((value) => ({ value, label: reminderTexts.all(`quiet_${value}`) })),
});

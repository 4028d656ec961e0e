import type { Thing } from '../../core/command.ts';
import { personRecordTexts } from './texts.ts';

/** An absence. Two slices have verbs for it: people (to announce it) and cover (to stand in). */
export const awayThing: Thing = {
  name: 'away',
  title: personRecordTexts.all('awayThing'),
  aliases: ['休假'],
  bare: 'new',
  listed: ['teams'],
};

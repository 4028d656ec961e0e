import { systemScope } from '../../core/access.ts';
import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { formatInstant } from '../../core/format.ts';
import { type Button, openForm, press } from '../../core/message.ts';
import { isZone, resolveWall, wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { LOCALES, type Locale, type LocalizedText } from '../../ground/i18n.ts';
import { awayThing } from '../../records/people/away.ts';
import { lastAway, type Person } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import { doubtForm } from '../../records/registers/inputs.ts';
import { readAway } from './away.ts';
import { notice } from './messages.ts';
import { peopleTexts } from './texts.ts';

/** The local date `days` later; calendar arithmetic only. */
const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

function refusal(key: 'awayOrder' | 'awayPast' | 'awaySelf' | 'awayNotOurs', name: 'until' | 'cover'): RapportError {
  return new RapportError('invalid', key, { forPeople: peopleTexts.all(key), field: name });
}

/** A text in both languages. */
const localized = (write: (texts: ReturnType<typeof peopleTexts>, locale: Locale) => string): LocalizedText =>
  Object.fromEntries(LOCALES.map((locale) => [locale, write(peopleTexts(locale), locale)])) as unknown as LocalizedText;

/** @throws RapportError `invalid` for a cover who has left, has no working account or is away in these days. */
async function demandThere(
  people: Pick<People, 'identitiesOf'>,
  { _id, workspaceId, name, leftAt, goneAt, away }: Person,
  days: { from: Date; until: Date; now: Date },
): Promise<void> {
  const scope = systemScope(workspaceId);
  const isReached = (await people.identitiesOf(scope, _id)).some(
    ({ state, kind }) => state === 'active' && kind === 'chat',
  );
  if (leftAt !== undefined || goneAt !== undefined || !isReached) {
    throw new RapportError('invalid', 'cover is gone', {
      forPeople: localized((texts) => texts.awayCoverGone({ name })),
      field: 'cover',
    });
  }
  if (away === undefined || away.until <= days.from || days.until <= away.from) return;
  const zone = (await people.identitiesOf(scope, _id))
    .map(({ platformZone }) => platformZone)
    .find((one) => one !== undefined && isZone(one));
  const date = (at: Date, locale: Locale) =>
    formatInstant(at, { locale, zone: zone ?? 'UTC', now: days.now, style: 'date' });
  const forPeople = localized((texts, locale) =>
    texts.awayCoverAway({
      name,
      from: date(new Date(away.from.getTime() + 43_200_000), locale),
      until: date(lastAway(away), locale),
    }),
  );
  throw new RapportError('invalid', 'cover is away', { forPeople, field: 'cover' });
}

/** Commands for each person's own absence: its days with a cover, and its early end. */
export function awayCommands({ people }: { people: People }): Command[] {
  return [
    defineCommand({
      thing: awayThing,
      verb: 'new',
      summary: peopleTexts.all('awaySummary'),
      permission: 'work',
      input: {
        from: field.date({ label: peopleTexts.all('from'), aliases: ['开始', '从'] }),
        until: field.date({ label: peopleTexts.all('until'), aliases: ['to', '结束', '到'] }),
        cover: field.person({
          label: peopleTexts.all('cover'),
          hint: peopleTexts.all('coverHint'),
          optional: true,
          aliases: ['代理', '代理人'],
        }),
      },
      positional: ['from', 'until', 'cover'],
      example: { en: 'away 1–14 Aug cover:@Tom', 'zh-CN': '休假 8月1日–14日 代理:@Tom' },
      read: (words, { now, zone }) => readAway(words, { now, zone }),
      async run(input, context) {
        const { scope, actor, locale, zone, clock } = context;
        const doubtful = doubtForm(context);
        if (doubtful !== undefined) return { kind: 'form', form: doubtful };
        const texts = peopleTexts(locale);
        const now = clock.now();
        if (input.until < input.from) throw refusal('awayOrder', 'until');
        if (input.until < wallOf(now, zone).slice(0, 10)) throw refusal('awayPast', 'until');
        const cover = input.cover === undefined ? undefined : await people.must(scope, input.cover.personId);
        if (cover !== undefined && cover._id === actor.personId) throw refusal('awaySelf', 'cover');
        if (cover !== undefined && cover.side !== 'ours') throw refusal('awayNotOurs', 'cover');
        const from = resolveWall(`${input.from}T00:00`, zone);
        const until = resolveWall(`${plusDays(input.until, 1)}T00:00`, zone);
        if (cover !== undefined) await demandThere(people, cover, { from, until, now });
        const before = await people.must(scope, actor.personId ?? '');
        const after = await people.change(scope, before._id, {
          away: { from, until, ...(cover === undefined ? {} : { coverId: cover._id }) },
        });
        await context.audit({
          action: 'away new',
          subject: `person:${after._id}`,
          before: JSON.stringify(before.away),
          after: JSON.stringify(after.away),
        });
        const human = (date: string) =>
          formatInstant(resolveWall(`${date}T12:00`, zone), { locale, zone, now, style: 'date' });
        const buttons: Button[] = [
          ...(cover === undefined
            ? [
                {
                  kind: 'button' as const,
                  label: texts.addCover(),
                  payload: openForm('away new', { from: input.from, until: input.until }),
                },
              ]
            : []),
          { kind: 'button', label: texts.awayBack(), payload: press('away done') },
        ];
        return toCaller(
          notice(
            'internal',
            [
              texts.awaySet({ from: human(input.from), until: human(input.until) }),
              cover === undefined ? texts.awayNoCover() : texts.awayCover({ cover: cover.name }),
            ],
            buttons,
          ),
        );
      },
    }),
    defineCommand({
      thing: awayThing,
      verb: 'done',
      verbAliases: ['back', '回来'],
      summary: peopleTexts.all('awayDoneSummary'),
      permission: 'work',
      input: {},
      async run(_input, context) {
        const { scope, actor, locale } = context;
        const texts = peopleTexts(locale);
        const before = await people.must(scope, actor.personId ?? '');
        if (before.away === undefined) return toCaller(notice('internal', [texts.notAway()]));
        await people.change(scope, before._id, { away: undefined });
        await context.audit({
          action: 'away done',
          subject: `person:${before._id}`,
          before: JSON.stringify(before.away),
        });
        return toCaller(notice('internal', [texts.back()]));
      },
    }),
  ];
}

import { refused, systemScope } from '../../core/access.ts';
import { type Command, defineCommand, secretToCaller, type Thing, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { formatInstant } from '../../core/format.ts';
import { type Button, openForm, press } from '../../core/message.ts';
import { isZone, resolveWall, wallOf } from '../../core/schedule/zone.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { RapportError } from '../../ground/errors.ts';
import { LOCALES, type Locale, type LocalizedText } from '../../ground/i18n.ts';
import { awayThing } from '../../records/people/away.ts';
import { LANGUAGE_OPTIONS } from '../../records/people/languages.ts';
import { isAway, lastAway, type Person } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import { readAway } from './away.ts';
import { accountsText, codeMessage, notice } from './messages.ts';
import { peopleTexts } from './texts.ts';

export const meThing: Thing = {
  name: 'me',
  title: peopleTexts.all('meThing'),
  aliases: ['my settings', '个人设置'],
  bare: 'show',
  listed: ['teams'],
};
/** The local date `days` later; calendar arithmetic only. */
const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Commands for each person's own settings: language, zone, accounts, absence. */
export function meCommands({ people }: { people: People }): Command[] {
  /** @throws RapportError `invalid` for a cover who has left, has no working account or is away in these days. */
  async function demandThere(
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

  return [
    defineCommand({
      thing: meThing,
      verb: 'show',
      summary: peopleTexts.all('meShowSummary'),
      permission: 'ownThings',
      input: {},
      async run(_input, { scope, actor, locale, zone, clock }) {
        const texts = peopleTexts(locale);
        const who = await people.must(scope, actor.personId ?? '');
        const known = await people.identitiesOf(scope, who._id);
        const told = (value: string, chosen: boolean) => (chosen ? value : texts.fromPlatform({ value }));
        const away = isAway(who, clock.now()) ? who.away : undefined;
        const until =
          away === undefined ? '' : formatInstant(lastAway(away), { locale, zone, now: clock.now(), style: 'date' });
        return toCaller({
          audience: scope.audience,
          fallbackText: who.name,
          blocks: [
            { kind: 'heading', text: who.name },
            {
              kind: 'fields',
              items: [
                {
                  label: texts.showLanguage(),
                  value: told(locale === 'en' ? texts.english() : texts.chinese(), who.locale !== undefined),
                },
                { label: texts.showZone(), value: told(zoneName(zone, locale), who.zone !== undefined) },
                { label: texts.showAccounts(), value: accountsText(known, locale) },
                ...(away === undefined ? [] : [{ label: texts.showAway(), value: texts.awayUntil({ date: until }) }]),
              ],
            },
            {
              kind: 'actions',
              items: [
                { kind: 'button', label: texts.edit(), payload: press('me edit') },
                { kind: 'button', label: texts.linkAccount(), payload: press('me link') },
              ],
            },
          ],
        });
      },
    }),
    defineCommand({
      thing: meThing,
      verb: 'edit',
      summary: peopleTexts.all('meEditSummary'),
      permission: 'ownThings',
      input: {
        language: field.choice({
          label: peopleTexts.all('language'),
          options: LANGUAGE_OPTIONS,
          optional: true,
          aliases: ['语言'],
        }),
        zone: field.zone({ label: peopleTexts.all('zone'), optional: true, aliases: ['时区'] }),
      },
      positional: ['language', 'zone'],
      example: { en: 'me edit language:English zone:Berlin', 'zh-CN': '个人设置 修改 语言:中文 时区:上海' },
      async run(input, context) {
        const { scope, actor } = context;
        if (input.language === undefined && input.zone === undefined) {
          return { kind: 'form', form: context.form({ values: { language: context.locale, zone: context.zone } }) };
        }
        const before = await people.must(scope, actor.personId ?? '');
        const after = await people.change(scope, before._id, {
          ...(input.language === undefined ? {} : { locale: input.language }),
          ...(input.zone === undefined ? {} : { zone: input.zone }),
        });
        await context.audit({
          action: 'me edit',
          subject: `person:${after._id}`,
          before: JSON.stringify({ locale: before.locale, zone: before.zone }),
          after: JSON.stringify({ locale: after.locale, zone: after.zone }),
        });
        // The reply is in the newly chosen language.
        return toCaller(
          notice(scope.audience, [
            peopleTexts(after.locale ?? context.locale).meChanged({
              zone: zoneName(after.zone ?? context.zone, after.locale ?? context.locale),
            }),
          ]),
        );
      },
    }),
    defineCommand({
      thing: meThing,
      verb: 'link',
      verbAliases: ['关联'],
      summary: peopleTexts.all('meLinkSummary'),
      // The person who types a code is still unknown on this platform.
      permission: 'greet',
      sensitive: true,
      input: {
        code: field.text({
          label: peopleTexts.all('code'),
          hint: peopleTexts.all('codeHint'),
          maxLength: 40,
          optional: true,
          aliases: ['代码'],
        }),
      },
      positional: ['code'],
      async run(input, context) {
        const { scope, actor, locale, setting } = context;
        const texts = peopleTexts(locale);
        if (input.code === undefined) {
          if (actor.personId === undefined) throw refused(actor, 'ownThings');
          const { code, expiresAt } = await people.issueCode(scope, actor.personId);
          await context.audit({
            action: 'me link',
            subject: `person:${actor.personId}`,
            after: JSON.stringify({ expiresAt }),
          });
          return secretToCaller(
            codeMessage(scope.audience, texts.meCode(), locale === 'en' ? `me link ${code}` : `个人设置 关联 ${code}`),
            notice(scope.audience, [texts.meCodeGiven()]),
          );
        }
        const who = await people.redeemCode(scope, input.code, actor.user, setting.installation.tenant);
        await context.audit({ action: 'me link', subject: `person:${who._id}`, after: JSON.stringify(actor.user) });
        return toCaller(notice(scope.audience, [texts.meLinked({ name: who.name })]));
      },
    }),
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
        const texts = peopleTexts(locale);
        const now = clock.now();
        if (input.until < input.from) throw refusal('awayOrder', 'until');
        if (input.until < wallOf(now, zone).slice(0, 10)) throw refusal('awayPast', 'until');
        const cover = input.cover === undefined ? undefined : await people.must(scope, input.cover.personId);
        if (cover !== undefined && cover._id === actor.personId) throw refusal('awaySelf', 'cover');
        if (cover !== undefined && cover.side !== 'ours') throw refusal('awayNotOurs', 'cover');
        const from = resolveWall(`${input.from}T00:00`, zone);
        const until = resolveWall(`${plusDays(input.until, 1)}T00:00`, zone);
        if (cover !== undefined) await demandThere(cover, { from, until, now });
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

function refusal(key: 'awayOrder' | 'awayPast' | 'awaySelf' | 'awayNotOurs', name: 'until' | 'cover'): RapportError {
  return new RapportError('invalid', key, { forPeople: peopleTexts.all(key), field: name });
}

/** A text in both languages. */
const localized = (write: (texts: ReturnType<typeof peopleTexts>, locale: Locale) => string): LocalizedText =>
  Object.fromEntries(LOCALES.map((locale) => [locale, write(peopleTexts(locale), locale)])) as unknown as LocalizedText;

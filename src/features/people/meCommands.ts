import { refused } from '../../core/access.ts';
import { type Command, defineCommand, secretToCaller, type Thing, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { formatInstant } from '../../core/format.ts';
import { press } from '../../core/message.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { LANGUAGE_OPTIONS } from '../../records/people/languages.ts';
import { isAway, lastAway } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import { accountsText, codeMessage, notice } from './messages.ts';
import { peopleTexts } from './texts.ts';

export const meThing: Thing = {
  name: 'me',
  title: peopleTexts.all('meThing'),
  aliases: ['my settings', '个人设置'],
  bare: 'show',
  listed: ['teams'],
};
/** Commands for each person's own settings: language, zone, accounts. */
export function meCommands({ people }: { people: People }): Command[] {
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
  ];
}

import { type Command, defineCommand, type Thing, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { type Button, type Message, press } from '../../core/message.ts';
import { inARow } from '../../ground/i18n.ts';
import type { People } from '../../records/people/store.ts';
import type { Workspaces } from '../../records/workspaces/store.ts';
import { workspaceTexts } from './texts.ts';

export const connectThing: Thing = {
  name: 'connect',
  title: workspaceTexts.all('connectThing'),
  aliases: ['连接'],
  bare: 'new',
};
export const roleThing: Thing = {
  name: 'role',
  title: workspaceTexts.all('roleThing'),
  aliases: ['roles', '角色'],
  bare: 'list',
};

const ROLES = (['admin', 'director', 'manager', 'member'] as const).map((value) => ({
  value,
  label: workspaceTexts.all(value),
}));

/** A message of text lines and buttons, for our side. */
function lines(texts: readonly string[], buttons: readonly Button[] = []): Message<'internal'> {
  return {
    audience: 'internal',
    fallbackText: inARow(texts),
    blocks: [
      ...texts.map((text) => ({ kind: 'text' as const, text })),
      ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: [...buttons] }]),
    ],
  };
}

/** Commands for a workspace: connect another installation, show and change roles. */
export function workspaceCommands({ workspaces, people }: { workspaces: Workspaces; people: People }): Command[] {
  return [
    defineCommand({
      thing: connectThing,
      verb: 'new',
      summary: workspaceTexts.all('connectSummary'),
      permission: 'administer',
      sensitive: true,
      input: {},
      example: { en: 'connect', 'zh-CN': '连接' },
      async run(_input, context) {
        const { scope, actor, locale } = context;
        const texts = workspaceTexts(locale);
        const [home, { code, expiresAt }] = await Promise.all([
          workspaces.get(scope),
          workspaces.issueCode(scope, actor.personId ?? ''),
        ]);
        await context.audit({
          action: 'connect new',
          subject: `workspace:${scope.workspaceId}`,
          after: JSON.stringify({ expiresAt }),
        });
        const typed = locale === 'en' ? `connect ${code}` : `连接 ${code}`;
        return toCaller({
          audience: 'internal',
          fallbackText: inARow([texts.connectGive(), typed]),
          blocks: [
            { kind: 'context', text: texts.connectHere({ workspace: home?.name ?? '' }) },
            { kind: 'text', text: texts.connectGive() },
            { kind: 'text', text: [{ kind: 'code', text: typed }] },
          ],
        });
      },
    }),
    defineCommand({
      thing: roleThing,
      verb: 'list',
      summary: workspaceTexts.all('roleListSummary'),
      permission: 'work',
      sensitive: true,
      input: {},
      async run(_input, { scope, actor, locale }) {
        const texts = workspaceTexts(locale);
        const ours = await people.ours(scope);
        const mayChange = actor.standing.side === 'ours' && actor.standing.role === 'admin';
        return toCaller({
          audience: 'internal',
          fallbackText: texts.rolesTitle(),
          blocks: [
            { kind: 'heading', text: texts.rolesTitle() },
            { kind: 'list', items: ours.map((one) => `${one.name} · ${texts[one.role ?? 'member']()}`) },
            ...(mayChange
              ? [
                  {
                    kind: 'actions' as const,
                    items: [{ kind: 'button' as const, label: texts.changeRole(), payload: press('role new') }],
                  },
                ]
              : []),
          ],
        });
      },
    }),
    defineCommand({
      thing: roleThing,
      verb: 'new',
      summary: workspaceTexts.all('roleSummary'),
      permission: 'administer',
      sensitive: true,
      input: {
        person: field.person({ label: workspaceTexts.all('person'), aliases: ['人员'] }),
        role: field.choice({ label: workspaceTexts.all('role'), options: ROLES, aliases: ['角色'] }),
      },
      positional: ['person', 'role'],
      example: { en: 'role @Tom manager', 'zh-CN': '角色 @Tom 项目经理' },
      async run({ person, role }, context) {
        const { scope, locale } = context;
        const texts = workspaceTexts(locale);
        const before = await people.must(scope, person.personId);
        const after = await workspaces.setRole(scope, person.personId, role);
        await context.audit({
          action: 'role new',
          subject: `person:${after._id}`,
          before: JSON.stringify({ side: before.side, role: before.role }),
          after: JSON.stringify({ side: after.side, role: after.role }),
        });
        return toCaller(
          lines(
            [texts.roleSet({ name: after.name, role: texts[role]() })],
            [{ kind: 'button', label: texts.rolesTitle(), payload: press('role list') }],
          ),
        );
      },
    }),
  ];
}

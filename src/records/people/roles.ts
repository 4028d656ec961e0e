import type { ClientRole, OurRole } from '../../core/access.ts';
import type { Locale } from '../../ground/i18n.ts';
import { personRecordTexts } from './texts.ts';

/** The names of our roles; the workspaces slice uses the same names in its forms. */
export const OUR_ROLE_NAMES: Record<OurRole, Record<Locale, string>> = {
  admin: { en: 'admin', 'zh-CN': '管理员' },
  director: { en: 'director', 'zh-CN': '总监' },
  manager: { en: 'manager', 'zh-CN': '项目经理' },
  member: { en: 'member', 'zh-CN': '成员' },
};

/** The name of a contact's role. */
export const clientRoleName = (role: ClientRole, locale: Locale): string => personRecordTexts(locale)[role]();

/** The roles of a contact, as a choice in a form. */
export const CLIENT_ROLE_OPTIONS = (['contributor', 'approver', 'viewer'] as const).map((value) => ({
  value,
  label: personRecordTexts.all(value),
}));

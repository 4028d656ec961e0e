/** The languages as a choice, with their typed aliases. */
export const LANGUAGE_OPTIONS = [
  { value: 'en', label: { en: 'English', 'zh-CN': 'English' }, aliases: ['英文', '英语'] },
  { value: 'zh-CN', label: { en: 'Chinese', 'zh-CN': '简体中文' }, aliases: ['zh', '中文', '汉语'] },
] as const;

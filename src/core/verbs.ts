import type { Locale } from '../ground/i18n.ts';

/** The verbs with one meaning for all things, and their typed words; help shows the first one of each language. */
export const verbWords: Readonly<Record<string, Readonly<Record<Locale, readonly string[]>>>> = {
  new: { en: ['new', 'add', 'create'], 'zh-CN': ['新建', '添加', '新增', '创建'] },
  list: { en: ['list', 'all'], 'zh-CN': ['列表', '全部'] },
  show: { en: ['show', 'open', 'view'], 'zh-CN': ['查看', '打开'] },
  edit: { en: ['edit', 'change'], 'zh-CN': ['修改', '编辑'] },
  done: { en: ['done', 'finish', 'complete'], 'zh-CN': ['完成'] },
  move: { en: ['move', 'reschedule'], 'zh-CN': ['改期', '推迟'] },
  assign: { en: ['assign'], 'zh-CN': ['指派'] },
  share: { en: ['share'], 'zh-CN': ['公开'] },
  delete: { en: ['delete', 'remove', 'cancel'], 'zh-CN': ['删除', '取消'] },
};

/** The verbs that change nothing. */
export const READING_VERBS: ReadonlySet<string> = new Set(['list', 'show', 'calendar', 'export', 'print']);

/** All typed words for a verb: the shared ones, the command's own, and the verb itself. */
export function typedWords(verb: string, own: readonly string[] = []): readonly string[] {
  const shared = verbWords[verb];
  return [...new Set([verb, ...(shared?.en ?? []), ...(shared?.['zh-CN'] ?? []), ...own])];
}

/** The verb's word in a language, for usage lines: a command's own word of that script, or the verb itself. */
export function verbWord(verb: string, locale: Locale, own: readonly string[] = []): string {
  const isChinese = (word: string) => /\p{Script=Han}/u.test(word);
  return verbWords[verb]?.[locale][0] ?? own.find((word) => isChinese(word) === (locale === 'zh-CN')) ?? verb;
}

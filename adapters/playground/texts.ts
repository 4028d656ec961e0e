import { defineTexts } from '../../src/core/i18n.ts';

export const playgroundTexts = defineTexts({
  en: { gone: 'That is no longer there. Reload the page.', taken: 'This name is taken. Choose another one.' },
  'zh-CN': { gone: '该内容已不存在，请刷新页面。', taken: '该名称已被使用，请换一个。' },
});

import { defineTexts } from '../../ground/i18n.ts';

export const clientRecordTexts = defineTexts({
  en: {
    badKey: 'A key is 2 to 10 letters and digits and starts with a letter, like ACME.',
    taken: 'A client with this name or key is there already.',
    noSuchClient: 'I know no such client. Write its name or key, or make it: client new',
  },
  'zh-CN': {
    badKey: '代号由 2 到 10 个字母和数字组成，并以字母开头，例如 ACME。',
    taken: '已有使用此名称或代号的客户。',
    noSuchClient: '没有找到此客户。请填写客户名称或代号，或先新建：客户 新建',
  },
});

import type { CheckSet } from './checkSet.ts';

/** Texts, pictures and their legal side. */
export const content = {
  value: 'content',
  label: { en: 'Content', 'zh-CN': '内容' },
  aliases: ['texts', '文案'],
  checks: {
    en: [
      {
        title: 'Completeness of content',
        standard: 'Every page of the content plan has its final text and pictures.',
        method: 'The content plan against the pages, line by line.',
        lines: ['No placeholder text is left', 'No placeholder picture is left', 'Downloads are the current versions'],
      },
      {
        title: 'Language and spelling',
        standard: 'The texts are free of errors and follow the agreed style.',
        method: 'A proofreader who did not write them reads all texts.',
        lines: ['Spelling and grammar', 'Names, titles and product names', 'Tone and form of address'],
      },
      {
        title: 'Facts and figures',
        standard: 'Prices, dates, contacts and figures are right on the day of publishing.',
        method: 'The client’s department confirms each list.',
        lines: ['Prices and offers', 'Addresses, telephone numbers and opening hours', 'People and their functions'],
      },
      {
        title: 'Rights',
        standard: 'Each picture, font and text may be used as it is used.',
        method: 'The licence of each item is in the list of rights.',
        lines: ['Pictures and videos', 'Fonts', 'Consent of the people shown'],
      },
      {
        title: 'Legal texts',
        standard: 'The texts that the law requires are current and easy to find.',
        method: 'The client’s lawyer or data protection officer approves them.',
        lines: ['Imprint', 'Privacy policy', 'Terms and conditions'],
      },
    ],
    'zh-CN': [
      {
        title: '内容完整性',
        standard: '内容规划中的每个页面均已使用定稿的文字和图片。',
        method: '对照内容规划逐页核对。',
        lines: ['没有残留的占位文字', '没有残留的占位图片', '下载文件均为最新版本'],
      },
      {
        title: '文字质量',
        standard: '文字没有错误，并符合约定的风格。',
        method: '由未参与撰写的人员通读全部文字。',
        lines: ['错别字和语法', '人名、职务和产品名称', '语气和称谓'],
      },
      {
        title: '事实与数据',
        standard: '价格、日期、联系方式和数据在发布当日准确无误。',
        method: '由客户相关部门逐项确认。',
        lines: ['价格和优惠', '地址、电话和营业时间', '人员及其职务'],
      },
      {
        title: '版权',
        standard: '每张图片、每种字体和每段文字均有相应的使用授权。',
        method: '逐项核对授权清单。',
        lines: ['图片和视频', '字体', '出镜人员的肖像授权'],
      },
      {
        title: '法律文本',
        standard: '法律要求的文本均为最新版本，且易于找到。',
        method: '由客户的法务或数据保护负责人确认。',
        lines: ['主体信息和备案号', '隐私政策', '服务条款'],
      },
    ],
  },
} as const satisfies CheckSet;

import type { CheckSet } from './checkSet.ts';

/** The handover of a website. */
export const website = {
  value: 'website',
  label: { en: 'Handover of a website', 'zh-CN': '网站交付' },
  aliases: ['site', '网站'],
  checks: {
    en: [
      {
        title: 'Pages and links',
        standard: 'Every page of the sitemap is online and no link leads nowhere.',
        method: 'A link checker over the whole site, then each page of the sitemap by hand.',
        lines: [
          'All pages of the sitemap open',
          'No broken internal links',
          'No broken external links',
          'The page for wrong addresses helps on',
        ],
      },
      {
        title: 'Browsers and devices',
        standard: 'The site works in the current versions of Chrome, Safari, Edge and Firefox, on desktop and phone.',
        method: 'The main pages on one device of each kind, in portrait and landscape.',
        lines: [
          'Chrome and Edge on a desktop',
          'Safari on a desktop and an iPhone',
          'Firefox on a desktop',
          'Chrome on an Android phone',
        ],
      },
      {
        title: 'Speed',
        standard: 'The main content of the main pages shows within 2.5 seconds on a phone over 4G.',
        method: 'Lighthouse, mobile profile, median of three runs.',
        lines: ['Home page', 'A list page', 'A detail page'],
      },
      {
        title: 'Forms and messages',
        standard: 'Each form can be sent, confirms it and reaches the right mailbox.',
        method: 'Send each form once in full and once with errors, and look into the mailbox.',
        lines: [
          'Required fields and wrong input are pointed out',
          'The confirmation is shown',
          'The message arrives',
          'Consent to data processing is asked for and kept',
        ],
      },
      {
        title: 'Accessibility',
        standard: 'WCAG 2.1, level AA, on the main pages.',
        method: 'An automatic audit, then keyboard and screen reader by hand.',
        lines: [
          'Everything can be reached by keyboard',
          'Pictures have alternative texts',
          'Contrast is sufficient',
          'Form fields have labels',
        ],
      },
      {
        title: 'Going live',
        standard: 'The site is reachable under its own address, secured and backed up.',
        method: 'Look at each point in the live system.',
        lines: [
          'Domain and certificate are in place',
          'Old addresses are redirected',
          'Backup and restore are tried',
          'Statistics and search console are connected',
          'Access data are handed over',
        ],
      },
    ],
    'zh-CN': [
      {
        title: '页面与链接',
        standard: '站点地图中的所有页面均已上线，没有失效链接。',
        method: '用链接检测工具扫描全站，再按站点地图逐页人工查看。',
        lines: [
          '站点地图中的页面均可打开',
          '没有失效的站内链接',
          '没有失效的站外链接',
          '错误地址页面能引导访客继续浏览',
        ],
      },
      {
        title: '浏览器与设备兼容',
        standard: '网站在 Chrome、Safari、Edge、Firefox 当前版本的电脑端和手机端均可正常使用。',
        method: '每类设备各选一台，横屏和竖屏查看主要页面。',
        lines: [
          '电脑端 Chrome 和 Edge',
          '电脑端和 iPhone 上的 Safari',
          '电脑端 Firefox',
          '安卓手机上的 Chrome 和微信内置浏览器',
        ],
      },
      {
        title: '访问速度',
        standard: '手机 4G 网络下，主要页面的主体内容在 2.5 秒内显示。',
        method: '用 Lighthouse 移动端模式测三次，取中位数。',
        lines: ['首页', '列表页', '详情页'],
      },
      {
        title: '表单与消息',
        standard: '每个表单均可提交，有提交成功提示，并送达正确的邮箱。',
        method: '每个表单各完整提交一次、错误提交一次，并查看收件箱。',
        lines: ['必填项和错误输入有提示', '显示提交成功提示', '消息已送达', '已征得并留存个人信息处理同意'],
      },
      {
        title: '无障碍',
        standard: '主要页面符合 WCAG 2.1 AA 级。',
        method: '先用工具自动检测，再用键盘和读屏软件人工检查。',
        lines: ['全部功能可用键盘操作', '图片有替代文字', '对比度足够', '表单项有标签'],
      },
      {
        title: '正式上线',
        standard: '网站可通过正式域名访问，安全措施和备份均已就绪。',
        method: '在正式环境中逐项核对。',
        lines: ['域名、备案和证书已就绪', '旧地址已跳转', '备份和恢复已演练', '统计和搜索平台已接入', '账号密码已移交'],
      },
    ],
  },
} as const satisfies CheckSet;

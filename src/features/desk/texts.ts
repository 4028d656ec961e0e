import { defineTexts } from '../../ground/i18n.ts';

export const deskTexts = defineTexts({
  en: {
    thing: 'Client desk',
    showSummary: 'See who runs the project and what can be asked',
    newSummary: 'Post the client desk in the client’s channel again',
    title: '{client} × {us}',
    titleAlone: '{client}',
    about:
      '{manager} runs your project, {days} {from}–{to} ({zone}). I read only mentions, messages to me and button presses.',
    aboutCover:
      '{cover} runs your project while {manager} is away, {days} {from}–{to} ({zone}). I read only mentions, messages to me and button presses.',
    aboutNobody: 'I read only mentions, messages to me and button presses.',
    report: 'Report a problem',
    ask: 'Ask {manager}',
    askTeam: 'Ask the team',
    more: 'More',
    change: 'Request a change',
    reminders: 'My reminders',
    help: 'What can I ask?',
    otherLanguage: '中文',
    posted: 'The client desk is posted in {channel}.',
    rehearsed:
      'This is a rehearsal: the client desk is posted where our side reads. Once the rehearsal is over, post it again for {channel}.',
    noClientChannel: 'This project has no channel for the client yet. Link one first.',
    days: '{first}–{last}',
  },
  'zh-CN': {
    thing: '服务台',
    showSummary: '查看项目负责人以及可以咨询的内容',
    newSummary: '在客户频道重新发布服务台',
    title: '{client} × {us} 服务台',
    titleAlone: '{client} 服务台',
    about: '项目经理{manager}，{days} {from}–{to}（{zone}）。我只读取@我的消息、私信和按钮操作。',
    aboutCover:
      '项目经理{manager}休假期间由{cover}负责，{days} {from}–{to}（{zone}）。我只读取@我的消息、私信和按钮操作。',
    aboutNobody: '我只读取@我的消息、私信和按钮操作。',
    report: '报告问题',
    ask: '联系{manager}',
    askTeam: '联系团队',
    more: '更多',
    change: '申请变更',
    reminders: '我的提醒',
    help: '我可以问什么？',
    otherLanguage: 'English',
    posted: '服务台已发布在 {channel}。',
    rehearsed: '正在演练：服务台发布在我方频道；演练结束后请重新发布到 {channel}。',
    noClientChannel: '这个项目还没有客户频道，请先关联。',
    days: '{first}至{last}',
  },
});

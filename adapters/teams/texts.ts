import { defineTexts, plural } from '../../src/ground/i18n.ts';

/** Texts that cards add to the core's messages. */
export const cardTexts = defineTexts({
  en: {
    shortened: 'This is too long for one Teams message. What ends in “…” is shortened.',
    moreItems: plural('count', { one: '… and {count} more', other: '… and {count} more' }),
    timesIn: 'All times are {zone}.',
    labelled: '{label}: ',
    percent: '{percent}%',
    none: 'None',
    typed: '“{value}”',
    other: 'Or somebody else, by name',
    otherChannel: 'Or another channel, by name',
    personHint: 'The person’s name; “me” for yourself.',
    channelHint: 'The channel’s name; “here” for this one.',
    searchHint: 'Type to search',
    cityHint: 'Type a city to search',
    chooseHint: 'Choose',
  },
  'zh-CN': {
    shortened: '内容过长，无法完整放入一条 Teams 消息。以“…”结尾的部分已缩短。',
    moreItems: '… 还有 {count} 项',
    timesIn: '以上均为{zone}。',
    labelled: '{label}：',
    percent: '{percent}%',
    none: '不填',
    typed: '“{value}”',
    other: '或填写其他人的姓名',
    otherChannel: '或填写其他频道的名称',
    personHint: '对方的姓名；“我”表示自己。',
    channelHint: '频道名称；“这里”表示当前频道。',
    searchHint: '输入文字查找',
    cityHint: '输入城市名称查找',
    chooseHint: '请选择',
  },
});

import { defineTexts, type Locale } from '../ground/i18n.ts';
import type { FieldProblem } from './form.ts';
import type { Doubt } from './schedule/doubt.ts';
import { withNames } from './tokens.ts';

/** Texts for problems of fields, by problem code, and the labels of every form. */
export const fieldTexts = defineTexts({
  en: {
    required: 'Please fill this in.',
    tooLong: 'Please use at most {max} characters; these are {length}.',
    notANumber: 'Please give a number.',
    tooSmall: 'Please give at least {min}.',
    tooLarge: 'Please give at most {max}.',
    notAChoice: 'Please choose one of: {choices}.',
    notADate: 'Please give a date, such as 2026-12-04.',
    notATime: 'Please give a time, such as 15:00.',
    notUnderstood: 'I did not understand when. Try “tomorrow 3pm”, “next Friday 15:00” or “every Monday 9:00”.',
    tooOften: 'So far I remind once a day at most, on days that you name, such as “every Tuesday and Thursday 9:00”.',
    inThePast: 'This is in the past.',
    unknownDay: 'I do not know which day “{name}” is. Please write its date, such as “25 Dec 9am”.',
    unknownPerson: 'I do not know “{name}”. Give their full name, or mention them.',
    ambiguousPerson:
      'There are several people called “{name}”: {names}. Give the full name, or mention the one you mean.',
    hasLeft: '{name} has left. Please choose somebody else.',
    accountGone: 'The account of {name} is deactivated, so nothing reaches them. Please choose somebody else.',
    whoIsMeant: 'Do you mean {name}? Then give the name here and take it out of the words. Left empty, it is for you.',
    oneAtATime: 'One person or one channel at a time, please.',
    unknownChannel: 'I do not know a channel “{name}”.',
    whichChannel: 'Only you and I are here. Which channel do you mean, or which person?',
    unknownZone: 'I do not know this time zone. Give a city such as Europe/Berlin or Asia/Shanghai.',
    notMoney: 'Please give an amount, such as 1,200 EUR.',
    whichCurrency: 'Which currency? Please write it with the amount, such as 1,200 EUR.',
    tooPrecise: 'An amount in {currency} has at most {decimals} decimals. Please write thousands as 1200 or 1,200.',
    notEffort: 'Please give a length of work, such as 2h, 90m or 1.5d.',
    unknownProject: 'There is no project of this name for which you can do this. Check the name, or ask its manager.',
    whichProject: 'Which project?',
    unknownField: '“{name}” is not something that I can fill in here.',
    leftover: 'I did not know what to do with “{words}”. Everything else is filled in below.',
    leftOut: 'I did not know what to do with “{words}”, and left it out.',
    doubt_beside: 'I did not understand what “{words}” says about the time.',
    doubt_often: '“{words}”: so far I remind once a day at most, on days that you name.',
    doubt_day: '“{words}” can mean more than one day. Please check the date.',
    doubt_dateOnly: '“{words}”: only the date is kept here, without the time of day. Please check it.',
    missing: 'A few details are missing. What you gave is filled in.',
    submit: 'Save',
    go: 'Continue',
    cancel: 'Cancel',
    project: 'Project',
    projectHint: 'Its key, like ACME',
    projectChoice: '{name} ({key})',
    moneyHint: 'Such as 1,200 EUR',
    effortHint: 'Such as 2h, 90m or 1.5d',
    me: 'me',
    somebody: 'Somebody',
    yes: 'Yes',
    no: 'No',
  },
  'zh-CN': {
    required: '请填写此项。',
    tooLong: '请不要超过 {max} 个字符，目前为 {length} 个。',
    notANumber: '请填写数字。',
    tooSmall: '请填写不小于 {min} 的数字。',
    tooLarge: '请填写不大于 {max} 的数字。',
    notAChoice: '请从以下选项中选择：{choices}。',
    notADate: '请填写日期，例如 2026-12-04。',
    notATime: '请填写时间，例如 15:00。',
    notUnderstood: '没有看懂时间。可以写“明天下午3点”“下周五15:00”或“每周一9点”。',
    tooOften: '目前每天最多提醒一次，且需要指定日期，例如“每周二、周四9点”。',
    inThePast: '这个时间已经过去了。',
    unknownDay: '我还不清楚“{name}”是哪一天，请写出日期，例如“12月25日上午9点”。',
    unknownPerson: '我不认识“{name}”。请填写完整姓名，或直接@对方。',
    ambiguousPerson: '有多位“{name}”：{names}。请填写完整姓名，或直接@您要找的人。',
    hasLeft: '{name}已离开，请另选一位。',
    accountGone: '{name}的账号已停用，收不到任何消息。请另选一位。',
    whoIsMeant: '您指的是{name}吗？如果是，请在此填写姓名，并从内容中删去；留空则是提醒您本人。',
    oneAtATime: '一次只能选一个人或一个频道。',
    unknownChannel: '没有找到频道“{name}”。',
    whichChannel: '这里只有您和我。请问是哪个频道，或是哪一位？',
    unknownZone: '没有找到这个时区。请填写城市，例如 Europe/Berlin 或 Asia/Shanghai。',
    notMoney: '请填写金额，例如 3000元。',
    whichCurrency: '请写明币种，例如 3000元 或 1,200 USD。',
    tooPrecise: '{currency} 金额最多 {decimals} 位小数。千位请写作 1200 或 1,200。',
    notEffort: '请填写工时，例如 2小时、90分钟 或 1.5天。',
    unknownProject: '没有您可以对其执行此操作的同名项目。请核对名称，或联系该项目的项目经理。',
    whichProject: '请问是哪个项目？',
    unknownField: '这里没有“{name}”这一项。',
    leftover: '没有看懂“{words}”。其余内容已为您填好。',
    leftOut: '没有看懂“{words}”，已忽略这部分。',
    doubt_beside: '没有看懂“{words}”指的是什么时间。',
    doubt_often: '“{words}”：目前每天最多提醒一次，且需要指定日期。',
    doubt_day: '“{words}”可能指不同的日期，请核对。',
    doubt_dateOnly: '“{words}”：这里只保存日期，不含具体时间，请核对。',
    missing: '还缺少一些信息，您已提供的内容都填好了。',
    submit: '保存',
    go: '继续',
    cancel: '取消',
    project: '项目',
    projectHint: '项目代号，例如 ACME',
    projectChoice: '{name}（{key}）',
    moneyHint: '例如 3000元',
    effortHint: '例如 2小时、90分钟 或 1.5天',
    me: '我',
    somebody: '某人',
    yes: '是',
    no: '否',
  },
});

/** The part of a time that was not understood, in the person's language. */
export const doubtText = ({ code, words }: Doubt, locale: Locale): string =>
  fieldTexts(locale)[`doubt_${code}`]({ words });

/** The text of a problem in the person's language. */
export function problemText(problem: FieldProblem, locale: Locale): string {
  const texts = fieldTexts(locale);
  if (problem.text !== undefined) return problem.text[locale];
  if (problem.code === 'custom') return texts.required();
  const { name, ...others } = problem.parameters ?? {};
  return texts[problem.code]({
    ...others,
    ...(name === undefined ? {} : { name: withNames(String(name), locale) }),
  } as never);
}

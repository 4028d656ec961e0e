import { defineTexts, plural } from '../../ground/i18n.ts';

/** Texts of planning a milestone's checks. */
export const planTexts = defineTexts({
  en: {
    summary: 'Plan the checks of a milestone',
    submit: 'Plan',
    milestone: 'Milestone',
    set: 'Ready-made checks',
    as: 'Or the same as for',
    asHint: 'Another milestone of the project, such as MS-1. All lines begin open.',
    chooseOne: 'Please choose ready-made checks, or another milestone whose checks are copied.',
    chooseOnly: 'Please choose one of the two: ready-made checks, or those of another milestone.',
    noChecks: 'This milestone has no checks to copy.',
    arePlanned: plural('count', {
      one: 'One check is planned for {number} {title}. Only your team sees it.',
      other: '{count} checks are planned for {number} {title}. Only your team sees them.',
    }),
    werePlanned: plural('count', {
      one: 'One was there already, under the same name.',
      other: '{count} were there already, under the same names.',
    }),
    noneIsNew: '{number} {title} has all these checks already.',
  },
  'zh-CN': {
    summary: '为里程碑安排检查项',
    submit: '安排',
    milestone: '里程碑',
    set: '现成的检查项',
    as: '或参照',
    asHint: '本项目的另一个里程碑，如 MS-1。所有条目均从未勾选开始。',
    chooseOne: '请选择现成的检查项，或填写要参照的里程碑。',
    chooseOnly: '请二选一：现成的检查项，或参照另一个里程碑。',
    noChecks: '该里程碑没有可参照的检查项。',
    arePlanned: plural('count', {
      one: '已为 {number} {title} 安排 1 项检查，仅您的团队可见。',
      other: '已为 {number} {title} 安排 {count} 项检查，仅您的团队可见。',
    }),
    werePlanned: plural('count', { one: '另有 1 项同名检查已存在。', other: '另有 {count} 项同名检查已存在。' }),
    noneIsNew: '{number} {title} 已有全部这些检查项。',
  },
});

import type { CheckSet } from './checkSet.ts';

/** Moving data into a new system. */
export const migration = {
  value: 'migration',
  label: { en: 'Data migration', 'zh-CN': '数据迁移' },
  aliases: ['data', '迁移'],
  checks: {
    en: [
      {
        title: 'Completeness of data',
        standard: 'Every record of the agreed scope is in the new system.',
        method: 'Counts per table in the old and the new system, after the final run.',
        lines: [
          'Counts per table match',
          'Rejected records are listed with the reason',
          'Attachments and pictures are there',
        ],
      },
      {
        title: 'Correctness of data',
        standard: 'At most one error in a sample of 100 records per table.',
        method: 'A random sample, field by field, by somebody of the client’s department.',
        lines: [
          'Names, addresses and special characters',
          'Dates and time zones',
          'Amounts and currencies',
          'Links between records',
        ],
      },
      {
        title: 'Users and access',
        standard: 'Each person can do what they could before, and no more.',
        method: 'One account of each role, tried in the new system.',
        lines: ['Accounts and roles', 'Access to confidential records', 'Accounts of people who have left are closed'],
      },
      {
        title: 'Operation with the new data',
        standard: 'The daily tasks work with the migrated data.',
        method: 'The department goes through its tasks of one day.',
        lines: ['Searching and filtering', 'Reports agree with the old system', 'Interfaces to other systems'],
      },
      {
        title: 'Way back and old system',
        standard: 'The old data can be restored until the acceptance, and are deleted as agreed afterwards.',
        method: 'A restore in a test system; the deletion plan is signed.',
        lines: [
          'Backup before the migration',
          'The way back is tried',
          'The old system is read-only',
          'The date of deletion is agreed',
        ],
      },
    ],
    'zh-CN': [
      {
        title: '数据完整性',
        standard: '约定范围内的每条数据均已进入新系统。',
        method: '最终迁移完成后，逐表比对新旧系统的数量。',
        lines: ['各表数量一致', '未迁入的数据已列明原因', '附件和图片齐全'],
      },
      {
        title: '数据准确性',
        standard: '每张表抽查 100 条，差错不超过 1 条。',
        method: '由客户业务人员随机抽样，逐字段核对。',
        lines: ['姓名、地址和特殊字符', '日期和时区', '金额和币种', '数据之间的关联'],
      },
      {
        title: '用户与权限',
        standard: '每位用户的权限与原来一致，不多也不少。',
        method: '每种角色各选一个账号在新系统中试用。',
        lines: ['账号和角色', '保密数据的访问权限', '离职人员的账号已停用'],
      },
      {
        title: '新数据下的日常业务',
        standard: '日常业务可在迁移后的数据上正常办理。',
        method: '业务部门按一天的工作流程走一遍。',
        lines: ['查询和筛选', '报表与旧系统一致', '与其他系统的接口'],
      },
      {
        title: '回退与旧系统处置',
        standard: '验收前可恢复旧数据，验收后按约定删除。',
        method: '在测试环境中恢复一次，并确认删除方案。',
        lines: ['迁移前已备份', '回退方案已演练', '旧系统已设为只读', '旧数据删除日期已约定'],
      },
    ],
  },
} as const satisfies CheckSet;

/** The collections of projects, channels and pasted tables, and the project as a subject of the history. */

import { defineSubject, pendingIndex } from '../../core/history/subject.ts';
import { erasedMark, keptCollection } from '../../core/kept.ts';
import { channel, importDraft, project } from './model.ts';

export const projects = keptCollection({
  name: 'projects',
  model: project,
  tenancy: 'workspace',
  remembered: true,
  indexes: [
    { keys: { workspaceId: 1, key: 1 }, unique: true },
    { keys: { workspaceId: 1, clientId: 1 } },
    { keys: { workspaceId: 1, managerId: 1 } },
    pendingIndex,
  ],
  retention: { kept: 'the record of a project' },
  person: {
    title: { en: 'Projects as manager', 'zh-CN': '负责的项目' },
    find: ({ personIds }) => ({ managerId: { $in: [...personIds] } }),
    export: ({ key, name, state }) => ({ key, name, state }),
    erase: () => undefined,
    stays: { en: 'they stay, and need another manager', 'zh-CN': '项目保留，需要移交给其他负责人' },
  },
});
/** `opened`: its first channel is linked. */
export const projectSubject = defineSubject({
  kind: 'project',
  collection: projects,
  events: ['created', 'changed', 'managerAssigned', 'opened'],
  told: ['clientId', 'key', 'managerId', 'locale', 'zone', 'country', 'hours', 'state', 'rehearsal'],
  marks: [],
});
export const channels = keptCollection({
  name: 'channels',
  model: channel,
  tenancy: 'workspace',
  remembered: true,
  indexes: [
    { keys: { workspaceId: 1, conversation: 1, platform: 1, tenant: 1 }, unique: true },
    // One client channel and one internal channel per platform.
    {
      keys: { workspaceId: 1, projectId: 1, audience: 1, platform: 1 },
      unique: true,
      where: { projectId: { $exists: true } },
    },
  ],
  retention: { kept: 'which channel belongs to which project' },
  person: {
    title: { en: 'Stopped channels, with the name', 'zh-CN': '记有姓名的停发频道' },
    find: ({ name }) => ({ 'blocked.who': name }),
    export: () => undefined,
    erase: (_row, subject) => ({ $set: { 'blocked.who': erasedMark(subject) } }),
    stays: { en: 'the channel stays, without the name', 'zh-CN': '频道保留，姓名将被清除' },
  },
});
export const importDrafts = keptCollection({
  name: 'importDrafts',
  model: importDraft,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, personId: 1 } }, { keys: { createdAt: 1 } }],
  retention: { by: 'createdAt', days: 30 },
  person: {
    title: { en: 'Pasted tables', 'zh-CN': '粘贴的表格' },
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    export: ({ createdAt, text }) => ({ at: createdAt, text }),
    erase: 'delete',
  },
});

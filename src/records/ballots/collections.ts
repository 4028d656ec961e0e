import { keptCollection } from '../../core/kept.ts';
import { ballotAnswer } from './model.ts';

export const ballotAnswers = keptCollection({
  name: 'ballotAnswers',
  model: ballotAnswer,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, about: 1, round: 1 } }, { keys: { workspaceId: 1, personId: 1 } }],
  retention: { kept: 'who saw or chose what is part of the project’s record' },
  person: {
    title: { en: 'Answers given with a press', 'zh-CN': '按钮作答' },
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    export: ({ about, round, answer, at }) => ({ about, round, answer, at }),
    erase: 'delete',
  },
});

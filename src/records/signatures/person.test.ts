import { expect, test } from 'vitest';
import { composed, settle } from '../../../test/fakes/composed.ts';
import { authorize } from '../../core/access.ts';
import { createPersonData } from '../../core/personData.ts';
import { accessTo } from '../projects/model.ts';

test('signatures and ballots: a person exports their own answers; an erasure keeps signatures and deletes ballots', async () => {
  const house = await composed();
  const { scope, project, mei, ana, cai } = await settle(house, { tenant: 'here' });
  const { signatures, ballots, people } = house;
  const access = accessTo(project, mei);
  const actorOf = (personId: string) => ({
    ...({ workspaceId: scope.workspaceId, personId, name: 'x', locale: 'en', zone: 'UTC' } as const),
    user: { platform: 'playground', tenant: 'here', user: 'x' } as const,
    standing: { side: 'client', role: 'approver', clientId: project.clientId } as const,
  });
  const scopeOf = (personId: string) => authorize(actorOf(personId), 'approve', access, house.clock.now());
  const request = await signatures.ask(scope, {
    ...{
      projectId: project._id,
      about: 'entry:ms1',
      revision: 1,
      kind: 'baseline',
      shown: 'Beta: 15 Dec',
      locale: 'en',
    },
    needs: 2,
  });
  const given = { role: 'approver', hash: request.hash } as const;
  await signatures.answer(scopeOf(ana._id), request._id, { ...given, verdict: 'remarks', words: 'Slow search' });
  await signatures.answer(scopeOf(cai._id), request._id, { ...given, verdict: 'declined', words: 'Private to Cai' });
  const round = { projectId: project._id, about: 'entry:ms1', round: '1', options: ['seen'], answer: 'seen' };
  for (const { _id } of [ana, cai]) await ballots.answer(scopeOf(_id), round);
  const data = createPersonData({ db: house.db, histories: house.histories, house });
  const subject = await people.subjectOf(scope, ana._id);

  const before = await signatures.get(scope, request._id);
  const exported = JSON.stringify(await data.export(subject));
  const preview = await data.count(subject);
  await data.erase(subject);
  await data.erase(subject);

  expect(exported).toContain('Slow search');
  expect(exported).toContain('"answer":"seen"');
  expect(exported).not.toContain('Private to Cai');
  expect(exported).not.toContain(cai._id);
  expect(preview.find(({ title }) => title.en === 'Signatures')).toMatchObject({
    count: 1,
    stays: { en: expect.stringContaining('as signed'), 'zh-CN': expect.stringContaining('保留') },
  });
  expect(await signatures.get(scope, request._id)).toEqual(before);
  const { answers } = await ballots.of(scope, 'entry:ms1', '1');
  expect(answers.map(({ personId }) => personId)).toEqual([cai._id]);
  await house.db.close();
});

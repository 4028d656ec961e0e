import { afterEach, expect, test } from 'vitest';
import { type SlackHouse, slackHouse } from './house.ts';

let open: SlackHouse | undefined;
afterEach(async () => {
  const ending = open;
  open = undefined;
  await ending?.close();
});

test('a missing project is chosen in a window, and the post is for that project', async () => {
  const here = await slackHouse();
  open = here;
  const mei = here.as('mei');
  await mei.command('desk post', 'general');
  const form = await here.window();
  const { blocks } = form.view as { blocks: { block_id?: string; element?: { options?: { value: string }[] } }[] };
  const choice = blocks.find(({ block_id: block }) => block === 'project')?.element;
  expect(choice?.options?.map(({ value }) => value)).toEqual(['ACME']);

  await mei.submit(form, { project: 'ACME' });
  await here.quiet();
  await here.sender.tick();
  const posts = here.front.done.filter(({ method }) => method === 'chat.postMessage');
  expect(posts.map(({ arguments: given }) => given.channel)).toContain(mei.team.channel('acme'));
});

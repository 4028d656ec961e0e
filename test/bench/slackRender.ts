import { Blocks, Elements, Md, Message as SlackMessage } from 'slack-block-builder';
import { dateText, secondsOf } from '../../adapters/slack/canvas.ts';
import { renderMessage } from '../../adapters/slack/render.ts';
import { type Block, type Message, press } from '../../src/core/message.ts';
import { compared, percentile, type Row } from './row.ts';

const BLOCKS = 22;
const OPTIONS = { locale: 'en', zone: 'Europe/Berlin' } as const;
const WARM_UP = 3_000;
const ROUNDS = 15;
const PER_ROUND = 600;

interface Item {
  readonly title: string;
  readonly owner: string;
  readonly name: string;
  readonly due: string;
  readonly state: string;
}
const items: readonly Item[] = Array.from({ length: 6 }, (_, index) => ({
  title: `ACME-MS-${index + 1} Beta of the checkout, with <all> of its "payments" & refunds`,
  owner: `U0${index}MEI`,
  name: 'Mei Chen',
  due: `2026-12-0${index + 1}T14:00:00.000Z`,
  state: 'On track; the API of the vendor comes a week later than agreed.',
}));
const TITLE = 'Status of Acme × North, week 48';
const LEAD = 'Five of six milestones are on track. One risk needs a decision before Friday.';

/** A heading, the lead, three blocks for each of six items, a divider and the small print: 22 blocks. */
function digest(): Message {
  const blocks: Block[] = [
    { kind: 'heading', text: TITLE },
    { kind: 'text', text: LEAD },
    ...items.flatMap(({ title, owner, name, due, state }): Block[] => [
      {
        kind: 'text',
        text: [
          { kind: 'strong', text: title },
          ' · ',
          { kind: 'person', user: owner, name },
          ', due ',
          { kind: 'date', at: due, style: 'date' },
        ],
      },
      {
        kind: 'fields',
        items: [
          { label: 'State', value: state },
          { label: 'Next', value: 'Review with the client' },
        ],
      },
      {
        kind: 'actions',
        items: [
          { kind: 'button', label: 'Done', style: 'primary', payload: press('milestone done', { milestone: title }) },
          { kind: 'button', label: 'Move', payload: press('milestone move', { milestone: title }) },
        ],
      },
    ]),
    { kind: 'divider' },
    { kind: 'context', text: 'Sent every Monday. Only what is marked for the client is in it.' },
  ];
  return { audience: 'client', fallbackText: TITLE, blocks };
}

/** A date's fallback in the project's zone, by the adapter's own function, so that both pay the same cost. */
const dayIn = (at: string) => dateText({ at, style: 'date' }, secondsOf(at), OPTIONS);

/**
 * The same digest built with the library, with its checks of Slack's limits. Its user's part is done as in our
 * renderer: escaped text, dates with a fallback in the project's zone.
 */
function built(): Readonly<{ blocks?: readonly unknown[] }> {
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return SlackMessage({ text: TITLE })
    .blocks(
      Blocks.Header({ text: TITLE }),
      Blocks.Section({ text: escaped(LEAD) }),
      ...items.flatMap(({ title, owner, due, state }, index) => [
        Blocks.Section({
          text: `${Md.bold(escaped(title))} · ${Md.user(owner)}, due <!date^${Math.floor(Date.parse(due) / 1000)}^{date_short_pretty}|${dayIn(due)}>`,
        }),
        Blocks.Section().fields(`${Md.bold('State')}\n${escaped(state)}`, `${Md.bold('Next')}\nReview with the client`),
        Blocks.Actions().elements(
          Elements.Button({
            text: 'Done',
            actionId: `press.${index}.done`,
            value: JSON.stringify(press('milestone done', { milestone: title })),
          }).primary(),
          Elements.Button({
            text: 'Move',
            actionId: `press.${index}.move`,
            value: JSON.stringify(press('milestone move', { milestone: title })),
          }),
        ),
      ]),
      Blocks.Divider(),
      Blocks.Context().elements('Sent every Monday. Only what is marked for the client is in it.'),
    )
    .buildToObject();
}

/** Calls per second of each, measured in turns, so that load on the machine affects both; the median round counts. */
function rates(works: readonly (() => unknown)[]): number[] {
  for (const work of works) for (let call = 0; call < WARM_UP; call++) work();
  const rounds = works.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    works.forEach((work, index) => {
      const begun = performance.now();
      for (let call = 0; call < PER_ROUND; call++) work();
      rounds[index]?.push((PER_ROUND * 1_000) / (performance.now() - begun));
    });
  }
  return rounds.map((measured) => percentile(measured, 50));
}

/** Rendering a neutral message to Block Kit, compared with building the same with slack-block-builder. */
export function benchSlackRender(): Row[] {
  const message = digest();
  const ours = () => renderMessage(message, OPTIONS);
  const counts = [ours().blocks.length, built().blocks?.length];
  if (counts.some((count) => count !== BLOCKS))
    throw new Error(`the two digests are not alike: ${counts.join(' and ')} blocks`);
  const [value = Number.NaN, peerValue = Number.NaN] = rates([ours, built]);
  return [
    compared({
      name: `render a ${BLOCKS}-block digest for Slack`,
      value,
      unit: 'per s',
      peer: 'slack-block-builder',
      peerValue,
      goal: 'ratio >= 3',
    }),
  ];
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../test/fakes/soak.ts';
import { type Activity, activitySchema } from './activity.ts';
import { plainText, readMentions } from './mentions.ts';

const bot = { id: '28:app', name: 'Rapport' };
const mention = (id: string, name: string, text: string | undefined = `<at>${name}</at>`) => ({
  type: 'mention',
  mentioned: { id, name },
  ...(text === undefined ? {} : { text }),
});

function said(
  text: string,
  entities: readonly object[] = [],
  recipient: { id: string; name?: string } = bot,
): Activity {
  return activitySchema.parse({
    type: 'message',
    channelId: 'msteams',
    serviceUrl: 'https://smba.trafficmanager.net/teams/',
    recipient,
    conversation: { id: '19:c@thread.tacv2', conversationType: 'channel', tenantId: 't' },
    text,
    entities,
  });
}
const me = mention(bot.id, bot.name);

describe('the bot’s own mention is removed', () => {
  test.each<[string, string, readonly object[]]>([
    ['at the front', '<at>Rapport</at> status', [me]],
    ['with what the composer leaves behind', '<at>Rapport</at>&nbsp;status\u00a0\n', [me]],
    ['at the end', 'status <at>Rapport</at>', [me]],
    ['twice', '<at>Rapport</at> status <at>Rapport</at>', [me, me]],
    ['twice, told once', '<at>Rapport</at> status <at>Rapport</at>', [me]],
    [
      'with an id in the tag, as phones send it',
      '<at id="0">Rapport</at> status',
      [mention(bot.id, bot.name, '<at id="0">Rapport</at>')],
    ],
    ['without the entity’s text', '<at>Rapport</at> status', [{ type: 'mention', mentioned: bot }]],
    ['without any entity', '<at>Rapport</at> status', []],
    ['in other letters', '<AT>rapport</AT> status', []],
    [
      'with another name than it has here, by its id',
      '<at>Rapport (North)</at> status',
      [mention(bot.id, 'Rapport (North)')],
    ],
    ['without a name at all, by its place', '<at>R</at> status', [{ type: 'mention', mentioned: { id: bot.id } }]],
    ['as plain words that the entity names', 'Rapport status', [mention(bot.id, bot.name, 'Rapport')]],
  ])('%s', (_name, text, entities) => {
    expect(readMentions(said(text, entities))).toEqual({ text: 'status', called: true });
  });

  test.each([
    ['escaped in the text', '<at>Rapport &amp; Co</at> status', '<at>Rapport & Co</at>'],
    ['escaped in the entity', '<at>Rapport & Co</at> status', '<at>Rapport &amp; Co</at>'],
    ['in both', '<at>Rapport &amp; Co</at> status', '<at>Rapport &amp; Co</at>'],
    ['in neither', '<at>Rapport & Co</at> status', '<at>Rapport & Co</at>'],
    ['and the entity without a text', '<at>Rapport &amp; Co</at> status', undefined],
  ])('a name with an ampersand, %s', (_name, text, own) => {
    const odd = { id: '28:app', name: 'Rapport & Co' };
    expect(
      readMentions(said(text, [{ type: 'mention', mentioned: odd, ...(own === undefined ? {} : { text: own }) }], odd)),
    ).toEqual({
      text: 'status',
      called: true,
    });
  });
});

describe('other people become tokens', () => {
  test.each<[string, string, readonly object[], string]>([
    [
      'one',
      '<at>Rapport</at> remind <at>Tom Berg</at> call',
      [me, mention('29:tom', 'Tom Berg')],
      'remind <@29:tom|Tom Berg> call',
    ],
    [
      'several',
      '<at>Rapport</at> <at>Tom</at>, <at>Ana & Bo</at>',
      [me, mention('29:tom', 'Tom'), mention('29:ana', 'Ana & Bo', '<at>Ana &amp; Bo</at>')],
      '<@29:tom|Tom>, <@29:ana|Ana & Bo>',
    ],
    [
      'two of one name, in their order',
      '<at>Li</at> and <at>Li</at>',
      [mention('29:a', 'Li'), mention('29:b', 'Li')],
      '<@29:a|Li> and <@29:b|Li>',
    ],
    [
      'a name that came in two parts',
      '<at>Rapport</at> remind <at>Tom</at> <at>Berg</at> call',
      [me, mention('29:tom', 'Tom'), mention('29:tom', 'Berg')],
      'remind <@29:tom|Tom Berg> call',
    ],
    [
      'somebody whose entity has no text',
      '<at>Rapport</at> remind <at>Tom</at>',
      [me, { type: 'mention', mentioned: { id: '29:tom', name: 'Tom' } }],
      'remind <@29:tom|Tom>',
    ],
    [
      'a channel',
      '<at>Rapport</at> link <at>acme</at>',
      [me, mention('19:acme@thread.tacv2', 'acme')],
      'link <#19:acme@thread.tacv2|acme>',
    ],
    ['somebody of whom nothing is told', '<at>Rapport</at> remind <at>Zoe &lt;3</at>', [me], 'remind @Zoe <3'],
    [
      'a name with signs in it',
      '<at>Rapport</at> ask <at>Jo | &lt;jo@x&gt;</at>',
      [me, mention('29:jo', 'Jo | <jo@x>')],
      'ask <@29:jo|Jo jo@x>',
    ],
    [
      'somebody called like the bot',
      '<at>Rapport</at> ask <at>Rapport</at>',
      [me, mention('29:namesake', 'Rapport')],
      'ask <@29:namesake|Rapport>',
    ],
  ])('%s', (_name, text, entities, expected) => {
    expect(readMentions(said(text, entities)).text).toBe(expected);
  });

  test('text without a mention of the bot is ignored', () => {
    expect(readMentions(said('<at>Tom</at> look at Rapport', [mention('29:tom', 'Tom')]))).toEqual({
      text: '<@29:tom|Tom> look at Rapport',
      called: false,
    });
  });
});

test('any typed text can be read, and no mention tag is left', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('<at>', '</at>', '<at>Rapport</at>', '<at id="', '&nbsp;', '&amp;lt;', '<@29:x>'),
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.array(fc.record({ id: fc.string({ minLength: 1 }), name: fc.string() })),
      (parts, people) => {
        const { text } = readMentions(
          said(
            parts.join(''),
            people.map(({ id, name }) => mention(id, name)),
          ),
        );
        return !/<at\b[^>]*>[\s\S]*?<\/at>/i.test(text);
      },
    ),
    { numRuns: runs(100, 300) },
  );
});

test('a message’s HTML becomes its text', () => {
  expect(
    plainText('<div><p>Checkout is <b>down</b> &amp; out<br>again</p><ul><li>one</li><li>two</li></ul></div>'),
  ).toBe('Checkout is down & out\nagain\none\ntwo');
  expect(plainText('<script>alert(1)</script>5 &lt; 6')).toBe('5 < 6');
  expect(plainText('It&#39;s &#8220;done&#x201D; &#0; <emoji id="smile" alt="🙂" title="Smile"></emoji>')).toBe(
    "It's “done” &#0; 🙂",
  );
});

test('a message’s links keep their addresses', () => {
  const link = (address: string, words: string) => plainText(`<p>see <a href="${address}" title="x">${words}</a>!</p>`);
  expect(link('https://acme.test/cart?a=1&amp;b=2', 'the <b>cart</b>')).toBe(
    'see the cart (https://acme.test/cart?a=1&b=2)!',
  );
  expect(link('https://acme.test/', 'acme.test')).toBe('see https://acme.test/!');
  expect(link('mailto:ana@acme.test', 'ana@acme.test')).toBe('see ana@acme.test!');
});

test.each(['<', '<at>', '<at ', '<a ', '<a href="x">', '<p', '</p', '<script>', '<emoji ', ' \n', '&', '<@29:x|'])(
  'a client that sends nothing but %j holds nobody up',
  (piece) => {
    const much = piece.repeat(200_000 / piece.length);
    const before = process.cpuUsage();
    plainText(much);
    readMentions(said(much, [me]));
    // Processor time in microseconds: waiting for a busy machine is not in it.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  },
);

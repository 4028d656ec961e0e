import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../test/fakes/anyText.ts';
import { runs } from '../../test/fakes/soak.ts';
import { typedText, withLabels, withoutCall } from './typedText.ts';

describe('Slack’s text becomes the typed text', () => {
  test.each([
    ['remind <@U1|ana> tomorrow', 'remind <@U1|ana> tomorrow'],
    ['link <#C1|acme-client> client', 'link <#C1|acme-client> client'],
    ['link <#C1|> client', 'link <#C1> client'],
    ['see <http://acme.com|acme.com>', 'see acme.com'],
    ['see <https://acme.com/>', 'see https://acme.com/'],
    ['see <https://acme.com/a?b=1&amp;c=2>', 'see https://acme.com/a?b=1&c=2'],
    ['see <https://evil.example|bank.com>', 'see bank.com (https://evil.example)'],
    ['write to <mailto:ana@acme.com|ana@acme.com>', 'write to ana@acme.com'],
    ['<!here> and <!channel> and <!subteam^S1|@design>', '@here and @channel and @design'],
    ['from <!date^1700000000^{date}|14 Nov>', 'from 14 Nov'],
    ['5 &lt; 6 &amp;&amp; 7 &gt; 6', '5 < 6 && 7 > 6'],
    // Decoded once, never twice: the person typed "&lt;".
    ['&amp;lt;', '&lt;'],
  ])('%s', (sent, typed) => {
    expect(typedText(sent)).toBe(typed);
  });

  test.each([
    ['remind &lt;@U1&gt; tomorrow', 'remind <\u2060@U1> tomorrow'],
    ['link &lt;#C1|x&gt; client', 'link <\u2060#C1|x> client'],
    ['&lt;<https://acme.com|@U1>&gt;', '<\u2060@U1 (https://acme.com)>'],
    ['&lt;<!here>&gt;', '<\u2060@here>'],
    ['<https://acme.com|&lt;@U1&gt;>', '<\u2060@U1> (https://acme.com)'],
    ['<@U1|a&lt;@U2&gt;>', '<@U1|a @U2>'],
    ['&lt;<@U1>', '<<@U1>'],
  ])('escaped text is no mention: %s', (sent, typed) => {
    expect(typedText(sent)).toBe(typed);
  });

  test('no typed text is lost or changed', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 200 }), (typed) => {
        const sent = typed.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
        expect(typedText(sent).replace(/<\u2060(?=[@#])/g, '<')).toBe(typed.replace(/<\u2060(?=[@#])/g, '<'));
      }),
      { numRuns: runs(70, 200) },
    );
  });
});

test.each([
  ['<@UBOT> remind me', 'remind me'],
  ['<@UBOT|rapport>: remind me', 'remind me'],
  ['hello <@UBOT>, where are we?', 'hello where are we?'],
  ['tell <@UOTHER> that <@UBOT> is here', 'tell <@UOTHER> that is here'],
])('%s calls the bot', (sent, words) => {
  expect(withoutCall(sent, 'UBOT')).toBe(words);
});

test('a mention gets the name of its person, with any characters in it; others stay unchanged', () => {
  const names = new Map([
    ['U1', 'Ana Lima'],
    ['U2', 'a|b>\n<@U9>'],
    ['U3', ' > '],
    ['C2', 'acme'],
  ]);
  expect(withLabels('ask <@U1>, <@U1|> or <@U1|ana>', names)).toBe('ask <@U1|Ana Lima>, <@U1|Ana Lima> or <@U1|ana>');
  expect(withLabels('<@U2> <@U3> <@U4> <#C1> <#C2>', names)).toBe('<@U2|a b @U9> <@U3> <@U4> <#C1> <#C2|acme>');
});

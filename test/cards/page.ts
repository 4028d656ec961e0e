import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { hostConfig, PALETTES, THEMES, type Theme } from './hostConfigs.ts';

const require = createRequire(import.meta.url);
const script = (path: string) => readFileSync(require.resolve(path), 'utf8');

/** Styles for the host's part of the renderer: buttons and inputs as in Teams. */
function styles(theme: Theme): string {
  const { card, page, text, subtle, accent, attention, line, input, onAccent } = PALETTES[theme];
  const of = `.${theme}`;
  return `
${of} { background: ${page}; color: ${text}; }
${of} .frame { background: ${card}; border: 1px solid ${line}; }
${of} .ac-pushButton { background: ${card}; color: ${text}; border: 1px solid ${line}; }
${of} .ac-pushButton.style-positive { background: ${accent}; color: ${onAccent}; border-color: ${accent}; }
${of} .ac-pushButton.style-destructive { color: ${attention}; }
${of} .ac-input, ${of} .ac-multichoiceInput, ${of} select, ${of} input, ${of} textarea { background: ${input}; color: ${text}; }
${of} select, ${of} textarea, ${of} input:not([type=checkbox]):not([type=radio]) { border: 1px solid ${line}; }
${of} ::placeholder { color: ${subtle}; }
${of} .at { color: ${accent}; font-weight: 600; }
${of} a, ${of} .ac-anchor { color: ${accent}; }
`;
}

/**
 * A page with the official renderer, on which `show(card)` draws a card: in both themes as on a desktop, and as on a
 * phone. `pressed` holds the actions.
 */
export function cardsPage(): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Cards</title><style>
* { box-sizing: border-box; }
body { margin: 0; font: 14px 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', sans-serif; }
h1 { position: absolute; clip-path: inset(50%); }
main { display: flex; align-items: stretch; }
section { padding: 16px; }
.ac-richTextBlock { overflow-wrap: anywhere; }
.frame { border-radius: 8px; overflow: hidden; width: 560px; }
section.phone .frame { width: 330px; }
.ac-pushButton { font: 600 14px/20px inherit; font-family: inherit; border-radius: 4px; padding: 5px 12px; min-height: 32px; cursor: pointer; max-width: 100%; }
.ac-pushButton > div { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.ac-actionSet, .ac-actionSet > div { flex-wrap: wrap !important; row-gap: 8px; }
.ac-horizontal-separator { line-height: 0; }
select, textarea, input:not([type=checkbox]):not([type=radio]) { width: 100%; font: inherit; border-radius: 4px; padding: 6px 10px; min-height: 32px; }
textarea.ac-input { min-height: 88px !important; }
.ac-textBlock p { margin: 0; } .ac-textBlock p + p { margin-top: 8px; }
${THEMES.map(styles).join('')}
</style></head><body>
<main><h1>A card, as Teams shows it</h1>
${THEMES.map((theme) => `<section class="${theme} desktop" data-theme="${theme}"><div class="frame"></div></section>`).join('')}
<section class="light phone" data-theme="light"><div class="frame"></div></section></main>
<script>${script('adaptivecards/dist/adaptivecards.min.js')}</script>
<script>${script('markdown-it/browser')}</script>
<script>
const configs = ${JSON.stringify(Object.fromEntries(THEMES.map((theme) => [theme, hostConfig(theme)])))};
const markdown = window.markdownit({ html: false });
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  // Teams turns the tags of an entity into mentions; the renderer has no mentions.
  result.outputHtml = markdown.render(text).replace(/&lt;at&gt;(.*?)&lt;\\/at&gt;/g, '<span class="at">$1</span>');
  result.didProcess = true;
};
window.pressed = [];
window.show = (json) => {
  window.pressed = [];
  for (const section of document.querySelectorAll('section')) {
    const card = new AdaptiveCards.AdaptiveCard();
    card.hostConfig = new AdaptiveCards.HostConfig(configs[section.dataset.theme]);
    const context = new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_5);
    context.onCreateElement = undefined;
    card.parse(json, context);
    card.onExecuteAction = (action) => window.pressed.push({ type: action.getJsonTypeName(), data: action.data, verb: action.verb });
    section.querySelector('.frame').replaceChildren(card.render());
  }
};
</script></body></html>`;
}

/**
 * Teams' look for cards, as far as the official renderer can be configured: its fonts, distances and semantic colours,
 * which a card may use but never names.
 */
export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

interface Palette {
  readonly card: string;
  readonly page: string;
  readonly text: string;
  readonly subtle: string;
  readonly accent: string;
  readonly good: string;
  readonly warning: string;
  readonly attention: string;
  readonly emphasis: string;
  readonly attentionBack: string;
  readonly line: string;
  readonly input: string;
  readonly onAccent: string;
}
export const PALETTES: Readonly<Record<Theme, Palette>> = {
  light: {
    card: '#ffffff',
    page: '#f5f5f5',
    text: '#242424',
    subtle: '#616161',
    accent: '#5b5fc7',
    good: '#0e700e',
    warning: '#8a3707',
    attention: '#b10e1c',
    emphasis: '#f0f0f0',
    attentionBack: '#fdf3f4',
    line: '#d1d1d1',
    input: '#f5f5f5',
    onAccent: '#ffffff',
  },
  dark: {
    card: '#292929',
    page: '#1f1f1f',
    text: '#ffffff',
    subtle: '#adadad',
    accent: '#9299f7',
    good: '#54b054',
    warning: '#fdcfb4',
    attention: '#f1707b',
    emphasis: '#333333',
    attentionBack: '#3b2323',
    line: '#616161',
    input: '#1f1f1f',
    onAccent: '#1f1f1f',
  },
};

/** The renderer's own configuration. */
export function hostConfig(theme: Theme): object {
  const palette = PALETTES[theme];
  const shade = (colour: string) => ({ default: colour, subtle: colour });
  const foregroundColors = {
    default: { default: palette.text, subtle: palette.subtle },
    dark: shade(palette.text),
    light: shade(palette.subtle),
    accent: shade(palette.accent),
    good: shade(palette.good),
    warning: shade(palette.warning),
    attention: shade(palette.attention),
  };
  const container = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return {
    fontFamily: "'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', sans-serif",
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 400, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 20, large: 24, extraLarge: 32 },
    supportsInteractivity: true,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: palette.line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
    },
    containerStyles: {
      default: container(palette.card),
      emphasis: container(palette.emphasis),
      accent: container(palette.emphasis),
      good: container(palette.emphasis),
      warning: container(palette.emphasis),
      attention: container(palette.attentionBack),
    },
    textBlock: { headingLevel: 2 },
    inputs: {
      label: {
        inputSpacing: 'small',
        requiredInputs: { suffix: ' *', suffixColor: 'attention', weight: 'default' },
        optionalInputs: { weight: 'default' },
      },
      errorMessage: { color: 'attention', spacing: 'small', weight: 'default' },
    },
  };
}

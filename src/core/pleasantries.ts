/** Signs and emoji, as characters or as Slack's names for them, and the bot's own name: they add no meaning. */
const SIGNS = String.raw`(?:[\s!！.。,，~～、]|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\uFE0F|:[a-z0-9_+-]+:|@?rapport\b)`;
const PART =
  '(?:many |so |very )?(?:thanks|thank you|thx|ty|cheers)(?: (?:a lot|so much|very much|again|everyone|all|you))?|(?:多谢|谢谢|謝謝|感谢|感謝|辛苦)(?:大家|你们|您|你|了|啦)*';
const ASSENT = 'ok(?:ay|ey)?|great|perfect|got it|understood|noted|好的?|好嘞|收到|明白|知道|了解';
const GREETING = new RegExp(
  `^(?:hello|hi|hey|good (?:morning|afternoon|evening)|你好|您好|嗨|早上好|下午好)${SIGNS}*$`,
  'iu',
);
const THANKS = new RegExp(`^${SIGNS}*(?:(?:${PART}|(?:${ASSENT})(?:了|啦)?)${SIGNS}*)*$`, 'iu');

/** A greeting and nothing else, in either language. */
export const isGreeting = (text: string): boolean => GREETING.test(text.trim());

/**
 * Thanks, assent or an emoji and nothing else, in either language: no request, and no reply is expected. False for an
 * empty text.
 */
export const isThanks = (text: string): boolean => text.trim() !== '' && THANKS.test(text.trim());

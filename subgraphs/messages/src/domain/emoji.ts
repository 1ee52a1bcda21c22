const oneEmoji = /^(?:\p{RGI_Emoji}|[[\p{Emoji_Presentation}\p{Extended_Pictographic}]--\p{Regional_Indicator}])$/v

/** Whether a text is exactly one emoji: a sequence recommended for interchange, or a single emoji code point (`❤` without its selector). */
export function isOneEmoji(text: string): boolean {
  return text.length <= 64 && oneEmoji.test(text)
}

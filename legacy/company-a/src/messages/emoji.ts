const MOST_BYTES = 64

/** Digits and regional indicators are parts of emoji, not emoji. */
const ONE_EMOJI = /^(?:\p{RGI_Emoji}|[\p{Emoji}--[0-9#*\u{1F1E6}-\u{1F1FF}]])$/v

/** Whether the text is exactly one emoji: an RGI sequence of UTS #51 or a single emoji code point. */
export function isOneEmoji(text: string): boolean {
  return Buffer.byteLength(text) <= MOST_BYTES && ONE_EMOJI.test(text)
}

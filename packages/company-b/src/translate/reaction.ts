import type { FidelityNote } from '@switchboard/domain/fidelity'

/** B's six slots (mapping.md, "Slots"). */
const emojis = ['👍', '❤️', '😂', '😮', '😢', '😡'] as const
const slots = new Map(emojis.map((emoji, index) => [emoji.replaceAll('\ufe0f', ''), index + 1]))
const skinTone = /[\u{1f3fb}-\u{1f3ff}]/gu

/** The emoji of slot 1 to 6; null for 0 or a slot that is not known. */
export function emojiOfSlot(slot: number): string | null {
  return emojis[slot - 1] ?? null
}

/** The slot of an emoji, looked up without U+FE0F and skin tone; null when B has none. Never a "similar" one. */
export function slotOfEmoji(emoji: string): { slot: number; toneDropped: boolean } | null {
  const bare = emoji.replaceAll('\ufe0f', '')
  const toneless = bare.replace(skinTone, '')
  const slot = slots.get(toneless)
  return slot === undefined ? null : { slot, toneDropped: toneless !== bare }
}

/**
 * What one person's reactions become in their only slot at B: the newest that has a slot, 0 when none has.
 * `reactions` are the present ones, oldest first.
 */
export function slotOfReactions(reactions: readonly string[]): { slot: number; shown: string | null; notes: FidelityNote[] } {
  const notes: FidelityNote[] = []
  let chosen: { slot: number; emoji: string } | null = null
  for (const emoji of reactions.toReversed()) {
    const found = slotOfEmoji(emoji)
    if (found === null) notes.push({ leg: 'A>B', code: 'REACTION_UNMAPPED', detail: emoji })
    else if (chosen !== null) notes.push({ leg: 'A>B', code: 'REACTION_REDUCED', detail: emoji })
    else {
      chosen = { slot: found.slot, emoji }
      if (found.toneDropped) notes.push({ leg: 'A>B', code: 'REACTION_TONE', detail: emoji })
    }
  }
  return { slot: chosen?.slot ?? 0, shown: chosen?.emoji ?? null, notes }
}

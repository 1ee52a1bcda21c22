import type { AMessage } from '@switchboard/company-a/answers/message'
import { changeReaction } from '../../adapters/postgres/change-message.ts'
import { objectsSeen } from '../../adapters/postgres/leg-value.ts'
import type { ConversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { unlessGone } from './unless-gone.ts'
import { convergeReaction } from './converge.ts'
import { personAt, tell, type Desk } from './desk.ts'
import { reactionObject, takeValue, type Source } from './take-value.ts'

export interface ShownReaction {
  messageId: string
  nativeMessageId: string
  person: string
  emoji: string
  on: boolean
}

/** One reaction as A shows it. */
export async function applyReaction(desk: Desk, place: ConversationAtA, shown: ShownReaction, source: Source): Promise<void> {
  const identityId = personAt(desk, shown.person)
  if (identityId === null) return
  const value = { kind: 'reaction' as const, object: reactionObject(shown.nativeMessageId, shown.person, shown.emoji), by: shown.person, value: shown.on ? 'on' : 'off' }
  if (await takeValue(desk, value, source, 'off') === 'foreign') {
    await unlessGone(async () => tell(desk, await changeReaction(desk.sql, {
      conversationId: place.conversationId, messageId: shown.messageId, identityId, actorId: identityId, emoji: shown.emoji, present: shown.on,
      origin: 'A', deliver: desk.deliver,
    })))
  }
  await convergeReaction(desk.sql, shown.messageId, identityId, shown.person, shown.emoji)
}

/** All reactions of a message as read from A: those that are there, and those that A showed before and does no longer. */
export async function applyReactions(desk: Desk, place: ConversationAtA, messageId: string, shown: AMessage): Promise<void> {
  const there = new Set<string>()
  for (const { emoji, personIds } of shown.reactions) {
    for (const person of personIds) {
      there.add(reactionObject(shown.id, person, emoji))
      await applyReaction(desk, place, { messageId, nativeMessageId: shown.id, person, emoji, on: true }, 'either')
    }
  }
  for (const object of await objectsSeen(desk.sql, 'A', 'reaction', `${shown.id}:`, 'on')) {
    if (there.has(object)) continue
    const [, person = '', ...emoji] = object.split(':')
    await applyReaction(desk, place, { messageId, nativeMessageId: shown.id, person, emoji: emoji.join(':'), on: false }, 'either')
  }
}

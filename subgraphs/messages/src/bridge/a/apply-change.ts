import type { IncomingChange } from '@switchboard/company-a/incoming'
import { lockConversation } from '../../adapters/postgres/append-event.ts'
import { messageAtA } from '../../adapters/postgres/message-at-a.ts'
import type { ConversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { applyJoining, applyLeaving, applyTitle } from './apply-membership.ts'
import { applyMessage } from './apply-message.ts'
import { applyReaction } from './apply-reaction.ts'
import { applyRead } from './apply-read.ts'
import type { Desk } from './desk.ts'

/** A change inside a conversation. */
export type ConversationChange = Exclude<IncomingChange, { type: 'profile' | 'unrecognised' }>

/** Brings one change of A's feed into a conversation whose log is born. Everything before it in A's order is in already. */
export async function applyChange(desk: Desk, place: ConversationAtA, change: ConversationChange): Promise<void> {
  await lockConversation(desk.sql, place.conversationId)
  const source = change.origin === desk.parts.clientIdAtA ? 'ours' : 'native'
  switch (change.type) {
    case 'message-created':
    case 'message-updated':
    case 'message-deleted':
      return applyMessage(desk, place, change.message, { source, actor: change.actorId, whole: false })
    case 'reaction-added':
    case 'reaction-removed': {
      const message = await messageAtA(desk.sql, change.messageId)
      if (!message) return
      return applyReaction(desk, place, {
        messageId: message.messageId, nativeMessageId: change.messageId, person: change.personId, emoji: change.emoji, on: change.type === 'reaction-added',
      }, source)
    }
    case 'read':
      return applyRead(desk, place, change.personId, change.upToSeq, source)
    case 'member-added':
      return applyJoining(desk, place, change.member, change.actorId, source)
    case 'member-removed':
      return applyLeaving(desk, place, { person: change.personId, reason: change.reason, newOwner: change.newOwnerId }, change.actorId, source)
    case 'conversation-updated':
      return applyTitle(desk, place, change.conversation.title, change.actorId, source)
    case 'conversation-created':
    case 'typing':
      return
  }
}

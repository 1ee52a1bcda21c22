import type { AConversation } from './answers/conversation.ts'
import type { AMessage, AReaction } from './answers/message.ts'
import type { APerson } from './answers/person.ts'
import type { CompanyA } from './client.ts'
import { isRefused } from './errors.ts'
import type { AIntentOf, AIntentOp } from './intent.ts'
import type { Caller } from './link.ts'

/** What a performed intent gives, by operation. */
export type AResults = {
  putShadow: APerson
  updateProfile: APerson
  createDirect: AConversation
  createGroup: AConversation
  setTitle: AConversation
  addMembers: AConversation
  removeMember: null
  /** `already`: A held it from an earlier try under another key; `message` is what it shows now. */
  sendMessage: { message: AMessage; already: boolean }
  editMessage: AMessage
  setPinned: AMessage
  deleteMessage: AMessage
  react: AReaction[]
  markRead: { upToSeq: number; movedAt: string | null }
  typing: null
}

type Performers = { [Op in AIntentOp]: (a: CompanyA, intent: AIntentOf<Op>) => Promise<AResults[Op]> }

const acting = (actAs: string): Caller => ({ by: 'service', actAs })

const performers: Performers = {
  putShadow: (a, intent) => a.directory.putShadow(intent.ref, intent.name, intent.avatarUrl),
  updateProfile: (a, intent) => a.profile.update(acting(intent.actAs), intent.changes),
  createDirect: (a, intent) => a.conversations.createDirect(acting(intent.actAs), intent.key, intent.peerId),
  createGroup: (a, intent) => a.conversations.createGroup(acting(intent.actAs), intent.key, intent.memberIds, intent.title),
  setTitle: (a, intent) => a.conversations.setTitle(acting(intent.actAs), intent.conversationId, intent.title),
  addMembers: (a, intent) => a.conversations.addMembers(acting(intent.actAs), intent.conversationId, intent.personIds),
  removeMember: removeOrLeave,
  sendMessage: sendOnce,
  editMessage: (a, intent) => a.messages.edit(acting(intent.actAs), intent.conversationId, intent.messageId, intent.body, intent.expectedRevision ?? undefined),
  setPinned: (a, intent) => a.messages.setPinned(acting(intent.actAs), intent.conversationId, intent.messageId, intent.pinned),
  deleteMessage: (a, intent) => a.messages.delete(acting(intent.actAs), intent.conversationId, intent.messageId),
  react: (a, intent) => a.messages.react(acting(intent.actAs), intent.conversationId, intent.messageId, intent.emoji, intent.on),
  markRead: (a, intent) => a.messages.markRead(acting(intent.actAs), intent.conversationId, intent.upToSeq),
  typing: async (a, intent) => {
    await a.messages.typing(acting(intent.actAs), intent.conversationId)
    return null
  },
}

/**
 * Makes the call of a frozen intent, however often: a repetition after an unknown outcome asks A again with the same key.
 * Throws CompanyAError; `refused` alone is for good.
 */
export function perform<Op extends AIntentOp>(intent: AIntentOf<Op> & { op: Op }, a: CompanyA): Promise<AResults[Op]> {
  const op: Op = intent.op
  return performers[op](a, intent)
}

/** The client message id is unique for ever: a refusal as duplicate means that an earlier try has done it (mapping, "Send to A"). */
async function sendOnce(a: CompanyA, intent: AIntentOf<'sendMessage'>): Promise<AResults['sendMessage']> {
  const as = acting(intent.actAs)
  try {
    return { message: await a.messages.send(as, intent.conversationId, intent.key, intent.message), already: false }
  } catch (error) {
    if (!isRefused(error, 'duplicate-client-message-id') || error.failure.existingId === undefined) throw error
    return { message: await a.messages.get(as, intent.conversationId, error.failure.existingId), already: true }
  }
}

/** Who has left sees the conversation no more: `not-found` for one's own leaving is its success. */
async function removeOrLeave(a: CompanyA, intent: AIntentOf<'removeMember'>): Promise<null> {
  try {
    await a.conversations.removeMember(acting(intent.actAs), intent.conversationId, intent.personId)
  } catch (error) {
    if (intent.actAs !== intent.personId || !isRefused(error, 'not-found')) throw error
  }
  return null
}

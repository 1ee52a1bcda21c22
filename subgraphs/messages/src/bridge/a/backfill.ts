import type { AMessage } from '@switchboard/company-a/answers/message'
import type { Caller } from '@switchboard/company-a/link'
import { isRefused } from '@switchboard/company-a/errors'
import { appendEvent, lockConversation } from '../../adapters/postgres/append-event.ts'
import { hasCreation, setBirth, setReadPosition } from '../../adapters/postgres/birth-at-a.ts'
import { conversationHead } from '../../adapters/postgres/canonical-value.ts'
import { conversationAtA, lockNative, type ConversationAtA } from '../../adapters/postgres/conversation-at-a.ts'
import { activeMembers } from '../../adapters/postgres/identity.ts'
import { recordSeen } from '../../adapters/postgres/leg-value.ts'
import { positionFromA } from '../../adapters/postgres/message-at-a.ts'
import { putHistoryFirst } from '../../adapters/postgres/put-history-first.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import { asMember } from './acting.ts'
import { applyMessage } from './apply-message.ts'
import { atDesk, personAt, tell, type BroughtFile, type Desk, type Prepared } from './desk.ts'
import type { Preparation } from './prepare.ts'
import { memberObject } from './take-value.ts'

/**
 * Writes A's history of one conversation into its log, a page per transaction, and declares it born. A crash goes on where it
 * stood. Messages that were accepted here meanwhile are kept and stand after the history.
 */
export async function giveBirth(parts: LegParts, prepare: Preparation, place: ConversationAtA, signal: AbortSignal): Promise<void> {
  let after = place.lastSeq
  const readable = await asMember(parts, place.conversationId, [], (as) => parts.companies.a.conversations.get(as, place.nativeId).then((shown) => ({ shown, as })))
  if (!readable) throw new Error(`nobody may read A's conversation ${place.nativeId}`)
  for (let more = true; more;) {
    if (signal.aborted) return
    const page = await parts.companies.a.messages.list(readable.as, place.nativeId, { after, limit: 100 })
    const prepared = await prepareHistory(parts, prepare, readable.as, page.messages)
    await atDesk(parts, prepared, async (desk) => {
      if (!(await stillUnborn(desk, place))) return
      await setBirth(desk.sql, place.conversationId, 'RUNNING')
      await writeCreation(desk, place)
      for (const message of page.messages) await writeHistory(desk, place, message)
    }, false)
    after = page.messages.at(-1)?.seq ?? after
    more = page.more && page.messages.length > 0
  }
  const shown = await parts.companies.a.conversations.get(readable.as, place.nativeId)
  const people = await prepare.people(shown.members.map((member) => member.personId))
  await atDesk(parts, { people, files: new Map() }, async (desk) => {
    if (!(await stillUnborn(desk, place))) return
    await putHistoryFirst(desk.sql, place.conversationId, 'A')
    for (const member of shown.members) await writeReadMarker(desk, place, member.personId, member.lastReadSeq)
    await setBirth(desk.sql, place.conversationId, 'BORN')
    desk.inboxes.push(...(await activeMembers(desk.sql, place.conversationId)).map((member) => member.id))
  }, false)
}

async function stillUnborn(desk: Desk, place: ConversationAtA): Promise<boolean> {
  await lockNative(desk.sql, place.nativeId)
  const conversation = await lockConversation(desk.sql, place.conversationId)
  return conversation !== undefined && conversation.birth !== 'BORN'
}

/** The first event of every log. */
async function writeCreation(desk: Desk, place: ConversationAtA): Promise<void> {
  if (await hasCreation(desk.sql, place.conversationId)) return
  const head = await conversationHead(desk.sql, place.conversationId)
  const members = await activeMembers(desk.sql, place.conversationId)
  tell(desk, await appendEvent(desk.sql, {
    conversationId: place.conversationId, kind: 'conversation.created', messageId: null, actorId: head?.createdBy ?? null, origin: 'A',
    payload: { kind: place.kind, title: head?.title ?? null, memberIds: members.map((member) => member.id) },
  }, { deliver: false }))
}

async function writeHistory(desk: Desk, place: ConversationAtA, message: AMessage): Promise<void> {
  const known = (await conversationAtA(desk.sql, place.nativeId))?.lastSeq ?? 0
  if (message.system !== null && message.seq > known) await writeSystemLine(desk, place, message)
  await applyMessage(desk, place, message, { source: 'either', actor: null, whole: true })
}

/** What a SYSTEM line of the past tells, as the event it would be today; the members and the title of now stay. */
async function writeSystemLine(desk: Desk, place: ConversationAtA, message: AMessage): Promise<void> {
  if (message.system === null) return
  const { action, title } = message.system
  const base = { conversationId: place.conversationId, messageId: null, actorId: personAt(desk, message.system.actorId), origin: 'A' as const }
  const identityId = personAt(desk, message.system.personId)
  const off = { deliver: false }
  if (action === 'TITLE_CHANGED') tell(desk, await appendEvent(desk.sql, { ...base, kind: 'title.changed', payload: { title, revision: 0 } }, off))
  else if (identityId === null) return
  else if (action === 'MEMBER_ADDED') tell(desk, await appendEvent(desk.sql, { ...base, kind: 'member.added', payload: { identityId, role: 'MEMBER' } }, off))
  else tell(desk, await appendEvent(desk.sql, { ...base, kind: 'member.removed', payload: { identityId, reason: action === 'MEMBER_LEFT' ? 'LEFT' : 'REMOVED', newOwnerId: null } }, off))
}

/** A read marker of the past: a position, not news. */
async function writeReadMarker(desk: Desk, place: ConversationAtA, person: string, upToSeq: number): Promise<void> {
  const identityId = personAt(desk, person)
  if (identityId === null || upToSeq === 0) return
  await recordSeen(desk.sql, 'A', 'read', memberObject(place.nativeId, person), String(upToSeq), upToSeq)
  const position = await positionFromA(desk.sql, place.conversationId, place.nativeId, identityId, upToSeq)
  await setReadPosition(desk.sql, place.conversationId, identityId, position)
}

/** People, files and earlier bodies of a page. */
async function prepareHistory(parts: LegParts, prepare: Preparation, as: Caller, messages: readonly AMessage[]): Promise<Prepared> {
  const people = new Map<string, string | null>()
  const files = new Map<string, BroughtFile>()
  const edits = new Map<string, readonly { revision: number; body: string }[]>()
  const everyone = messages.flatMap((message) => [message.authorId, message.system?.actorId, message.system?.personId, message.deleted?.by, ...message.reactions.flatMap((reaction) => reaction.personIds)])
  for (const [id, identity] of await prepare.people(everyone)) people.set(id, identity)
  for (const message of messages) {
    for (const [id, file] of (await prepare.message(message)).files) files.set(id, file)
    if (message.revision === 1 || message.deleted !== null) continue
    try {
      edits.set(message.id, await parts.companies.a.messages.edits(as, message.conversationId, message.id))
    } catch (error) {
      // Deleted since the page was read: its event follows.
      if (!isRefused(error, 'message-deleted', 'not-found')) throw error
    }
  }
  return { people, files, edits }
}


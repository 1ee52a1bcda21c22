import { hashPassword } from '../auth/passwords.ts'
import type { ServerClock } from '../clock.ts'
import { type ConversationStore, directKey, type Kind } from '../conversations/conversation-store.ts'
import type { MessageStore } from '../messages/message-store.ts'
import { refuseLongBody } from '../messages/posting.ts'
import { invalid, Problem } from '../problem.ts'
import type { Storage } from '../storage.ts'
import type { UserStore } from '../users/user-store.ts'

interface SeedUser {
  id: string
  email?: string
  emailVerified?: boolean
  handle?: string
  displayName: string
  avatarUrl?: string | null
  externalRef?: string
  createdAt?: string
}

interface SeedConversation {
  id: string
  kind: Kind
  title?: string | null
  members: string[]
  createdAt?: string
}

interface SeedMessage {
  id: string
  c: string
  s: string
  body: string
  at?: string
  cmid?: string
  reply?: string
  root?: string
}

export interface SeedInput {
  password?: string
  users?: SeedUser[]
  conversations?: SeedConversation[]
  messages?: SeedMessage[]
}

/** Bulk load in one transaction, without events, webhooks or keys (behaviour note, section 11). */
export class Seeding {
  readonly #storage: Storage
  readonly #clock: ServerClock
  readonly #users: UserStore
  readonly #conversations: ConversationStore
  readonly #messages: MessageStore

  constructor(storage: Storage, clock: ServerClock, users: UserStore, conversations: ConversationStore, messages: MessageStore) {
    this.#storage = storage
    this.#clock = clock
    this.#users = users
    this.#conversations = conversations
    this.#messages = messages
  }

  /** Stores all or, on any error (422), nothing. Rows whose id exists, and a second DIRECT of the same two, are skipped. */
  async load(input: SeedInput): Promise<{ users: number; conversations: number; messages: number; skipped: number }> {
    const { users = [], conversations = [], messages = [] } = input
    const password = input.password === undefined ? null : await hashPassword(input.password)
    return this.#storage.transaction(() => {
      const stored = {
        users: users.filter((user, index) => this.#addUser(user, password, `/users/${index}`)).length,
        conversations: conversations.filter((conversation, index) => this.#addConversation(conversation, `/conversations/${index}`)).length,
        messages: messages.filter((message, index) => this.#addMessage(message, `/messages/${index}`)).length,
      }
      return { ...stored, skipped: users.length + conversations.length + messages.length - stored.users - stored.conversations - stored.messages }
    })
  }

  #addUser(user: SeedUser, password: string | null, pointer: string): boolean {
    if (this.#users.byId(user.id)) return false
    const external = user.externalRef !== undefined
    const email = external ? null : (user.email ?? '')
    if (email === '') throw invalid(`${pointer}/email`, 'is required unless external')
    const handle = user.handle ?? this.#freeHandle(user.id)
    if (email !== null && this.#users.byEmail(email)) throw invalid(`${pointer}/email`, 'belongs to another user')
    if (this.#users.byHandle(handle)) throw invalid(`${pointer}/handle`, 'belongs to another user')
    if (external && this.#users.byExternalRef(user.externalRef ?? '')) throw invalid(`${pointer}/externalRef`, 'belongs to another user')
    const createdAt = user.createdAt ?? this.#clock.stamp()
    this.#users.insert({
      id: user.id, email, email_verified: !external && (user.emailVerified ?? true) ? 1 : 0, handle, display_name: user.displayName,
      avatar_url: user.avatarUrl ?? null, external_ref: user.externalRef ?? null, password: external ? null : password,
      created_at: createdAt, updated_at: createdAt, last_seen_at: null,
    })
    return true
  }

  /** The contract's handle for a row without one; longer where ids share their last digits, for handles are unique. */
  #freeHandle(id: string): string {
    const handle = `u_${id.slice(-12)}`
    return this.#users.byHandle(handle) ? `${handle}_${id.slice(0, 13).replace('-', '')}` : handle
  }

  #addConversation(conversation: SeedConversation, pointer: string): boolean {
    const { id, kind, members, title = null } = conversation
    if (this.#conversations.byId(id)) return false
    const [creator = '', other = ''] = members
    if (new Set(members).size !== members.length) throw invalid(`${pointer}/members`, 'must be different users')
    if (kind === 'DIRECT' && members.length !== 2) throw invalid(`${pointer}/members`, 'must be two for a DIRECT')
    if (kind === 'DIRECT' && title !== null) throw invalid(`${pointer}/title`, 'must not be given for a DIRECT')
    for (const member of members) this.#requireUser(member, `${pointer}/members`)
    if (kind === 'DIRECT' && this.#conversations.direct(creator, other)) return false
    const createdAt = conversation.createdAt ?? this.#clock.stamp()
    this.#conversations.insert(
      {
        id, kind, title, created_by: creator, direct_key: kind === 'DIRECT' ? directKey(creator, other) : null, member_count: members.length,
        last_seq: 0, last_activity_at: createdAt, created_at: createdAt, updated_at: createdAt,
      },
      members.map((userId, index) => ({ userId, role: kind === 'GROUP' && index === 0 ? 'OWNER' : 'MEMBER' })),
    )
    return true
  }

  /** The given time stands, even when it is lower than that of the seq before: it is imported history. */
  #addMessage(message: SeedMessage, pointer: string): boolean {
    if (this.#messages.exists(message.id)) return false
    const conversation = this.#conversations.byId(message.c)
    if (!conversation) throw invalid(`${pointer}/c`, 'is no conversation')
    this.#requireUser(message.s, `${pointer}/s`)
    if (message.body === '') throw invalid(`${pointer}/body`, 'must not be empty')
    refuseLongBody(message.body)
    if (message.cmid !== undefined && this.#messages.idByClientId(message.c, message.s, message.cmid) !== undefined) throw invalid(`${pointer}/cmid`, 'was used before')
    if (message.reply !== undefined && !this.#messages.byId(message.c, message.reply)) throw new Problem('reply-target-invalid')
    if (message.root !== undefined && this.#messages.byId(message.c, message.root)?.thread_root_id !== null) throw new Problem('thread-root-invalid')
    const sentAt = message.at ?? this.#clock.stamp()
    this.#messages.insert({
      id: message.id, conversation_id: message.c, seq: conversation.last_seq + 1, sender_id: message.s, client_message_id: message.cmid ?? null, kind: 'TEXT',
      body: message.body, attachments: '[]', reply_to_id: message.reply ?? null, thread_root_id: message.root ?? null, reactions: '[]', sent_at: sentAt,
      edited_at: null, version: 1, deleted_at: null, deleted_by: null, pinned: 0, system: null,
    })
    this.#conversations.bumpActivity(message.c, conversation.last_seq + 1, sentAt)
    return true
  }

  #requireUser(id: string, pointer: string): void {
    if (!this.#users.byId(id)) throw new Problem('user-unknown', { errors: [{ pointer, detail: id }] })
  }
}

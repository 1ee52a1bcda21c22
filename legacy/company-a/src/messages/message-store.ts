import type { Storage } from '../storage.ts'

export interface Reaction {
  emoji: string
  /** Oldest reaction first. */
  userIds: string[]
}

export interface SystemInfo {
  action: 'MEMBER_ADDED' | 'MEMBER_REMOVED' | 'MEMBER_LEFT' | 'TITLE_CHANGED'
  actorId: string
  userId: string | null
  title: string | null
}

export interface MessageRow {
  id: string
  conversation_id: string
  seq: number
  /** null for SYSTEM only. */
  sender_id: string | null
  client_message_id: string | null
  kind: 'TEXT' | 'IMAGE' | 'FILE' | 'SYSTEM'
  body: string
  /** JSON array of Attachment. */
  attachments: string
  reply_to_id: string | null
  thread_root_id: string | null
  /** JSON array of Reaction, the emoji first used earlier first. */
  reactions: string
  sent_at: string
  edited_at: string | null
  version: number
  deleted_at: string | null
  deleted_by: string | null
  pinned: number
  /** JSON of SystemInfo. */
  system: string | null
}

interface EditRow {
  message_id: string
  version: number
  body: string
  at: string
}

const parseList = (text: string): unknown[] => (text === '[]' ? [] : (JSON.parse(text) as unknown[]))

export function renderMessage(row: MessageRow) {
  return {
    id: row.id, conversationId: row.conversation_id, seq: row.seq, senderId: row.sender_id, clientMessageId: row.client_message_id, kind: row.kind,
    body: row.body, attachments: parseList(row.attachments), replyToId: row.reply_to_id, threadRootId: row.thread_root_id, reactions: parseList(row.reactions),
    sentAt: row.sent_at, editedAt: row.edited_at, version: row.version, deletedAt: row.deleted_at, deletedBy: row.deleted_by, pinned: row.pinned === 1,
    system: row.system === null ? null : (JSON.parse(row.system) as SystemInfo),
  }
}

/** Messages and their edit lists, as stored. */
export class MessageStore {
  readonly #byId
  readonly #byClientId
  readonly #all
  readonly #after
  readonly #before
  readonly #insert
  readonly #update
  readonly #addEdit
  readonly #edits
  readonly #allEdits
  readonly #dropEdits

  constructor(storage: Storage) {
    this.#byId = storage.query<MessageRow>('SELECT * FROM messages WHERE id = ?')
    this.#byClientId = storage.query<{ id: string }>('SELECT id FROM messages WHERE conversation_id = ? AND sender_id = ? AND client_message_id = ?')
    this.#all = storage.query<MessageRow>('SELECT * FROM messages ORDER BY conversation_id, seq')
    this.#after = storage.query<MessageRow>('SELECT * FROM messages WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?')
    this.#before = storage.query<MessageRow>('SELECT * FROM messages WHERE conversation_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?')
    this.#insert = storage.query(
      `INSERT INTO messages (id, conversation_id, seq, sender_id, client_message_id, kind, body, attachments, reply_to_id, thread_root_id, sent_at, system,
       reactions, version, pinned) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '[]', 1, 0)`,
    )
    this.#update = storage.query(
      `UPDATE messages SET body = ?, attachments = ?, reactions = ?, edited_at = ?, version = ?, deleted_at = ?, deleted_by = ?, pinned = ?
       WHERE conversation_id = ? AND seq = ?`,
    )
    this.#addEdit = storage.query('INSERT INTO edits VALUES (?, ?, ?, ?)')
    this.#edits = storage.query<EditRow>('SELECT * FROM edits WHERE message_id = ? ORDER BY version')
    this.#allEdits = storage.query<EditRow>('SELECT * FROM edits ORDER BY message_id, version')
    this.#dropEdits = storage.query('DELETE FROM edits WHERE message_id = ?')
  }

  byId(conversationId: string, id: string): MessageRow | undefined {
    const row = this.#byId.get(id)
    return row?.conversation_id === conversationId ? row : undefined
  }

  /** Whether any conversation holds a message of this id. */
  exists(id: string): boolean {
    return this.#byId.get(id) !== undefined
  }

  /** The message that took this clientMessageId in this conversation. */
  idByClientId(conversationId: string, senderId: string, clientMessageId: string): string | undefined {
    return this.#byClientId.get(conversationId, senderId, clientMessageId)?.id
  }

  all(): Iterable<MessageRow> {
    return this.#all.each()
  }

  /** The lowest seqs above `seq`, ascending. */
  after(conversationId: string, seq: number, limit: number): MessageRow[] {
    return this.#after.all(conversationId, seq, limit)
  }

  /** The highest seqs below `seq`, descending. */
  before(conversationId: string, seq: number, limit: number): MessageRow[] {
    return this.#before.all(conversationId, seq, limit)
  }

  /** Inserts a new message: version 1, no reactions, not pinned. */
  insert(row: MessageRow): void {
    this.#insert.run(
      row.id, row.conversation_id, row.seq, row.sender_id, row.client_message_id, row.kind, row.body, row.attachments, row.reply_to_id,
      row.thread_root_id, row.sent_at, row.system,
    )
  }

  /** Stores everything about a message that can change. */
  update(row: MessageRow): void {
    this.#update.run(
      row.body, row.attachments, row.reactions, row.edited_at, row.version, row.deleted_at, row.deleted_by, row.pinned, row.conversation_id, row.seq,
    )
  }

  /** Keeps the body that `row` shows as superseded. */
  addEdit(row: MessageRow): void {
    this.#addEdit.run(row.id, row.version, row.body, row.edited_at ?? row.sent_at)
  }

  /** Superseded bodies, version ascending. */
  edits(messageId: string): EditRow[] {
    return this.#edits.all(messageId)
  }

  allEdits(): Iterable<EditRow> {
    return this.#allEdits.each()
  }

  dropEdits(messageId: string): void {
    this.#dropEdits.run(messageId)
  }
}

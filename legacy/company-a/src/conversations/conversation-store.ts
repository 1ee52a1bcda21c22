import type { Storage } from '../storage.ts'

export type Kind = 'DIRECT' | 'GROUP'
export type Role = 'OWNER' | 'MEMBER'

export interface ConversationRow {
  id: string
  kind: Kind
  title: string | null
  created_by: string
  /** The two user ids of a DIRECT in ascending order; null for a GROUP. */
  direct_key: string | null
  member_count: number
  last_seq: number
  last_activity_at: string
  created_at: string
  updated_at: string
}

export interface MemberRow {
  user_id: string
  role: Role
  joined_at: string
  last_read_seq: number
  read_at: string | null
}

export type SummaryRow = ConversationRow & { role: Role; last_read_seq: number; peer_id: string | null }

export function renderMember(row: MemberRow) {
  return { userId: row.user_id, role: row.role, joinedAt: row.joined_at, lastReadSeq: row.last_read_seq }
}

export function renderConversation(row: ConversationRow, members: MemberRow[]) {
  return {
    id: row.id, kind: row.kind, title: row.title, createdBy: row.created_by, members: members.map(renderMember), lastSeq: row.last_seq,
    lastActivityAt: row.last_activity_at, createdAt: row.created_at, updatedAt: row.updated_at,
  }
}

export function renderSummary(row: SummaryRow) {
  return {
    id: row.id, kind: row.kind, title: row.title, memberCount: row.member_count, peerId: row.peer_id, myRole: row.role, myLastReadSeq: row.last_read_seq,
    lastSeq: row.last_seq, lastActivityAt: row.last_activity_at, createdAt: row.created_at, updatedAt: row.updated_at,
  }
}

/** The key under which the one DIRECT of two users is found. */
export function directKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`
}

const SUMMARY = `SELECT c.*, m.role, m.last_read_seq,
  CASE c.kind WHEN 'DIRECT' THEN (SELECT p.user_id FROM members p WHERE p.conversation_id = c.id AND p.user_id <> m.user_id) END AS peer_id
  FROM members m JOIN conversations c ON c.id = m.conversation_id WHERE m.user_id = ?`

/** Conversations and their members, as stored. */
export class ConversationStore {
  readonly #byId
  readonly #ofMember
  readonly #direct
  readonly #all
  readonly #members
  readonly #member
  readonly #recent
  readonly #created
  readonly #insert
  readonly #update
  readonly #addMember
  readonly #setRole
  readonly #setRead
  readonly #dropMember
  readonly #bumpActivity

  constructor(storage: Storage) {
    this.#byId = storage.query<ConversationRow>('SELECT * FROM conversations WHERE id = ?')
    this.#ofMember = storage.query<ConversationRow>(
      'SELECT c.* FROM conversations c JOIN members m ON m.conversation_id = c.id AND m.user_id = ? WHERE c.id = ?',
    )
    this.#direct = storage.query<ConversationRow>('SELECT * FROM conversations WHERE direct_key = ?')
    this.#all = storage.query<ConversationRow>('SELECT * FROM conversations ORDER BY id')
    this.#members = storage.query<MemberRow>(
      'SELECT user_id, role, joined_at, last_read_seq, read_at FROM members WHERE conversation_id = ? ORDER BY joined_at, user_id',
    )
    this.#member = storage.query<MemberRow>('SELECT user_id, role, joined_at, last_read_seq, read_at FROM members WHERE conversation_id = ? AND user_id = ?')
    this.#recent = storage.query<SummaryRow>(`${SUMMARY} AND (c.last_activity_at, c.id) < (?, ?) ORDER BY c.last_activity_at DESC, c.id DESC LIMIT ?`)
    this.#created = storage.query<SummaryRow>(`${SUMMARY} AND m.conversation_id > ? ORDER BY m.conversation_id LIMIT ?`)
    this.#insert = storage.query('INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    this.#update = storage.query('UPDATE conversations SET title = ?, member_count = ?, updated_at = ? WHERE id = ?')
    this.#addMember = storage.query('INSERT INTO members VALUES (?, ?, ?, ?, 0, NULL)')
    this.#setRole = storage.query('UPDATE members SET role = ? WHERE conversation_id = ? AND user_id = ?')
    this.#setRead = storage.query('UPDATE members SET last_read_seq = ?, read_at = ? WHERE conversation_id = ? AND user_id = ?')
    this.#dropMember = storage.query('DELETE FROM members WHERE conversation_id = ? AND user_id = ?')
    this.#bumpActivity = storage.query('UPDATE conversations SET last_seq = ?, last_activity_at = ? WHERE id = ?')
  }

  byId(id: string): ConversationRow | undefined {
    return this.#byId.get(id)
  }

  /** The conversation, if that user is a member of it now. */
  ofMember(id: string, userId: string): ConversationRow | undefined {
    return this.#ofMember.get(userId, id)
  }

  direct(one: string, other: string): ConversationRow | undefined {
    return this.#direct.get(directKey(one, other))
  }

  all(): Iterable<ConversationRow> {
    return this.#all.each()
  }

  /** By joinedAt, then user id. */
  members(id: string): MemberRow[] {
    return this.#members.all(id)
  }

  member(id: string, userId: string): MemberRow | undefined {
    return this.#member.get(id, userId)
  }

  /** Summaries after the key: newest activity first, or by id ascending. */
  page(userId: string, order: 'recent' | 'created', after: string[] | undefined, limit: number): SummaryRow[] {
    if (order === 'created') return this.#created.all(userId, after?.[0] ?? '', limit)
    return this.#recent.all(userId, after?.[0] ?? '~', after?.[1] ?? '~', limit)
  }

  insert(row: ConversationRow, members: { userId: string; role: Role }[]): void {
    this.#insert.run(
      row.id, row.kind, row.title, row.created_by, row.direct_key, row.member_count, row.last_seq, row.last_activity_at, row.created_at, row.updated_at,
    )
    for (const member of members) this.#addMember.run(row.id, member.userId, member.role, row.created_at)
  }

  /** Stores title, member count and updatedAt. */
  update(row: ConversationRow): void {
    this.#update.run(row.title, row.member_count, row.updated_at, row.id)
  }

  addMember(id: string, userId: string, joinedAt: string): void {
    this.#addMember.run(id, userId, 'MEMBER', joinedAt)
  }

  makeOwner(id: string, userId: string): void {
    this.#setRole.run('OWNER', id, userId)
  }

  setRead(id: string, userId: string, upToSeq: number, at: string): void {
    this.#setRead.run(upToSeq, at, id, userId)
  }

  dropMember(id: string, userId: string): void {
    this.#dropMember.run(id, userId)
  }

  /** Notes the newest message. */
  bumpActivity(id: string, seq: number, at: string): void {
    this.#bumpActivity.run(seq, at, id)
  }
}

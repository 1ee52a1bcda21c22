import type { ServerClock } from '../clock.ts'
import type { Storage } from '../storage.ts'

/** Milliseconds an upload that no message ever used is kept. */
export const UNUSED_KEPT_MS = 24 * 3_600_000

export interface AttachmentRow {
  id: string
  uploader_id: string
  filename: string
  content_type: string
  size_bytes: number
  sha256: string
  uploaded_ms: number
  /** Whether a message ever held it. */
  used: number
}

export function renderAttachment(row: AttachmentRow) {
  return { id: row.id, filename: row.filename, contentType: row.content_type, sizeBytes: row.size_bytes, sha256: row.sha256 }
}

/** Uploads, their bytes, and the messages that hold them. An unused one is gone after 24 h, whether or not it is swept away yet. */
export class AttachmentStore {
  readonly #storage: Storage
  readonly #clock: ServerClock
  readonly #byId
  readonly #all
  readonly #bytes
  readonly #insert
  readonly #insertBytes
  readonly #place
  readonly #use
  readonly #unplace
  readonly #seenBy

  constructor(storage: Storage, clock: ServerClock) {
    this.#storage = storage
    this.#clock = clock
    this.#byId = storage.query<AttachmentRow>('SELECT * FROM attachments WHERE id = ? AND (used = 1 OR uploaded_ms > ?)')
    this.#all = storage.query<AttachmentRow>('SELECT * FROM attachments WHERE used = 1 OR uploaded_ms > ? ORDER BY id')
    this.#bytes = storage.query<{ bytes: Uint8Array }>('SELECT bytes FROM attachment_bytes WHERE id = ?')
    this.#insert = storage.query('INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?, 0)')
    this.#insertBytes = storage.query('INSERT INTO attachment_bytes VALUES (?, ?)')
    this.#place = storage.query('INSERT INTO attachment_places VALUES (?, ?, ?)')
    this.#use = storage.query('UPDATE attachments SET used = 1 WHERE id = ? AND used = 0')
    this.#unplace = storage.query('DELETE FROM attachment_places WHERE message_id = ?')
    this.#seenBy = storage.query<{ found: number }>(
      'SELECT 1 AS found FROM attachment_places p JOIN members m ON m.conversation_id = p.conversation_id AND m.user_id = ? WHERE p.attachment_id = ? LIMIT 1',
    )
  }

  byId(id: string): AttachmentRow | undefined {
    return this.#byId.get(id, this.#oldestUnused())
  }

  all(): Iterable<AttachmentRow> {
    return this.#all.each(this.#oldestUnused())
  }

  bytes(id: string): Uint8Array | undefined {
    return this.#bytes.get(id)?.bytes
  }

  insert(row: AttachmentRow, bytes: Uint8Array): void {
    this.#storage.transaction(() => {
      this.#insert.run(row.id, row.uploader_id, row.filename, row.content_type, row.size_bytes, row.sha256, row.uploaded_ms)
      this.#insertBytes.run(row.id, bytes)
    })
  }

  /** Notes that a message holds it. */
  place(id: string, messageId: string, conversationId: string): void {
    this.#place.run(id, messageId, conversationId)
    this.#use.run(id)
  }

  /** Forgets what a deleted message held. */
  unplace(messageId: string): void {
    this.#unplace.run(messageId)
  }

  /** For the uploader and for members of any conversation that holds it. */
  visibleTo(row: AttachmentRow, userId: string): boolean {
    return row.uploader_id === userId || this.#seenBy.get(userId, row.id) !== undefined
  }

  #oldestUnused(): number {
    return this.#clock.nowMs() - UNUSED_KEPT_MS
  }
}

import { SwitchboardError } from '@switchboard/domain/errors'
import { contentHash, type NewMessage } from '../../domain/content.ts'
import type { LogEvent } from '../../domain/event.ts'
import { eventColumns, toEvent, type EventRow } from './event-row.ts'
import { sqlState, type Sql } from './transaction.ts'

/**
 * The hot statement: takes the next seq under the conversation's row lock and writes log, message, outbox and delivery
 * in one round trip. It writes nothing when the sender is not an active member, is blocked, a target is not here, or the
 * client id was used. Two at once with one client id: the second violates message_client_id_key and is rolled back whole,
 * so seq stays gap-free.
 */
const acceptStatement = `
WITH place AS (
  UPDATE messages.conversation c
     SET last_seq = c.last_seq + 1, last_message_id = $1, last_activity_at = now()
   WHERE c.id = $2
     AND ($19 OR $3::uuid IS NULL OR EXISTS (SELECT FROM messages.member m WHERE m.conversation_id = c.id AND m.identity_id = $3 AND m.left_at IS NULL))
     AND ($4::text IS NULL OR NOT EXISTS (SELECT FROM messages.message o WHERE o.conversation_id = c.id AND o.sender_id = $3 AND o.client_message_id = $4))
     AND ($8::uuid IS NULL OR EXISTS (SELECT FROM messages.message o WHERE o.id = $8 AND o.conversation_id = c.id))
     AND ($9::uuid IS NULL OR EXISTS (SELECT FROM messages.message o WHERE o.id = $9 AND o.conversation_id = c.id AND o.thread_root_id IS NULL))
     AND ($13::text <> 'GRAPH' OR c.kind <> 'DIRECT' OR NOT EXISTS (
           SELECT FROM messages.member p JOIN messages.block b ON b.blocker_id = p.identity_id AND b.blocked_id = $3 WHERE p.conversation_id = c.id))
     AND (cardinality($16::uuid[]) = 0 OR cardinality($16::uuid[]) = (
           SELECT count(*) FROM messages.attachment a WHERE a.id = ANY ($16) AND a.uploader_id = $3 AND a.state IN ('STORED', 'EXPIRED') AND a.message_id IS NULL))
  RETURNING c.id, c.kind, c.epoch, c.last_seq, c.legs
), whole AS (
  SELECT place.*, jsonb_build_object('message', $17::jsonb || jsonb_build_object('seq', place.last_seq,
           'acceptedAt', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))) AS payload
    FROM place
), logged AS (
  INSERT INTO messages.log_event (conversation_id, seq, kind, message_id, actor_id, origin, payload)
  SELECT id, last_seq, 'message.created', $1, $3, $13, payload FROM whole
  RETURNING conversation_id, seq, kind, message_id, actor_id, origin, payload, at
), stored AS (
  INSERT INTO messages.message (id, conversation_id, seq, sender_id, client_message_id, kind, body, extension, reply_to_id,
    thread_root_id, system, broadcast, origin, source_at, fidelity, content_hash)
  SELECT $1, id, last_seq, $3, $4, $5, $6, $7, $8, $9, $10, $11, $13, $14, $12, $15 FROM place
), held AS (
  UPDATE messages.attachment a SET message_id = $1, position = given.position
    FROM place, unnest($16::uuid[]) WITH ORDINALITY AS given(id, position)
   WHERE a.id = given.id
), outgoing AS (
  INSERT INTO messages.outbox (conversation_id, seq, message_id, company, kind, payload, lane)
  SELECT whole.id, whole.last_seq, $1, leg, 'message.created', whole.payload, 'conversation:' || whole.id
    FROM whole, unnest(whole.legs) AS leg
   WHERE $18 AND (leg <> $13 OR (leg = 'B' AND whole.kind = 'GROUP'))
), ways AS (
  INSERT INTO messages.delivery (message_id, company, state, sent_at)
  SELECT $1, leg, CASE WHEN leg = $13 THEN 'SENT' ELSE 'PENDING' END, CASE WHEN leg = $13 THEN now() END
    FROM place, unnest(place.legs) AS leg
   WHERE $18
)
SELECT ${eventColumns('logged')}, whole.epoch FROM logged, whole`

export type Acceptance =
  | { outcome: 'accepted'; event: LogEvent<'message.created'> }
  /** The same client id with the same content was accepted before; nothing was written now. */
  | { outcome: 'repeated'; messageId: string; seq: number }

export interface AcceptOptions {
  /** Write outbox and delivery rows; false for history that every leg has already. Default true. */
  deliver?: boolean
  /** It stands at a company already (history, a change read late): its sender need not be a member any more. Default false. */
  fact?: boolean
}

/**
 * Accepts a message into the log. In a transaction the caller commits; on a pool the statement is its own transaction.
 * On a unique violation inside a transaction the transaction is spoiled: callers there lock the conversation first.
 *
 * @throws SwitchboardError NOT_FOUND (no such conversation for this sender), CONFLICT (client id used with other content),
 *   BLOCKED, BAD_INPUT (reply or thread target, attachment not usable)
 */
export async function acceptMessage(sql: Sql, message: NewMessage, options: AcceptOptions = {}): Promise<Acceptance> {
  const snapshot = {
    id: message.id, conversationId: message.conversationId, senderId: message.senderId, clientMessageId: message.clientMessageId,
    kind: message.kind, body: message.body, attachmentIds: message.attachmentIds, extension: message.extension,
    replyToId: message.replyToId, threadRootId: message.threadRootId, revision: 1, editedAt: null, deletedAt: null, deletedBy: null,
    pinned: false, system: message.system, broadcast: message.broadcast, origin: message.origin, sourceAt: message.sourceAt,
    fidelity: message.fidelity,
  }
  const hash = contentHash(message)
  try {
    const { rows } = await sql.query<EventRow>(acceptStatement, [
      message.id, message.conversationId, message.senderId, message.clientMessageId, message.kind, message.body,
      json(message.extension), message.replyToId, message.threadRootId, json(message.system), json(message.broadcast),
      JSON.stringify(message.fidelity), message.origin, message.sourceAt, hash, message.attachmentIds, JSON.stringify(snapshot),
      options.deliver ?? true, options.fact ?? false,
    ])
    const row = rows[0]
    if (row) return { outcome: 'accepted', event: toEvent(row) as LogEvent<'message.created'> }
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
  }
  return explainRefusal(sql, message, hash)
}

const refusalStatement = `
SELECT EXISTS (SELECT FROM messages.conversation c WHERE c.id = $1
         AND ($2::uuid IS NULL OR EXISTS (SELECT FROM messages.member m WHERE m.conversation_id = c.id AND m.identity_id = $2 AND m.left_at IS NULL))) AS member,
       EXISTS (SELECT FROM messages.conversation c JOIN messages.member p ON p.conversation_id = c.id
                 JOIN messages.block b ON b.blocker_id = p.identity_id AND b.blocked_id = $2
                WHERE c.id = $1 AND c.kind = 'DIRECT') AS blocked,
       o.id AS "messageId", o.seq, o.content_hash AS "contentHash"
  FROM (SELECT 1) one
  LEFT JOIN messages.message o ON o.conversation_id = $1 AND o.sender_id = $2 AND o.client_message_id = $3`

interface RefusalRow {
  member: boolean
  blocked: boolean
  messageId: string | null
  seq: number | null
  contentHash: string | null
}

async function explainRefusal(sql: Sql, message: NewMessage, hash: string): Promise<Acceptance> {
  const { rows } = await sql.query<RefusalRow>(refusalStatement, [message.conversationId, message.senderId, message.clientMessageId])
  const why = rows[0]
  if (!why?.member) throw new SwitchboardError('NOT_FOUND', 'There is no such conversation.')
  if (why.messageId !== null && why.seq !== null) {
    if (why.contentHash === hash) return { outcome: 'repeated', messageId: why.messageId, seq: why.seq }
    throw new SwitchboardError('CONFLICT', 'This clientMessageId was used with other content.', { details: { messageId: why.messageId } })
  }
  if (message.origin === 'GRAPH' && why.blocked) throw new SwitchboardError('BLOCKED')
  throw new SwitchboardError('BAD_INPUT', 'The message that is replied to, or an attachment, is not usable here.')
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

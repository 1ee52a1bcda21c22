import type { Company } from '@switchboard/domain/ids'
import type { Sql } from './transaction.ts'

export type DeliveryState = 'PENDING' | 'UNKNOWN' | 'SENT' | 'DELIVERED' | 'SEEN' | 'REFUSED' | 'PARKED'

/** SENT < DELIVERED < SEEN never go back; a refusal or a parked row stands until a replay succeeds. */
const raiseStatement = `
INSERT INTO messages.delivery (message_id, company, state, attempts, last_error, tried_at, sent_at, delivered_at, seen_at)
VALUES ($1, $2, $3, $4, $5, CASE WHEN $4 > 0 THEN now() END,
        CASE WHEN $3 IN ('SENT', 'DELIVERED', 'SEEN') THEN now() END, CASE WHEN $3 IN ('DELIVERED', 'SEEN') THEN now() END, CASE WHEN $3 = 'SEEN' THEN now() END)
ON CONFLICT (message_id, company) DO UPDATE SET
  state = CASE WHEN array_position($6::text[], delivery.state) > array_position($6::text[], excluded.state) THEN delivery.state ELSE excluded.state END,
  attempts = greatest(delivery.attempts, excluded.attempts), last_error = excluded.last_error, at = now(),
  tried_at = coalesce(delivery.tried_at, excluded.tried_at), sent_at = coalesce(delivery.sent_at, excluded.sent_at),
  delivered_at = coalesce(delivery.delivered_at, excluded.delivered_at), seen_at = coalesce(delivery.seen_at, excluded.seen_at)
RETURNING state`

const rank = ['PENDING', 'UNKNOWN', 'PARKED', 'REFUSED', 'SENT', 'DELIVERED', 'SEEN']

/** Says where a message stands on the way to a company; answers the state that stands now. */
export async function reportDelivery(sql: Sql, messageId: string, company: Company, state: DeliveryState, attempts = 0, lastError: string | null = null): Promise<DeliveryState> {
  const { rows } = await sql.query<{ state: DeliveryState }>(raiseStatement, [messageId, company, state, attempts, lastError, rank])
  return rows[0]?.state ?? state
}

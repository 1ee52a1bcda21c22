import { SwitchboardError } from '@switchboard/domain/errors'
import type { Caller } from '@switchboard/service-kit/assertion'
import type { Viewer } from '../../domain/viewer.ts'
import type { Sql } from './transaction.ts'

const viewerStatement = `
SELECT i.id, i.person_id AS "personId"
  FROM users.identity_card own JOIN users.identity_card i ON i.person_id = own.person_id
 WHERE own.id = $1 AND i.closed_at IS NULL AND ($2::text IS NULL OR i.company = $2)
 ORDER BY i.id`

/**
 * The viewer behind a caller. A session proved by B's pin alone sees B's side of a linked person only (architecture.md, Identity).
 * @throws SwitchboardError UNAUTHENTICATED when the identity is gone
 */
export async function loadViewer(sql: Sql, caller: Caller): Promise<Viewer> {
  const { rows } = await sql.query<{ id: string; personId: string }>(viewerStatement, [caller.identityId, caller.proof === 'b-pin' ? 'B' : null])
  const own = rows.find((row) => row.id === caller.identityId)
  if (!own) throw new SwitchboardError('UNAUTHENTICATED', 'This account is closed.')
  return {
    personId: own.personId, identityId: own.id, company: caller.company, sessionId: caller.sessionId, identityIds: rows.map((row) => row.id),
  }
}

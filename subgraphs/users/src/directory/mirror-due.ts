import type { MirrorReport } from '../directory.ts'
import { mirror, mirrorColumns, type MirrorRow } from './mirror.ts'
import type { DirectoryParts } from './parts.ts'

/** How many identities are at the companies at once. */
const atOnce = 4
/** A process that dies while it mirrors leaves its identities for others after this long, seconds. */
const claimSeconds = 120
const backoffSeconds = { first: 2, most: 300, refused: 3_600 }

/** Claims what is due, oldest first, and mirrors it; what fails gets a time to retry with backoff and jitter. */
export async function mirrorDue(parts: DirectoryParts, limit: number, signal?: AbortSignal): Promise<MirrorReport> {
  const { rows } = await parts.pool.query<MirrorRow>(`
    UPDATE users.identity SET mirror_due_at = now() + make_interval(secs => $2), mirror_attempts = mirror_attempts + 1
    WHERE id IN (SELECT id FROM users.identity WHERE mirror_due_at <= now() ORDER BY mirror_due_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING ${mirrorColumns}`, [limit, claimSeconds])
  const report: MirrorReport = { done: 0, failed: 0, left: 0 }
  const work = rows.values()
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const row of work) {
      if (signal?.aborted === true) await retryAt(parts, row, 0, null)
      else if (await attempt(parts, row)) report.done += 1
      else report.failed += 1
    }
  }))
  const left = await parts.pool.query<{ left: number }>('SELECT count(*)::int AS left FROM users.identity WHERE mirror_due_at <= now()')
  report.left = left.rows[0]?.left ?? 0
  return report
}

async function attempt(parts: DirectoryParts, row: MirrorRow): Promise<boolean> {
  try {
    await mirror(parts, row)
    // A profile that changed meanwhile is due again at once.
    await parts.pool.query(`UPDATE users.identity SET mirror_due_at = CASE WHEN profile_revision = $2 AND (closed_at IS NULL) = $3 THEN NULL ELSE now() END,
      mirror_attempts = 0, mirror_error = NULL WHERE id = $1`, [row.id, row.revision, row.closedAt === null])
    return true
  } catch (error) {
    parts.log.warn({ err: error, identity: row.id, attempts: row.attempts }, 'an identity could not be mirrored')
    await retryAt(parts, row, delaySeconds(error, row.attempts), error)
    return false
  }
}

/** A refusal is for good as far as we know: asked again once an hour, and visible until then. */
function delaySeconds(error: unknown, attempts: number): number {
  if (error instanceof Error && 'kind' in error && error.kind === 'refused') return backoffSeconds.refused
  return Math.min(backoffSeconds.most, backoffSeconds.first * 2 ** Math.min(attempts - 1, 10)) * (0.5 + Math.random() / 2)
}

async function retryAt({ pool }: DirectoryParts, row: MirrorRow, seconds: number, error: unknown): Promise<void> {
  await pool.query(`UPDATE users.identity SET mirror_due_at = CASE WHEN profile_revision = $2 THEN now() + make_interval(secs => $3) ELSE now() END, mirror_error = $4 WHERE id = $1`,
    [row.id, row.revision, seconds, error instanceof Error ? error.message.slice(0, 500) : null])
}

import { isRefused } from '@switchboard/company-a/errors'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import { newId } from '@switchboard/domain/ids'
import type { IdentityRecord } from '../directory.ts'
import { nativeForm, sameShown, shadowForm, type Shown } from './shown-profile.ts'
import { identityColumns, inTransaction, other } from './identity-record.ts'
import type { DirectoryParts } from './parts.ts'
import { pushNativeA, pushProfileB, pushShadow } from './push.ts'
import { storePeople } from './store-people.ts'

/** An identity with what its companies show of it. */
export interface MirrorRow extends IdentityRecord {
  revision: number
  attempts: number
  /** What its own company last showed. */
  seen: Shown | null
  shadowPushed: Shown | null
}

export const mirrorColumns = `${identityColumns}, profile_revision AS revision, mirror_attempts AS attempts,
  native_pushed->'seen' AS seen, shadow_pushed AS "shadowPushed"`

/** Brings one identity's profile to its own company and to its shadow. Throws the company's error. */
export async function mirror(parts: DirectoryParts, row: MirrorRow): Promise<void> {
  if (row.closedAt === null) await mirrorNative(parts, row)
  // A closed account that was never mirrored needs no shadow any more.
  if (row.closedAt === null || row.shadowNativeId !== null) await mirrorShadow(parts, row)
}

async function mirrorNative(parts: DirectoryParts, row: MirrorRow): Promise<void> {
  const { shown } = nativeForm(row.company, row)
  if (sameShown(shown, row.seen)) return
  // Written before the call: when its echo is here first, it is known as one.
  await parts.pool.query(`UPDATE users.identity SET native_pushed = native_pushed || jsonb_build_object('pushed', $2::jsonb) WHERE id = $1`, [row.id, JSON.stringify(shown)])
  if (row.company === 'B') {
    await pushProfileB(parts.companies, Number(row.nativeId), shown, row.seen)
    await parts.pool.query(`UPDATE users.identity SET native_pushed = jsonb_build_object('seen', $2::jsonb) WHERE id = $1`, [row.id, JSON.stringify(shown)])
    return
  }
  try {
    const person = await pushNativeA(parts.companies, row.nativeId, shown, row.seen)
    if (person !== null) await inTransaction(parts.pool, (sql) => storePeople(sql, 'A', [person]))
  } catch (error) {
    if (!isRefused(error, 'handle-taken') || row.seen?.handle === undefined) throw error
    await giveHandleBack(parts, row, row.seen.handle)
    throw error
  }
}

/** Somebody at A was faster: the wish is taken back and its owner is told. */
async function giveHandleBack({ pool }: DirectoryParts, row: MirrorRow, handle: string): Promise<void> {
  await inTransaction(pool, async (sql) => {
    const { rowCount } = await sql.query(`UPDATE users.identity SET handle = $3, profile_revision = profile_revision + 1, mirror_due_at = now(), updated_at = now()
      WHERE id = $1 AND handle = $2`, [row.id, row.handle, handle])
    if (rowCount === 1) await sql.query(`INSERT INTO users.notice (id, identity_id, kind, detail) VALUES ($1, $2, 'HANDLE_TAKEN', $3)`, [newId(), row.id, JSON.stringify({ handle: row.handle })])
  })
}

/** Makes the shadow or brings it up to date; answers its id. Two at once end with the same shadow. */
export async function mirrorShadow(parts: DirectoryParts, row: MirrorRow): Promise<string> {
  const { shown, notes } = shadowForm(other(row.company), row, row.closedAt !== null)
  if (row.shadowNativeId !== null && sameShown(shown, row.shadowPushed)) {
    await keepNotes(parts, row, notes)
    return row.shadowNativeId
  }
  const shadow = await pushShadow(parts.companies, row, shown, row.shadowPushed)
  const { rows } = await parts.pool.query<{ shadow: string }>(
    `UPDATE users.identity SET shadow_native_id = COALESCE(shadow_native_id, $2), shadow_pushed = $3::jsonb, fidelity = $4::jsonb WHERE id = $1 RETURNING shadow_native_id AS shadow`,
    [row.id, shadow, JSON.stringify(shown), JSON.stringify(withNative(row, notes))])
  return rows[0]?.shadow ?? shadow
}

async function keepNotes({ pool }: DirectoryParts, row: MirrorRow, notes: FidelityNote[]): Promise<void> {
  await pool.query('UPDATE users.identity SET fidelity = $2::jsonb WHERE id = $1 AND fidelity <> $2::jsonb', [row.id, JSON.stringify(withNative(row, notes))])
}

function withNative(row: MirrorRow, notes: FidelityNote[]): FidelityNote[] {
  return row.closedAt === null ? [...nativeForm(row.company, row).notes, ...notes] : notes
}

import { isCompanyBError } from '@switchboard/company-b/error'
import { SwitchboardError } from '@switchboard/domain/errors'
import type { Company } from '@switchboard/domain/ids'
import type { Directory, IdentityRecord, Resolved } from '../directory.ts'
import { nativeAtA } from './native-person.ts'
import { inTransaction, other } from './identity-record.ts'
import { mirrorColumns, mirrorShadow, type MirrorRow } from './mirror.ts'
import { mirrorDue } from './mirror-due.ts'
import type { DirectoryParts } from './parts.ts'
import { readAtB } from './read-people.ts'
import { adopt, resolveAll } from './resolve.ts'
import { scanA, scanB } from './scan.ts'
import { storePeople } from './store-people.ts'

/** Joins the directory's functions; starts nothing. */
export function assembleDirectory(parts: DirectoryParts): Directory {
  const resolve = async (company: Company, nativeId: string): Promise<Resolved> =>
    (await resolveAll(parts, company, [nativeId])).get(nativeId) ?? { kind: 'unknown' }

  const refreshB = async (uid: number): Promise<void> => {
    const read = (await readAtB(parts, [String(uid)])).get(String(uid))
    if (read?.native) await adopt(parts, 'B', [read.native])
  }

  return {
    syncA: (signal) => scanA(parts, signal),
    syncB: (signal) => scanB(parts, signal),
    mirrorDue: (limit, signal) => mirrorDue(parts, limit, signal),
    async ensureShadow(identityId) {
      const { rows: [row] } = await parts.pool.query<MirrorRow>(`SELECT ${mirrorColumns} FROM users.identity WHERE id = $1`, [identityId])
      if (row === undefined) throw new SwitchboardError('NOT_FOUND', 'There is no such identity.')
      return { company: other(row.company), nativeId: row.shadowNativeId ?? await mirrorShadow(parts, row) }
    },
    resolve,
    async ensureIdentity(company, nativeId): Promise<IdentityRecord | null> {
      const found = await resolve(company, nativeId)
      return found.kind === 'native' ? found.identity : null
    },
    resolveAll: (company, nativeIds) => resolveAll(parts, company, nativeIds),
    async applyUserA(person) {
      const native = nativeAtA(person)
      if (native !== null) await inTransaction(parts.pool, (sql) => storePeople(sql, 'A', [native]))
    },
    applyUserB: refreshB,
    async closeB(uid) {
      // Sent back a "not found" for a uid: only B itself can say whether the account is gone.
      try {
        await refreshB(uid)
      } catch (error) {
        if (!isCompanyBError(error)) throw error
        parts.log.warn({ err: error, uid }, 'a closed account could not be read again; the next scan will')
      }
    },
  }
}

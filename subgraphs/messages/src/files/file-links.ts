import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link allows: to put an upload's bytes, or to get them as one viewer (an identity). */
export type FileGrant = { verb: 'put'; id: string } | { verb: 'get'; id: string; viewerId: string }

export interface FileLinks {
  sign(grant: FileGrant, now?: number): { url: string; expiresAt: Date }
  /** Whether the query of a request carries a good signature: `late` when it was one. */
  verify(verb: FileGrant['verb'], id: string, query: URLSearchParams, now?: number): { outcome: 'good'; grant: FileGrant } | { outcome: 'late' | 'bad' }
  /** The address of a link handed to a person of B. */
  publicUrl(token: string): string
}

/** Links live this long (architecture.md, Files). */
const lifetimeMs = 15 * 60_000

/** Signed links to the /files of this server. `key`: at least 32 secret bytes, the same in every process. */
export function createFileLinks(key: Buffer, publicUrl: string): FileLinks {
  if (key.length < 32) throw new Error('The file key must have at least 32 bytes.')
  const base = publicUrl.replace(/\/$/, '')
  const signature = (grant: FileGrant, exp: string) =>
    createHmac('sha256', key).update(JSON.stringify([grant.verb, grant.id, grant.verb === 'get' ? grant.viewerId : '', exp])).digest()
  return {
    sign(grant, now = Date.now()) {
      const expiresAt = new Date(now + lifetimeMs)
      const exp = String(Math.floor(expiresAt.getTime() / 1_000))
      const viewer = grant.verb === 'get' ? `&for=${grant.viewerId}` : ''
      return { url: `${base}/files/${grant.id}?exp=${exp}${viewer}&sig=${signature(grant, exp).toString('base64url')}`, expiresAt }
    },
    verify(verb, id, query, now = Date.now()) {
      const exp = query.get('exp') ?? ''
      const grant: FileGrant = verb === 'put' ? { verb, id } : { verb, id, viewerId: query.get('for') ?? '' }
      const given = Buffer.from(query.get('sig') ?? '', 'base64url')
      const right = signature(grant, exp)
      if (!/^\d{1,12}$/.test(exp) || given.length !== right.length || !timingSafeEqual(given, right)) return { outcome: 'bad' }
      return Number(exp) * 1_000 < now ? { outcome: 'late' } : { outcome: 'good', grant }
    },
    publicUrl: (token) => `${base}/l/${token}`,
  }
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openCompany } from './company.ts'
import type { CompanyAOptions } from './config.ts'
import { Callers } from './http/callers.ts'
import { Listener } from './http/listener.ts'
import { Router } from './http/router.ts'
import { attachmentOperations } from './operations/attachments.ts'
import { authOperations } from './operations/auth.ts'
import { changeOperations } from './operations/changes.ts'
import { controlOperations, healthOperations } from './operations/control.ts'
import { conversationOperations } from './operations/conversations.ts'
import { messageOperations } from './operations/messages.ts'
import { userOperations } from './operations/users.ts'

/** Milliseconds that running calls get to finish. */
const DRAIN_MS = 5_000

export interface RunningCompanyA {
  url: string
  port: number
  /** Finishes running calls, at most 5 s, and closes the data folder. */
  close(): Promise<void>
}

export type { CompanyAOptions } from './config.ts'

/**
 * Starts company A's back-end on a data folder; it is ready when this resolves.
 *
 * ```ts
 * const a = await startCompanyA({ ...readOptions({ FAULTS: '1' }), port: 0, dataDir: folder })
 * await fetch(`${a.url}/healthz`)
 * await a.close()
 * ```
 */
export async function startCompanyA(options: CompanyAOptions): Promise<RunningCompanyA> {
  let url = ''
  const company = await openCompany(options, () => options.publicUrl ?? url)
  const { faults, rates, shapes, idempotency, storage, clock, users, profiles } = company
  const operations = [authOperations, userOperations, conversationOperations, messageOperations, attachmentOperations, changeOperations, healthOperations]
  const router = new Router([...operations, ...(options.faults ? [controlOperations] : [])].flatMap((list) => list(company)))
  const onOwnCall = (userId: string) => {
    const user = users.byId(userId)
    if (user) profiles.touch(user)
  }
  const listener = new Listener({
    router, callers: new Callers(company.tokens, users, company.clients), rates, faults, shapes, idempotency, storage, clock, onOwnCall,
  })

  const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => void listener.serve(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  url = `http://${options.host}:${port}`

  let closing: Promise<void> | undefined
  const close = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS)
    company.feed.release()
    listener.releaseHolds()
    server.closeIdleConnections()
    await closed
    clearTimeout(late)
    company.close()
  }
  return { url, port, close: () => (closing ??= close()) }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCompanyA as startStandIn, type CompanyASecrets } from '@switchboard/local/companies'
import type { ServiceProcess } from '@switchboard/local/processes'
import { Control, type CommonFaults } from './control.ts'

export interface CompanyAFaults extends CommonFaults {
  dropWebhookRate?: number
}

export interface CompanyASeed {
  password?: string
  users?: {
    id: string
    displayName: string
    email?: string
    emailVerified?: boolean
    handle?: string
    avatarUrl?: string | null
    externalRef?: string
    createdAt?: string
  }[]
  conversations?: { id: string; kind: 'DIRECT' | 'GROUP'; title?: string; members: string[]; createdAt?: string }[]
  messages?: { id: string; c: string; s: string; body: string; at?: string; cmid?: string; reply?: string; root?: string }[]
}

export type CompanyADump = 'users' | 'conversations' | 'messages' | 'edits' | 'attachments' | 'events' | 'webhooks' | 'deliveries'

export interface TestCompanyA {
  url: string
  process: ServiceProcess
  secrets: CompanyASecrets
  control: Control<CompanyAFaults, CompanyASeed, CompanyADump>
  /** Ends it and removes its data. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Company A's stand-in as a process of its own, on a free port, with the test controls on.
 *
 * @param env more of its environment, for example `{ RATE_SERVICE: '100000/10' }`
 */
export async function startCompanyA(env: Record<string, string> = {}): Promise<TestCompanyA> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-a-'))
  const secrets = { clientId: 'switchboard', clientSecret: 'secret-for-tests' }
  const process = await startStandIn({ folder, secrets, env })
  const stop = async () => {
    await process.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: process.url, process, secrets, control: new Control(process.url), stop, [Symbol.asyncDispose]: stop }
}

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startCompanyB as startStandIn } from '@switchboard/local/companies'
import type { ServiceProcess } from '@switchboard/local/processes'
import { Control, type CommonFaults } from './control.ts'

export interface CompanyBFaults extends CommonFaults {
  dropPollRate?: number
}

export interface CompanyBSeed {
  users?: { uid: number; phone: string; name: string; pin?: string; pic?: string; seen?: number; gone?: 0 | 1; ext?: string }[]
  conversations?: ({ a: number; b: number; block?: 0 | 1 } | { lid: number; owner: number; name: string; uids: number[] })[]
  messages?: {
    fr: number
    to: number
    txt: string
    t?: number
    typ?: number
    st?: number
    r?: Record<string, number>
    ref?: { id: number }
    q?: string
    exp?: number
    lid?: number
    tag?: string
    link?: string
    hid?: number[]
    srv?: number
    ep?: number
  }[]
}

export type CompanyBDump = 'users' | 'pairs' | 'msgs' | 'held' | 'lists' | 'posts' | 'blocks' | 'media'

export interface TestCompanyB {
  url: string
  process: ServiceProcess
  partnerKey: string
  control: Control<CompanyBFaults, CompanyBSeed, CompanyBDump>
  /** Ends it and removes its data. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Company B's stand-in as a process of its own, on a free port, with the test controls on.
 *
 * @param env more of its environment, for example `{ THROTTLE_PARTNER: '5000/1' }`
 */
export async function startCompanyB(env: Record<string, string> = {}): Promise<TestCompanyB> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-b-'))
  const partnerKey = 'key-for-tests'
  const process = await startStandIn({ folder, partnerKey, env })
  const stop = async () => {
    await process.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url: process.url, process, partnerKey, control: new Control(process.url), stop, [Symbol.asyncDispose]: stop }
}

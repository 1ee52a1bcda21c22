import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootSystem, type System } from '@switchboard/local/boot'
import { GraphClient } from '@switchboard/local/graph-client'
import type { ServiceProcess } from '@switchboard/local/processes'
import { A_PASSWORD, A_PEOPLE, B_PEOPLE } from '@switchboard/local/seed'
import { aApp, type AApp } from '@switchboard/testkit/a-app'
import { bApp, type BApp } from '@switchboard/testkit/b-app'
import type { CompanyADump, CompanyAFaults, CompanyASeed } from '@switchboard/testkit/company-a'
import type { CompanyBDump, CompanyBFaults, CompanyBSeed } from '@switchboard/testkit/company-b'
import { Control } from '@switchboard/testkit/control'
import { testDatabase } from '@switchboard/testkit/database'
import { testRedis } from '@switchboard/testkit/redis'

const peopleOfA = { lea: A_PEOPLE[0], omar: A_PEOPLE[1], ines: A_PEOPLE[2], jonas: A_PEOPLE[3] }
const peopleOfB = { bruno: B_PEOPLE[0], zoe: B_PEOPLE[1], karim: B_PEOPLE[2] }

/** The whole system as real processes, with the seeded people at hand. */
export interface World {
  system: System
  /** The gateway's URL. */
  gateway: string
  controlA: Control<CompanyAFaults, CompanyASeed, CompanyADump>
  controlB: Control<CompanyBFaults, CompanyBSeed, CompanyBDump>
  process(name: string): ServiceProcess
  anonymous(): GraphClient
  /** A person of A, signed in to the graph. */
  graphA(person: keyof typeof peopleOfA): Promise<GraphClient>
  /** A person of B, signed in to the graph. */
  graphB(person: keyof typeof peopleOfB): Promise<GraphClient>
  /** The same people in their companies' own apps. */
  oldA(person: keyof typeof peopleOfA): Promise<AApp>
  oldB(person: keyof typeof peopleOfB): Promise<BApp>
  close(): Promise<void>
}

export interface WorldOptions {
  gateways?: number
  messages?: number
}

/** Boots a system of its own on free ports, with an empty database and the companies' controls on. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'switchboard-e2e-'))
  const database = await testDatabase()
  const redis = await testRedis()
  const system = await bootSystem({ dataFolder, anyPort: true, faults: true, databaseUrl: database.url, redisUrl: redis.url, ...options })
  const { urls } = system
  return {
    system,
    gateway: urls.gateway,
    controlA: new Control(urls['company-a']),
    controlB: new Control(urls['company-b']),
    process: (name) => system.process(name),
    anonymous: () => GraphClient.anonymous(urls.gateway),
    graphA: (person) => GraphClient.signInWithA(urls.gateway, peopleOfA[person].email, A_PASSWORD),
    graphB: (person) => GraphClient.signInWithB(urls.gateway, peopleOfB[person].phone, peopleOfB[person].pin),
    oldA: (person) => aApp(urls['company-a'], { email: peopleOfA[person].email, password: A_PASSWORD }),
    oldB: (person) => bApp(urls['company-b'], peopleOfB[person]),
    close: async () => {
      await system.stop()
      await redis.stop()
      await database.drop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

import { join, resolve } from 'node:path'
import { migrate } from '@switchboard/prisma/migrate'
import { startBalancer, type Balancer } from './balancer.ts'
import { startCompanyA, startCompanyB } from './companies.ts'
import { takeDataFolder } from './data-folder.ts'
import { environmentOf, type Surroundings } from './environments.ts'
import type { LogSink } from './log-lines.ts'
import { startPostgres, type Postgres } from './postgres.ts'
import { repositoryRoot, startService, type ServiceOptions, type ServiceProcess } from './processes.ts'
import { startRedis, type Redis } from './redis.ts'
import { loadOrCreateSecrets, type Secrets } from './secrets.ts'
import { seedOfA, seedOfB } from './seed.ts'
import { startSeeded } from './seeded-companies.ts'
import { StartError } from './start-error.ts'
import { placeSupergraph } from './supergraph.ts'
import { COMPONENTS, decidePorts, type Component } from './system-ports.ts'

export interface BootOptions {
  /** Where everything is kept. */
  dataFolder: string
  /** Empties the folder first; default false. */
  fresh?: boolean
  /** Which components run; default all. PostgreSQL and Redis run when one of ours needs them. */
  only?: readonly Component[]
  ports?: Partial<Record<Component, number>>
  /** Free ports instead of the fixed ones where none is given; default false. */
  anyPort?: boolean
  /** Number of gateways; default 1. */
  gateways?: number
  /** Number of messages servers; default 1. */
  messages?: number
  /** Whether the stand-ins' test controls (faults, seed, dump) are on; default false. */
  faults?: boolean
  /** Whether the stand-ins get people and some history at the first start; default true. */
  seed?: boolean
  /** False only for tests; default true. */
  fsync?: boolean
  /** Instead of servers of our own. */
  databaseUrl?: string
  redisUrl?: string
  /** More environment: for all, or for one component. */
  env?: Partial<Record<Component | 'all', Record<string, string>>>
  /** Another supergraph than schema/supergraph.graphql. */
  supergraph?: string
  /** Other programs than our own, from the repository's root. */
  programs?: Partial<typeof PROGRAMS>
  log?: LogSink
  /** Told what happens, for example `PostgreSQL is ready`. */
  progress?: (what: string) => void
  onEnd?: ServiceOptions['onEnd']
}

/** A system of real processes on this machine. */
export interface System {
  urls: Record<Component | 'database' | 'redis', string>
  /** By name: `gateway`, `gateway-2`, `messages`, `messages-2`, `users`, `worker`, `company-a`, `company-b`. */
  processes: ReadonlyMap<string, ServiceProcess>
  /** The process of that name; throws when it does not run here. */
  process(name: string): ServiceProcess
  gateways: readonly ServiceProcess[]
  /** Our own servers; undefined where DATABASE_URL or REDIS_URL was given, or nothing needs them. */
  postgres: Postgres | undefined
  redis: Redis | undefined
  secrets: Secrets
  /** Stops everything in order; the data stays. A second call waits for the first. */
  stop(): Promise<void>
}

/** The programs of our own components, from the repository's root. */
const PROGRAMS: Readonly<Record<'users' | 'messages' | 'worker' | 'gateway', string>> = {
  users: 'subgraphs/users/src/main.ts',
  messages: 'subgraphs/messages/src/server.ts',
  worker: 'subgraphs/messages/src/worker.ts',
  gateway: 'gateway/src/main.ts',
}

/**
 * Starts PostgreSQL, Redis, both companies' stand-ins, the subgraphs, the worker and the gateway on this
 * machine, each ready before those that need it. When one cannot start, everything is stopped again.
 *
 * @throws StartError in one sentence
 */
export async function bootSystem(options: BootOptions): Promise<System> {
  const boot = new Boot(options)
  try {
    return await boot.run()
  } catch (error) {
    await boot.stop()
    throw error
  }
}

class Boot {
  readonly #options: BootOptions
  readonly #folder: string
  readonly #components: readonly Component[]
  readonly #processes = new Map<string, ServiceProcess>()
  #postgres: Postgres | undefined
  #redis: Redis | undefined
  #balancer: Balancer | undefined
  #release: (() => Promise<void>) | undefined
  #stopping: Promise<void> | undefined

  constructor(options: BootOptions) {
    this.#options = options
    this.#folder = resolve(options.dataFolder)
    this.#components = options.only ?? COMPONENTS
  }

  async run(): Promise<System> {
    const { databaseUrl, redisUrl, gateways = 1, messages = 1 } = this.#options
    if (this.#options.fresh === true && databaseUrl !== undefined) {
      throw new StartError('--fresh empties our own data folder, not the database of DATABASE_URL: unset one of the two.')
    }
    const wishes = { gateways, messages, anyPort: this.#options.anyPort ?? false, ports: this.#options.ports ?? {} }
    const ports = await decidePorts(wishes, this.#components)
    this.#release = await takeDataFolder(this.#folder, this.#options.fresh ?? false)
    const secrets = await loadOrCreateSecrets(this.#folder)
    await this.#all([this.#startDatabase(), this.#startRedis(), this.#startCompanyA(ports.entry['company-a'], secrets), this.#startCompanyB(ports.entry['company-b'], secrets)])

    const local = (component: Component) => `http://127.0.0.1:${ports.entry[component]}`
    const surroundings: Surroundings = {
      dataFolder: this.#folder,
      databaseUrl: databaseUrl ?? this.#postgres?.url() ?? '',
      redisUrl: redisUrl ?? this.#redis?.url() ?? '',
      supergraph: '',
      ports,
      secrets,
    }
    if (this.#has('messages') && messages > 1) this.#balancer = await startBalancer(ports.entry.messages, ports.messages)
    await this.#all([
      this.#startOwn('users', [ports.entry.users], surroundings),
      this.#startOwn('messages', ports.messages, surroundings),
      this.#startOwn('worker', [ports.entry.worker], surroundings),
    ])
    if (this.#has('gateway')) {
      const source = this.#options.supergraph ?? join(repositoryRoot, 'schema/supergraph.graphql')
      const subgraphs = { users: local('users'), messages: local('messages') }
      surroundings.supergraph = await placeSupergraph(source, subgraphs, join(this.#folder, 'supergraph.graphql'))
      await this.#startOwn('gateway', ports.gateways, surroundings)
    }
    const component = (name: Component) => [name, local(name)] as const
    return {
      urls: {
        ...(Object.fromEntries(COMPONENTS.map(component)) as Record<Component, string>),
        database: surroundings.databaseUrl,
        redis: surroundings.redisUrl,
      },
      processes: this.#processes,
      process: (name) => this.#process(name),
      gateways: [...this.#processes.values()].filter((one) => one.name.startsWith('gateway')),
      postgres: this.#postgres,
      redis: this.#redis,
      secrets,
      stop: () => this.stop(),
    }
  }

  /** From the door inwards, so that nobody loses what it stands on before it has finished. */
  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      for (const tier of [/^gateway/, /^(worker|messages|users)/, /^company/]) {
        const members = [...this.#processes.values()].filter((one) => tier.test(one.name))
        await Promise.all(members.map((one) => one.stop()))
      }
      await this.#balancer?.close()
      await Promise.all([this.#redis?.stop(), this.#postgres?.stop()])
      await this.#release?.()
    })()
    return this.#stopping
  }

  #process(name: string): ServiceProcess {
    const found = this.#processes.get(name)
    if (!found) throw new Error(`No process ${name} runs here, only ${[...this.#processes.keys()].join(', ')}.`)
    return found
  }

  #has(component: Component): boolean {
    return this.#components.includes(component)
  }

  get #needsStorage(): boolean {
    return this.#has('users') || this.#has('messages') || this.#has('worker')
  }

  async #startDatabase(): Promise<void> {
    if (!this.#needsStorage) return
    const { databaseUrl, fsync = true } = this.#options
    if (databaseUrl === undefined) {
      this.#postgres = await startPostgres({ folder: join(this.#folder, 'postgres'), fsync })
      this.#tell('PostgreSQL is ready')
    }
    const applied = await migrate(databaseUrl ?? this.#postgres?.url() ?? '').catch((error: unknown) => {
      throw new StartError(`The database could not be brought up to date: ${error instanceof Error ? error.message : String(error)}`)
    })
    if (applied.length > 0) this.#tell(`The database is up to date (${applied.join(', ')})`)
  }

  async #startRedis(): Promise<void> {
    if (!this.#needsStorage || this.#options.redisUrl !== undefined) return
    this.#redis = await startRedis({ folder: join(this.#folder, 'redis') })
    this.#tell('Redis is ready')
  }

  async #startCompanyA(port: number, secrets: Secrets): Promise<void> {
    if (!this.#has('company-a')) return
    const folder = join(this.#folder, 'company-a')
    const start = (faults: boolean) =>
      startCompanyA({ folder: join(folder, 'data'), port, faults, secrets: secrets.companyA, env: this.#env('company-a'), ...this.#hooks() })
    await this.#startSeeded(folder, () => seedOfA(Date.now()), start)
  }

  async #startCompanyB(port: number, secrets: Secrets): Promise<void> {
    if (!this.#has('company-b')) return
    const folder = join(this.#folder, 'company-b')
    const start = (faults: boolean) =>
      startCompanyB({ folder: join(folder, 'data'), port, faults, ...secrets.companyB, env: this.#env('company-b'), ...this.#hooks() })
    await this.#startSeeded(folder, () => seedOfB(Date.now()), start)
  }

  async #startSeeded(folder: string, seed: () => object, start: (faults: boolean) => Promise<ServiceProcess>): Promise<void> {
    const { faults = false } = this.#options
    const company = await startSeeded({ folder, faults, seed: this.#options.seed === false ? undefined : seed(), start })
    this.#processes.set(company.name, company)
    this.#tell(`${company.name} is ready`)
  }

  async #startOwn(component: keyof typeof PROGRAMS, ports: readonly number[], surroundings: Surroundings): Promise<void> {
    if (!this.#has(component)) return
    const entry = this.#options.programs?.[component] ?? PROGRAMS[component]
    const env = { ...environmentOf(component, surroundings), ...this.#env(component) }
    await this.#all(ports.map(async (port, index) => {
      const name = index === 0 ? component : `${component}-${index + 1}`
      const service = await startService({ name, entry, port, env, ...this.#hooks() })
      this.#processes.set(name, service)
      this.#tell(`${name} is ready`)
    }))
  }

  #env(component: Component): Record<string, string> {
    return { ...this.#options.env?.all, ...this.#options.env?.[component] }
  }

  #hooks(): Pick<ServiceOptions, 'log' | 'onEnd'> {
    const { log, onEnd } = this.#options
    return { ...(log ? { log } : {}), ...(onEnd ? { onEnd } : {}) }
  }

  #tell(what: string): void {
    this.#options.progress?.(what)
  }

  /** Waits for all, also when one fails: only what is known to run can be stopped. */
  async #all(starts: readonly Promise<void>[]): Promise<void> {
    const failure = (await Promise.allSettled(starts)).find((result) => result.status === 'rejected')
    if (failure) throw failure.reason
  }
}

import { existsSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { ended, spawnLeashed, stopChild } from './leash.ts'
import { lineSplitter, messageOf, type LogSink } from './log-lines.ts'
import { isPortTaken } from './port.ts'
import { StartError } from './start-error.ts'

/** The repository's root: entries of services are given from there. */
export const repositoryRoot = fileURLToPath(new URL('../../..', import.meta.url))

export interface ServiceOptions {
  /** Shown in logs and sentences, for example `gateway`. */
  name: string
  /** The program, from the repository's root, for example `gateway/src/main.ts`. */
  entry: string
  port: number
  args?: readonly string[]
  /** Added to this process's environment; PORT and HOST are set from here. */
  env?: Record<string, string>
  /** Answers whether the service is ready; default: GET /readyz answers 200. */
  ready?: (url: string) => Promise<boolean>
  /** Default 30,000. */
  readyWithinMs?: number
  log?: LogSink
  /** Told in one sentence when it ends, once ready, without having been asked to by `stop` or `kill`. */
  onEnd?: (service: ServiceProcess, reason: string) => void
}

/** A service's process. It ends with this process, however this process ends. */
export interface ServiceProcess {
  readonly name: string
  readonly url: string
  readonly port: number
  readonly pid: number | undefined
  readonly running: boolean
  /** Starts it (again) and resolves when it is ready. Starting a running one does nothing. */
  start(): Promise<void>
  /** Asks it to stop (SIGTERM), kills it 12 s later; resolves when it has ended. */
  stop(): Promise<void>
  /** `kill -9`; resolves when it has ended. */
  kill(): Promise<void>
  restart(): Promise<void>
}

/**
 * Starts `node <entry>` and waits until it is ready.
 *
 * @throws StartError with the service's own last words when it ends before it is ready
 */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const service = new Service(options)
  await service.start()
  return service
}

class Service implements ServiceProcess {
  readonly name: string
  readonly url: string
  readonly port: number
  readonly #options: ServiceOptions
  #child: ChildProcess | undefined
  #asked = false
  #lastWords: string[] = []
  #ready = false

  constructor(options: ServiceOptions) {
    this.#options = options
    this.name = options.name
    this.port = options.port
    this.url = `http://127.0.0.1:${options.port}`
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  get running(): boolean {
    const child = this.#child
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null
  }

  async start(): Promise<void> {
    if (this.running) return
    const { name, entry, port, args = [], env = {} } = this.#options
    if (!existsSync(new URL(entry, `file://${repositoryRoot}`))) throw new StartError(`${name} cannot start: ${entry} does not exist.`)
    if (await isPortTaken(port)) throw new StartError(`${name} cannot start: port ${port} of this machine is taken.`)
    this.#asked = false
    this.#ready = false
    this.#lastWords = []
    const child = spawnLeashed(process.execPath, [entry, ...args], {
      cwd: repositoryRoot,
      env: { ...process.env, ...env, PORT: String(port), HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    child.on('error', (error) => this.#lastWords.push(error.message))
    for (const stream of [child.stdout, child.stderr]) this.#follow(stream)
    child.once('exit', (code, signal) => {
      if (!this.#asked && this.#ready) this.#options.onEnd?.(this, `${name} ended by itself (${signal ?? `code ${code}`}): ${this.#why()}`)
    })
    await this.#untilReady(child)
    this.#ready = true
  }

  async stop(): Promise<void> {
    this.#asked = true
    if (this.#child && this.running) await stopChild(this.#child, 'SIGTERM', 12_000)
  }

  async kill(): Promise<void> {
    this.#asked = true
    if (!this.#child || !this.running) return
    this.#child.kill('SIGKILL')
    await ended(this.#child)
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  #follow(stream: NodeJS.ReadableStream | null): void {
    if (!stream) return
    const lines = lineSplitter((line) => {
      this.#lastWords = [...this.#lastWords.slice(-19), line]
      this.#options.log?.(this.name, line)
    })
    stream.on('data', lines.write)
    stream.on('end', lines.end)
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const { ready = answersReadyz, readyWithinMs = 30_000 } = this.#options
    const deadline = Date.now() + readyWithinMs
    for (;;) {
      if (!this.running) {
        // What it wrote last can arrive after its end.
        await sleep(50)
        throw new StartError(`${this.name} ended before it was ready: ${this.#why()}`)
      }
      if (await ready(this.url).catch(() => false)) return
      if (Date.now() > deadline) {
        this.#asked = true
        await stopChild(child, 'SIGTERM', 3_000)
        throw new StartError(`${this.name} was not ready within ${readyWithinMs / 1000} s: ${this.#why()}`)
      }
      await sleep(30)
    }
  }

  /** The line of the last words that names an error, else one that tells of it, else the very last one. */
  #why(): string {
    const words = this.#lastWords.filter((line) => !/^\s+at |^Node\.js v/.test(line))
    const named = words.find((line) => /^\w*Error\b/.test(line))
    const telling = named ?? words.find((line) => /cannot|"level":"(error|fatal)"/.test(line)) ?? words.at(-1)
    return telling === undefined ? 'it said nothing.' : messageOf(telling)
  }
}

async function answersReadyz(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })
  await response.arrayBuffer()
  return response.status === 200
}

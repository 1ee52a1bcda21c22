import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { companyA, type CompanyA, type CompanyAOptions } from '../src/client.ts'

const main = join(import.meta.dirname, '../../../legacy/company-a/src/main.ts')

/** The runnable stand-in of company A as a process of its own, with its test controls. */
export async function standIn() {
  const folder = await mkdtemp(join(tmpdir(), 'company-a-'))
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder, FAULTS: '1', CLIENTS: 'switchboard:local-dev-secret', RATE_SERVICE: '100000/10', RATE_USER: '100000/10', RATE_ANON: '100000/10' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let baseUrl = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output = (output + chunk.toString()).slice(-4_000) })
  const clients: CompanyA[] = []

  async function control(path: string, body: unknown): Promise<void> {
    const response = await fetch(`${baseUrl}/__control/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`control ${path}: ${response.status} ${await response.text()}`)
  }

  async function stop(): Promise<void> {
    await Promise.all(clients.map((client) => client.close()))
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 6_000)
      await gone
      clearTimeout(late)
    }
    await rm(folder, { recursive: true, force: true })
  }

  for (const until = Date.now() + 20_000; baseUrl === '';) {
    // Its first line of output names the port it took.
    baseUrl = /"ready":true.*?"url":"([^"]+)"/.exec(output)?.[1] ?? ''
    if (child.exitCode !== null || Date.now() > until) {
      await stop()
      throw new Error(`the stand-in of company A does not come up:\n${output}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }

  return {
    baseUrl,
    seed: (data: unknown) => control('seed', data),
    /** Replaces the fault set; nothing given: no faults. */
    faults: (set: Record<string, unknown> = {}) => control('faults', set),
    client(options: Partial<CompanyAOptions> = {}): CompanyA {
      const made = companyA({ baseUrl, clientId: 'switchboard', clientSecret: 'local-dev-secret', ...options })
      clients.push(made)
      return made
    },
    stop,
  }
}

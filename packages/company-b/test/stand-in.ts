import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../../legacy/company-b/src/main.ts', import.meta.url))

/** Company B itself, as its runnable stand-in, in a process and a folder of its own. */
export async function startStandIn(env: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'company-b-'))
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, PORT: '0', HOST: '127.0.0.1', DATA_DIR: folder, PARTNER_KEYS: 'key', COUNTRY: '33', FAULTS: '1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await readyUrl(child)
  async function control(path: string, body: object): Promise<void> {
    const answer = await fetch(`${url}/__control/${path}`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  }
  return {
    url,
    seed: (data: object) => control('seed', data),
    faults: (faults: object) => control('faults', faults),
    async dump(entity: string): Promise<Record<string, unknown>[]> {
      const text = await (await fetch(`${url}/__control/dump?entity=${entity}`)).text()
      return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>)
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function readyUrl(child: ReturnType<typeof spawn>): Promise<string> {
  if (child.stdout === null) throw new Error('company B has no output')
  for await (const line of createInterface({ input: child.stdout })) {
    const found = /"url":"([^"]+)"/.exec(line)?.[1]
    if (found !== undefined) return found
  }
  throw new Error('company B ended before it was ready')
}

import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aApp } from '@switchboard/testkit/a-app'
import { bApp } from '@switchboard/testkit/b-app'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bootSystem } from '../src/boot.ts'
import { freePort, isPortTaken } from '../src/port.ts'
import { repositoryRoot } from '../src/processes.ts'
import { A_PASSWORD, A_PEOPLE, B_PEOPLE } from '../src/seed.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-start-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const companies = { only: ['company-a', 'company-b'] as const, anyPort: true }

describe('booting a system', () => {
  it('seeds both companies once; signs in as its people; keeps what they do', async () => {
    const first = await bootSystem({ dataFolder: folder, ...companies })
    const lea = await aApp(first.urls['company-a'], { email: A_PEOPLE[0].email, password: A_PASSWORD })
    const conversations = await lea.conversations()
    expect(conversations.map((one) => one.title ?? 'direct').toSorted()).toEqual(['Sunday hike', 'direct'])
    const bruno = await bApp(first.urls['company-b'], { phone: B_PEOPLE[0].phone, pin: B_PEOPLE[0].pin })
    expect(await bruno.threads()).toHaveLength(2)
    await lea.send(conversations[0]?.id ?? '', 'kept')
    expect((await fetch(`${first.urls['company-a']}/__control/dump?entity=users`)).status).toBe(404)
    await first.stop()
    await first.stop()

    const second = await bootSystem({ dataFolder: folder, ...companies, faults: true })
    const again = await aApp(second.urls['company-a'], { email: A_PEOPLE[0].email, password: A_PASSWORD })
    expect((await again.messages(conversations[0]?.id ?? '')).at(-1)).toMatchObject({ body: 'kept' })
    expect((await fetch(`${second.urls['company-a']}/__control/dump?entity=users`)).status).toBe(200)
    expect(second.process('company-b').running).toBe(true)
    expect(() => second.process('gateway')).toThrow(/No process gateway/)
    await second.stop()

    const fresh = await bootSystem({ dataFolder: folder, ...companies, fresh: true, seed: false })
    await expect(aApp(fresh.urls['company-a'], { email: A_PEOPLE[0].email, password: A_PASSWORD })).rejects.toMatchObject({ status: 401 })
    await fresh.stop()
  })

  it('gives secrets to their owner only', async () => {
    const system = await bootSystem({ dataFolder: folder, ...companies, seed: false })
    for (const file of Object.values(system.secrets.files).filter((path) => !path.endsWith('jwks.json'))) {
      expect((await stat(file)).mode & 0o077, file).toBe(0)
    }
    expect(JSON.parse(await readFile(system.secrets.files.assertionJwks, 'utf8'))).not.toHaveProperty('keys.0.d')
    await system.stop()
  })

  it('refuses a folder in use, and one that holds something else', async () => {
    const system = await bootSystem({ dataFolder: folder, ...companies, seed: false })
    await writeFile(join(folder, 'switchboard.pid'), `${process.ppid}\n`)
    await expect(bootSystem({ dataFolder: folder, ...companies })).rejects.toThrow(/is in use by process \d+/)
    await system.stop()
    const foreign = join(folder, 'foreign')
    await mkdir(foreign)
    await writeFile(join(foreign, 'thesis.txt'), 'precious')
    await expect(bootSystem({ dataFolder: foreign, ...companies, fresh: true })).rejects.toThrow(/holds something else/)
    expect(await readFile(join(foreign, 'thesis.txt'), 'utf8')).toBe('precious')
  })

  it('does not empty a database that is not its own', async () => {
    const booting = bootSystem({ dataFolder: folder, fresh: true, databaseUrl: 'postgresql://127.0.0.1:1/x' })
    await expect(booting).rejects.toThrow(/not the database of DATABASE_URL/)
  })

  it('stops what it has started when something else cannot start', async () => {
    const port = await freePort()
    const booting = bootSystem({ dataFolder: folder, ...companies, ports: { 'company-a': port }, env: { 'company-b': { COUNTRY: 'nowhere' } } })
    await expect(booting).rejects.toThrow(/^company-b ended before it was ready: /)
    expect(await isPortTaken(port)).toBe(false)
  })
})

describe('npm start', () => {
  const run = (...args: string[]) =>
    spawn(process.execPath, ['deploy/local/src/start.ts', '--data', folder, '--only', 'company-a,company-b', ...args], {
      cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'pipe'],
    })

  it('says that it is ready and stops cleanly on Ctrl-C', async () => {
    const [a, b] = [await freePort(), await freePort()]
    const child = run('--company-a-port', String(a), '--company-b-port', String(b))
    const output = collect(child)
    await expect.poll(() => output.text.includes('"msg":"ready"') && output.text.includes('"tookMs"'), { timeout: 20_000 }).toBe(true)
    for (const line of output.text.trim().split('\n')) expect(() => JSON.parse(line) as unknown, line).not.toThrow()
    child.kill('SIGINT')
    expect(await output.ended).toBe(0)
    expect([await isPortTaken(a), await isPortTaken(b)]).toEqual([false, false])
    await expect(stat(join(folder, 'switchboard.pid'))).rejects.toThrow()
  })

  it('says in one sentence that a port is taken, and leaves nothing running', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const taken = typeof address === 'object' && address !== null ? address.port : 0
    const output = collect(run('--company-a-port', String(taken), '--company-b-port', String(await freePort())))
    expect(await output.ended).toBe(1)
    expect(output.text).toBe(`Port ${taken} for company-a is taken on this machine: free it, or choose another with --company-a-port.\n`)
    server.close()
  })

  it('explains itself', async () => {
    const help = collect(run('--help'))
    expect(await help.ended).toBe(0)
    expect(help.text).toContain('--gateways N')
    const wrong = collect(run('--gateways', 'many'))
    expect(await wrong.ended).toBe(1)
    expect(wrong.text).toBe('--gateways takes a whole number from 1 to 16, not "many".\n')
  })
})

function collect(child: ChildProcess): { readonly text: string; ended: Promise<number | null> } {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { get text() { return text }, ended }
}

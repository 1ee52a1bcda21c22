import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort, isPortTaken } from '../src/port.ts'
import { repositoryRoot, startService, type ServiceOptions, type ServiceProcess } from '../src/processes.ts'
import { Supervisor } from '../src/supervisor.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-processes-'))
  await writeFile(join(folder, 'service.mjs'), `
    import { createServer } from 'node:http'
    const server = createServer((request, response) => {
      if (request.url === '/crash') process.exit(3)
      response.writeHead(process.env.NEVER ? 503 : 200).end(process.env.GREETING)
    })
    server.listen(Number(process.env.PORT), process.env.HOST)
    console.log(JSON.stringify({ level: 'info', msg: 'listening' }))
    process.on('SIGTERM', () => process.env.STUBBORN || process.exit(0))
  `)
  await writeFile(join(folder, 'broken.mjs'), "throw new Error('no key was given')")
  await writeFile(join(folder, 'parent.mjs'), `
    import { startService } from ${JSON.stringify(join(repositoryRoot, 'deploy/local/src/processes.ts'))}
    const service = await startService({ name: 'child', entry: process.argv[2], port: Number(process.argv[3]) })
    console.log(service.pid)
    setInterval(() => undefined, 1000)
  `)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const entry = (name: string) => relative(repositoryRoot, join(folder, name))
const service = async (more: Partial<ServiceOptions> = {}): Promise<ServiceOptions> => ({
  name: 'greeter', entry: entry('service.mjs'), port: await freePort(), ...more,
})

describe('a service’s process', () => {
  it('is ready when it was started, and can be killed, started, restarted and stopped', async () => {
    const lines: string[] = []
    const greeter = await startService(await service({ env: { GREETING: 'hello' }, log: (_name, line) => lines.push(line) }))
    expect(await (await fetch(greeter.url)).text()).toBe('hello')
    const first = greeter.pid
    await greeter.start()
    expect(greeter.pid).toBe(first)
    await greeter.kill()
    expect(greeter.running).toBe(false)
    await greeter.start()
    await greeter.restart()
    expect(greeter.pid).not.toBe(first)
    await greeter.stop()
    expect(await isPortTaken(greeter.port)).toBe(false)
    expect(lines.filter((line) => line.includes('listening'))).toHaveLength(3)
  })

  it('gives its own reason when it ends before it is ready', async () => {
    await expect(startService(await service({ entry: entry('broken.mjs') }))).rejects.toThrow(/^greeter ended before it was ready: .*no key was given/)
  })

  it('is stopped when it does not become ready in time', async () => {
    const options = await service({ env: { NEVER: '1' }, readyWithinMs: 300 })
    await expect(startService(options)).rejects.toThrow(/was not ready within 0.3 s/)
    expect(await isPortTaken(options.port)).toBe(false)
  })

  it('says in one sentence that its program or its port is not there', async () => {
    await expect(startService(await service({ entry: 'nowhere/main.ts' }))).rejects.toThrow('greeter cannot start: nowhere/main.ts does not exist.')
    const greeter = await startService(await service())
    await expect(startService(await service({ port: greeter.port }))).rejects.toThrow(`greeter cannot start: port ${greeter.port} of this machine is taken.`)
    await greeter.stop()
  })

  it('does not outlive a parent that is killed', async () => {
    const port = await freePort()
    const parent = spawn(process.execPath, [join(folder, 'parent.mjs'), entry('service.mjs'), String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => parent.stdout.once('data', resolve))
    expect(await isPortTaken(port)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isPortTaken(port), { timeout: 5_000 }).toBe(false)
  })
})

describe('the supervisor', () => {
  it('starts a process again that ended by itself, and gives up when that goes on', async () => {
    const told: string[] = []
    const gaveUp = new Promise<string>((resolve) => {
      const supervisor = new Supervisor((what) => told.push(what), resolve)
      void service({ onEnd: supervisor.onEnd }).then(async (options) => {
        const greeter = await startService(options)
        await crash(greeter)
        await expect.poll(() => told.includes('greeter is ready again'), { timeout: 5_000 }).toBe(true)
        for (let count = 0; count < 5; count++) supervisor.onEnd(greeter, 'greeter ended.')
        supervisor.end()
        await greeter.stop()
      })
    })
    expect(await gaveUp).toMatch(/6th time within a minute/)
    expect(told[0]).toMatch(/^greeter ended by itself \(code 3\)/)
  })
})

async function crash(greeter: ServiceProcess): Promise<void> {
  await fetch(`${greeter.url}/crash`).catch(() => undefined)
}

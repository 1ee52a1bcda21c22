import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigError, flag, loadConfig, processFields } from '../src/config.ts'
import { Readiness } from '../src/health.ts'
import { close, listen, ListenError, operational } from '../src/http.ts'
import { createLog, silentLog } from '../src/log.ts'
import { createMetrics } from '../src/metrics.ts'
import { requestIdOf } from '../src/request-id.ts'
import { run } from '../src/run.ts'
import { onShutdown } from '../src/shutdown.ts'

const undo: (() => Promise<unknown>)[] = []
afterEach(async () => { for (const step of undo.splice(0).reverse()) await step() })

describe('configuration', () => {
  const schema = z.object({ ...processFields(4001), DATABASE_URL: z.url(), PRETTY: flag.default(false), SECRET_KEY: z.string().min(32) })

  it('takes defaults, converts, and reads an empty variable as missing', () => {
    const config = loadConfig(schema, { DATABASE_URL: 'postgres://h/d', PORT: '', PRETTY: 'yes', SECRET_KEY: 'k'.repeat(32) })
    expect(config).toEqual({ HOST: '127.0.0.1', PORT: 4001, DATABASE_URL: 'postgres://h/d', PRETTY: true, SECRET_KEY: 'k'.repeat(32) })
  })

  it('tells every mistake at once, one sentence each, and no value', () => {
    const problems = () => { try { loadConfig(schema, { PORT: 'many', SECRET_KEY: 'hunter2' }) } catch (error) { return (error as ConfigError).problems } return [] }
    expect(problems()).toHaveLength(3)
    expect(problems()).toContain('DATABASE_URL is missing.')
    expect(problems()).toContainEqual(expect.stringMatching(/^PORT is not valid: .*number.*\.$/))
    expect(problems().join()).not.toContain('hunter2')
  })

  it('names a rule over several variables', () => {
    const either = z.object({ A: z.string().optional() }).refine(() => false, 'set A or B')
    expect(() => loadConfig(either, {})).toThrow('The environment is not valid: set A or B.')
  })
})

describe('starting', () => {
  const host = () => {
    const seen = { text: '', codes: [] as number[] }
    return { seen, stderr: { write: (text: string) => { seen.text += text } }, exit: (code: number) => { seen.codes.push(code) } }
  }

  it('prints one sentence per problem and exits with 1', async () => {
    const config = host()
    await run('users', () => Promise.reject(new ConfigError(['A is missing.', 'B is missing.'])), config)
    expect(config.seen).toEqual({ text: 'users cannot start: A is missing.\nusers cannot start: B is missing.\n', codes: [1] })
    const other = host()
    await run('users', () => Promise.reject(new Error('no database')), other)
    expect(other.seen.text).toBe('users cannot start: no database\n')
  })

  it('says nothing when all is well', async () => {
    const fine = host()
    await run('users', () => Promise.resolve(), fine)
    expect(fine.seen).toEqual({ text: '', codes: [] })
  })

  it('explains a port that is taken', async () => {
    const first = createServer()
    const { port, url } = await listen(first, { host: '127.0.0.1', port: 0 })
    undo.push(() => close(first))
    expect(url).toBe(`http://127.0.0.1:${port}`)
    const second = listen(createServer(), { host: '127.0.0.1', port })
    await expect(second).rejects.toThrow(ListenError)
    await expect(second).rejects.toThrow(`Port ${port} on 127.0.0.1 is already in use`)
  })

  it('explains a host that is not here', async () => {
    await expect(listen(createServer(), { host: '192.0.2.1', port: 0 })).rejects.toThrow('192.0.2.1 is not an address of this machine')
  })
})

describe('stopping', () => {
  class Host extends EventEmitter {
    readonly codes: number[] = []
    exit(code: number) { this.codes.push(code) }
  }

  it('runs the steps in order on the first signal, then exits with 0', async () => {
    const host = new Host()
    const order: string[] = []
    const stop = onShutdown(silentLog(), ['listener', 'streams', 'pool'].map((name) => ({ name, run: () => { order.push(name) } })), { process: host })
    host.emit('SIGTERM')
    await stop()
    expect(order).toEqual(['listener', 'streams', 'pool'])
    expect(host.codes).toEqual([0])
  })

  it('goes on past a step that fails, and says so by exiting with 1', async () => {
    const host = new Host()
    let closed = false
    await onShutdown(silentLog(), [{ name: 'bad', run: () => Promise.reject(new Error('no')) }, { name: 'pool', run: () => { closed = true } }], { process: host })()
    expect(closed).toBe(true)
    expect(host.codes).toEqual([1])
  })

  it('gives up at the deadline', async () => {
    const host = new Host()
    await onShutdown(silentLog(), [{ name: 'stuck', run: () => new Promise(() => undefined) }], { process: host, deadlineMs: 20 })()
    expect(host.codes).toEqual([1])
  })

  it('exits at once on a second signal', () => {
    const host = new Host()
    onShutdown(silentLog(), [{ name: 'stuck', run: () => new Promise(() => undefined) }], { process: host, deadlineMs: 50 })
    host.emit('SIGINT')
    host.emit('SIGINT')
    expect(host.codes).toEqual([130])
  })
})

describe('the operational listener', () => {
  async function serve(readiness: Readiness) {
    const metrics = createMetrics('probe')
    metrics.counter('things_total', 'Things.', ['kind']).inc({ kind: 'good' }, 3)
    metrics.gauge('depth', 'Depth.', [], (gauge) => { gauge.set(7) })
    metrics.histogram('wait_seconds', 'Wait.').observe(0.02)
    const server = createServer(operational({ readiness, metrics }))
    const { url } = await listen(server, { host: '127.0.0.1', port: 0 })
    undo.push(() => close(server))
    return url
  }

  it('is alive whatever else fails, and ready only when every check passes', async () => {
    let works = false
    const url = await serve(new Readiness().add('database', () => works ? Promise.resolve() : Promise.reject(new Error('down'))))
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const down = await fetch(`${url}/readyz?verbose`)
    expect(down.status).toBe(503)
    expect(await down.json()).toEqual({ ready: false, draining: false, checks: { database: 'failed' } })
    works = true
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  it('is not ready while draining, nor when a check does not end', async () => {
    const readiness = new Readiness({ checkTimeoutMs: 20 }).add('stuck', () => new Promise(() => undefined))
    expect((await readiness.report()).checks).toEqual({ stuck: 'failed' })
    const idle = new Readiness()
    idle.drain()
    expect(await idle.report()).toEqual({ ready: false, draining: true, checks: {} })
  })

  it('runs the checks once for calls that come together', async () => {
    let runs = 0
    const readiness = new Readiness().add('counted', () => { runs += 1; return Promise.resolve() })
    await Promise.all([readiness.report(), readiness.report(), readiness.report()])
    expect(runs).toBe(1)
  })

  it('shows metrics with the name of the service', async () => {
    const text = await (await fetch(`${await serve(new Readiness())}/metrics`)).text()
    expect(text).toContain('things_total{kind="good",service="probe"} 3')
    expect(text).toContain('depth{service="probe"} 7')
    expect(text).toContain('wait_seconds_count{service="probe"} 1')
    expect(text).toContain('process_cpu_seconds_total')
  })

  it('answers 404 with a code to what nobody takes', async () => {
    const answer = await fetch(`${await serve(new Readiness())}/nothing`)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ error: { code: 'NOT_FOUND' } })
  })
})

describe('the log', () => {
  it('writes JSON lines and keeps secrets out at every depth', () => {
    let text = ''
    const log = createLog('users', { destination: { write: (line: string) => { text += line } } })
    log.info({ token: 'T1', user: { password: 'P2', pin: 'P3' }, request: { headers: { authorization: 'A4', 'switchboard-assertion': 'S5', accept: 'json' } } }, 'hello')
    const line = JSON.parse(text) as Record<string, unknown>
    expect(line).toMatchObject({ service: 'users', level: 'info', msg: 'hello', request: { headers: { accept: 'json' } } })
    for (const secret of ['T1', 'P2', 'P3', 'A4', 'S5']) expect(text).not.toContain(secret)
  })
})

describe('request ids', () => {
  it('are kept when plausible and made anew otherwise', () => {
    expect(requestIdOf('abcdef-0123')).toBe('abcdef-0123')
    for (const bad of [undefined, '', 'short', 'line\nbreak-line', 'x'.repeat(200), 7]) expect(requestIdOf(bad)).toMatch(/^[0-9a-f-]{36}$/)
  })
})

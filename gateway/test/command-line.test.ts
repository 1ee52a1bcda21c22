import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError } from '@switchboard/service-kit/config'
import { readGatewayConfig } from '../src/gateway-config.ts'
import { compose } from './support/gateway.ts'
import { runSubgraph } from './support/subgraph.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
let supergraph: string
let broken: string
let child: ChildProcess | undefined

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-cli-'))
  const subgraph = await runSubgraph('one', 'type Query { hello: String }', { Query: { hello: () => 'world' } })
  supergraph = join(folder, 'supergraph.graphql')
  broken = join(folder, 'broken.graphql')
  await writeFile(supergraph, compose([subgraph]))
  await writeFile(broken, 'type Query { a: Int }')
  await subgraph.stop()
})
afterEach(() => { child?.kill('SIGKILL') })

function begin(args: string[]) {
  const started = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'] ?? '' }, stdio: ['ignore', 'pipe', 'pipe'] })
  child = started
  const output = { out: '', err: '' }
  started.stdout.on('data', (data: Buffer) => { output.out += data.toString() })
  started.stderr.on('data', (data: Buffer) => { output.err += data.toString() })
  const exit = new Promise<number | null>((resolve) => started.once('exit', resolve))
  const ready = new Promise<string>((resolve, reject) => {
    started.stdout.on('data', () => {
      const line = output.out.split('\n').find((text) => text.includes('"ready"'))
      if (line !== undefined) resolve((JSON.parse(line) as { url: string }).url)
    })
    started.once('exit', () => { reject(new Error(output.err)) })
  })
  ready.catch(() => undefined)
  return { started, output, exit, ready }
}

describe('the gateway as a process', () => {
  it('says where it is ready, serves with no subgraph running, and leaves on SIGTERM', async () => {
    const { started, ready, exit } = begin(['--supergraph', supergraph, '--host', '127.0.0.1', '--port', '0', '--auth', 'off'])
    const url = await ready
    const post = async (query: string) => (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) })).json()
    expect(await post('{ __typename }')).toEqual({ data: { __typename: 'Query' } })
    expect(await post('{ hello }')).toMatchObject({ data: { hello: null }, errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] })
    const at = performance.now()
    started.kill('SIGTERM')
    expect(await exit).toBe(0)
    expect(performance.now() - at).toBeLessThan(2_500)
    const taken = begin(['--supergraph', supergraph, '--auth', 'off', '--port', '0'])
    const port = new URL(await taken.ready).port
    const second = spawn(process.execPath, [main, '--supergraph', supergraph, '--auth', 'off', '--port', port], { env: { PATH: process.env['PATH'] ?? '' } })
    let err = ''
    second.stderr.on('data', (data: Buffer) => { err += data.toString() })
    expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(1)
    expect(err).toMatch(/^gateway cannot start: Port \d+ on 127\.0\.0\.1 is already in use[^\n]*\n$/)
  })

  it('says in one sentence what is wrong with the supergraph, and exits 1', async () => {
    const missing = begin(['--supergraph', '/nowhere.graphql', '--auth', 'off'])
    expect(await missing.exit).toBe(1)
    expect(missing.output.err).toMatch(/^gateway cannot start: The supergraph \/nowhere\.graphql cannot be read \(ENOENT\)[^\n]*\n$/)
    const bad = begin(['--supergraph', broken, '--auth', 'off'])
    expect(await bad.exit).toBe(1)
    expect(bad.output.err).toMatch(/^gateway cannot start: The file .*broken\.graphql does not hold a supergraph[^\n]*\n$/)
  })
})

describe('its configuration', () => {
  const read = (args: string[], env: Record<string, string> = {}) => () => readGatewayConfig(args, { SUPERGRAPH: 's', ...env })

  it('keeps a gateway without identity on this machine unless forced', () => {
    expect(read(['--auth', 'off', '--host', '0.0.0.0'])).toThrow(ConfigError)
    expect(read(['--auth', 'off', '--host', '0.0.0.0', '--force'])().HOST).toBe('0.0.0.0')
    expect(read(['--auth', 'off', '--host', 'localhost'])().AUTH).toBeUndefined()
  })

  it('wants keys with identity on, flags before the environment, and known flags only', () => {
    expect(read([])).toThrow(/TOKEN_JWKS is missing.*\nASSERTION_KEY_FILE is missing/)
    expect(read(['--port', '5'], { PORT: '6', TOKEN_JWKS: 'a', ASSERTION_KEY_FILE: 'b' })()).toMatchObject({ PORT: 5, AUTH: { jwks: 'a', keyFile: 'b' } })
    expect(read(['--what'])).toThrow(ConfigError)
    expect(read(['--auth', 'off'], { SUBGRAPH_SOCKETS: 'a=http://x' })).toThrow(ConfigError)
    expect(read(['--auth', 'off'], { SUBGRAPH_SOCKETS: 'a=ws://x/y?z=1' })().SUBGRAPH_SOCKETS.get('a')).toBe('ws://x/y?z=1')
  })

  it('shows introspection outside production only', () => {
    expect(read(['--auth', 'off'])().INTROSPECTION).toBe(true)
    expect(read(['--auth', 'off'], { NODE_ENV: 'production' })().INTROSPECTION).toBe(false)
    expect(read(['--auth', 'off'], { NODE_ENV: 'production', INTROSPECTION: 'on' })().INTROSPECTION).toBe(true)
  })
})

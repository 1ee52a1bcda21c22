import { createServer, type Server } from 'node:http'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBalancer } from '../src/balancer.ts'
import { environmentOf } from '../src/environments.ts'
import { lineSplitter, messageOf, plainSink, prettySink } from '../src/log-lines.ts'
import { freePort } from '../src/port.ts'
import { readStartOptions } from '../src/start-options.ts'
import { placeSupergraph } from '../src/supergraph.ts'
import { decidePorts } from '../src/system-ports.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-parts-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('log lines', () => {
  it('are whole, however the stream is cut', () => {
    const lines: string[] = []
    const splitter = lineSplitter((line) => lines.push(line))
    const bytes = Buffer.from('één\ntwo\n\nthree')
    for (const byte of bytes) splitter.write(Buffer.from([byte]))
    splitter.end()
    expect(lines).toEqual(['één', 'two', 'three'])
  })

  it('stay JSON for machines', () => {
    const out: string[] = []
    const sink = plainSink((text) => out.push(text))
    sink('users', '{"msg":"hi"}')
    sink('users', 'plain words')
    expect(out).toEqual(['{"msg":"hi"}\n', '{"service":"users","msg":"plain words"}\n'])
  })

  it('read well on a terminal', () => {
    const out: string[] = []
    const sink = prettySink((text) => out.push(text.replaceAll(/\x1b\[\d+m/g, '')))
    sink('users', '{"level":"warn","time":"2026-03-02T09:15:00.000Z","service":"users","msg":"slow","ms":12,"err":{"message":"late"}}')
    sink('users', '{not json')
    expect(out).toEqual(['users       09:15:00.000 slow ms=12 late\n', 'users       {not json\n'])
    expect(messageOf('{"level":50,"msg":"failed","err":{"message":"why"}}')).toBe('failed: why')
  })
})

describe('the supergraph', () => {
  const text = 'enum join__Graph { USERS @join__graph(name: "users", url: "http://127.0.0.1:4001/graphql") }'

  it('is taken as it is when the addresses fit', async () => {
    const source = join(folder, 'supergraph.graphql')
    await writeFile(source, text)
    expect(await placeSupergraph(source, { users: 'http://127.0.0.1:4001' }, join(folder, 'copy'))).toBe(source)
  })

  it('is copied with other addresses, paths kept', async () => {
    const copy = await placeSupergraph(join(folder, 'supergraph.graphql'), { users: 'http://127.0.0.1:5555' }, join(folder, 'copy'))
    expect(await readFile(copy, 'utf8')).toContain('url: "http://127.0.0.1:5555/graphql"')
    await expect(placeSupergraph(join(folder, 'none'), {}, copy)).rejects.toThrow(/npm run generate/)
  })
})

describe('the balancer', () => {
  it('takes its servers in turn and passes over one that is down', async () => {
    const servers = await Promise.all(['one', 'two'].map(answering))
    const port = await freePort()
    const dead = await freePort()
    const balancer = await startBalancer(port, [...servers.map((one) => one.port), dead])
    const answers: string[] = []
    for (let count = 0; count < 6; count++) {
      const response = await fetch(balancer.url, { headers: { connection: 'close' } })
      answers.push(await response.text())
    }
    expect(new Set(answers)).toEqual(new Set(['one', 'two']))
    await expect(startBalancer(port, [dead])).rejects.toThrow(/cannot listen on port/)
    await balancer.close()
    for (const { server } of servers) server.close()
    const lonely = await startBalancer(port, [dead])
    await expect(fetch(lonely.url)).rejects.toThrow()
    await lonely.close()
  })
})

describe('ports', () => {
  it('are the fixed ones, further servers ten apart', async () => {
    const ports = await decidePorts({ gateways: 2, messages: 2 }, [])
    expect(ports.gateways).toEqual([4000, 4010])
    expect(ports.messages).toEqual([4012, 4022])
    expect(ports.entry.messages).toBe(4002)
  })
})

describe('the command line', () => {
  it('wins over the environment, which wins over the default', () => {
    const options = readStartOptions(['--gateway-port', '5000', '--messages', '2', '--only', 'users, messages'], {
      GATEWAY_PORT: '6000', COMPANY_A_PORT: '6101', REDIS_URL: 'redis://x', DATABASE_URL: '', SWITCHBOARD_DATA: '/somewhere',
    })
    expect(options).toMatchObject({
      boot: { ports: { gateway: 5000, 'company-a': 6101 }, messages: 2, gateways: 1, only: ['users', 'messages'], redisUrl: 'redis://x', dataFolder: '/somewhere' },
    })
    expect(options).not.toHaveProperty('boot.databaseUrl')
  })

  it('refuses what it does not know', () => {
    expect(() => readStartOptions(['--only', 'users,mars'], {})).toThrow(/not "mars"/)
    expect(() => readStartOptions(['--speed'], {})).toThrow(/--help/)
    expect(() => readStartOptions([], { USERS_PORT: '70000' })).toThrow(/--users-port takes a whole number/)
  })
})

describe('environments', () => {
  it('give each process what it needs and no more', async () => {
    const ports = await decidePorts({ gateways: 1, messages: 1 }, [])
    const secrets = {
      companyA: { clientId: 'id', clientSecret: 'secret' },
      companyB: { partnerKey: 'key' },
      files: { assertionKey: 'ak', assertionJwks: 'aj', tokenKey: 'tk', cursorKey: 'ck', fileKey: 'fk' },
    }
    const around = { dataFolder: '/data', databaseUrl: 'postgresql://db', redisUrl: 'redis://r', supergraph: 'graph', ports, secrets }
    expect(environmentOf('gateway', around)).toEqual({
      SUPERGRAPH: 'graph', TOKEN_JWKS: 'http://127.0.0.1:4001/.well-known/jwks.json', ASSERTION_KEY_FILE: 'ak', APOLLO_TELEMETRY_DISABLED: '1',
    })
    expect(environmentOf('users', around)).toMatchObject({ TOKEN_KEY_FILE: 'tk', ASSERTION_JWKS: 'aj', COMPANY_B_COUNTRY: '33' })
    expect(environmentOf('users', around)).not.toHaveProperty('ASSERTION_KEY_FILE')
    expect(environmentOf('messages', around)).toMatchObject({ CURSOR_KEY_FILE: 'ck', DATA_DIR: '/data/files' })
    expect(environmentOf('worker', around)).toMatchObject({ WORKER_PUBLIC_URL: 'http://127.0.0.1:4003' })
    expect(environmentOf('company-a', around)).toEqual({})
  })
})

async function answering(text: string): Promise<{ server: Server; port: number }> {
  const server = createServer((_request, response) => response.end(text)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

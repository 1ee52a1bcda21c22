import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { SharedReads } from '../src/shared-reads.ts'
import { runGateway, type TestGateway } from './support/gateway.ts'
import { runSubgraph, type TestSubgraph } from './support/subgraph.ts'

const sdl = 'type Query { list: [Thing!] text(of: String): String } type Thing { name: String } type Mutation { change: Int }'
let changes = 0
let subgraph: TestSubgraph
let gateway: TestGateway

async function start(env: Record<string, string>) {
  subgraph = await runSubgraph('only', sdl, { Query: { list: () => [{ name: `${changes}` }], text: (_: unknown, { of }: { of?: string }) => of ?? null }, Mutation: { change: () => { changes += 1; return changes } } })
  gateway = await runGateway([subgraph], { PASS_HEADERS: 'x-tenant', ...env })
  subgraph.before = async () => { await sleep(60); return undefined }
}
afterEach(async () => {
  await gateway.stop()
  await subgraph.stop()
})

describe('identical reads on their way', () => {
  it('are sent once, and each caller gets an answer of its own', async () => {
    await start({ SHARE_READS: 'true' })
    const answers = await Promise.all(Array.from({ length: 5 }, () => gateway.post('{ list { name } }')))
    expect(answers.map(({ data }) => data)).toEqual(Array.from({ length: 5 }, () => ({ list: [{ name: `${changes}` }] })))
    expect(subgraph.seen).toHaveLength(1)
    await gateway.post('{ list { name } }')
    expect(subgraph.seen).toHaveLength(2)
  })

  it('are sent each when sharing is off, when callers or variables differ, and mutations always', async () => {
    await start({})
    await Promise.all([gateway.post('{ list { name } }'), gateway.post('{ list { name } }')])
    expect(subgraph.seen).toHaveLength(2)
    await gateway.stop()
    await subgraph.stop()
    await start({ SHARE_READS: 'true' })
    const query = 'query ($of: String) { text(of: $of) }'
    await Promise.all([
      gateway.post(query, { variables: { of: 'a' } }), gateway.post(query, { variables: { of: 'b' } }), gateway.post(query, { variables: { of: 'a' }, headers: { 'x-tenant': 'other' } }),
      gateway.post('mutation { change }'), gateway.post('mutation { change }'),
    ])
    expect(subgraph.seen).toHaveLength(5)
  })

  it('that begin after a mutation was answered join none from before it', async () => {
    await start({ SHARE_READS: 'true' })
    const before = changes
    let reads = 0
    subgraph.before = async ({ body }) => {
      if (!body.query.startsWith('mutation')) { reads += 1; if (reads === 1) { await sleep(150); return { status: 200, text: `{"data":{"list":[{"name":"${before}"}]}}` } } }
      return undefined
    }
    const old = gateway.post('{ list { name } }')
    await sleep(30)
    await gateway.post('mutation { change }')
    expect((await gateway.post('{ list { name } }')).data).toEqual({ list: [{ name: `${before + 1}` }] })
    expect((await old).data).toEqual({ list: [{ name: `${before}` }] })
  })
})

describe('a shared read', () => {
  it('is abandoned when the last of its callers has gone, not before', async () => {
    await start({})
    const reads = new SharedReads<string>()
    let abandoned = false
    const begin = (signal: AbortSignal) => new Promise<string>((resolve, reject) => {
      signal.addEventListener('abort', () => { abandoned = true; reject(new Error('abandoned')) })
      setTimeout(() => { resolve('answer') }, 50)
    })
    const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()]
    const leaving = reads.read('key', first.signal, begin)
    const staying = reads.read('key', second.signal, begin)
    first.abort(new Error('gone'))
    await expect(leaving).rejects.toThrow('gone')
    expect(abandoned).toBe(false)
    expect(await staying).toBe('answer')
    abandoned = false
    const alone = reads.read('key', third.signal, begin)
    third.abort(new Error('gone'))
    await expect(alone).rejects.toThrow('gone')
    expect(abandoned).toBe(true)
    await expect(reads.read('key', third.signal, begin)).rejects.toThrow('gone')
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { startCompanyB } from '../src/server.ts'
import { Client, KEY, UNTHROTTLED, phoneOf } from './bench.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const folders: string[] = []
const running = new Set<() => Promise<void>>()

afterAll(async () => {
  for (const kill of running) await kill()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'company-b-'))
  folders.push(folder)
  return folder
}

/** A real process on a free port; `stop` sends the signal and waits for the end. */
async function start(folder: string) {
  const env = { ...process.env, PORT: '0', DATA_DIR: folder, PARTNER_KEYS: `${KEY},other`, FAULTS: '1', THROTTLE_CALLS: '100000/1', THROTTLE_SEND: '100000/1' }
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    running.delete(stop)
    if (child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
  running.add(stop)
  return { client: new Client((JSON.parse(line) as { url: string }).url), stop, child }
}

const ENTITIES = ['users', 'pairs', 'msgs', 'held', 'lists', 'posts', 'blocks', 'media']
const everything = async (client: Client) => Object.fromEntries(await Promise.all(ENTITIES.map(async (entity) => [entity, await client.dump(entity)])))

test('every answered write survives kill -9; sids, rings and faults do not', async () => {
  const folder = newFolder()
  const first = await start(folder)
  const { client } = first
  await client.control('seed', { users: [1, 2, 3].map((uid) => ({ uid, phone: phoneOf(uid), name: `U${uid}` })) })
  const [one, two, partner] = [await client.login(1), await client.login(2), await client.partner()]
  await client.call('send', { sid: one, to: 2, txt: 'archived' })
  await client.call('archive', { sid: two, with: 1 })
  for (let i = 0; i < 50; i++) await client.call('send', { sid: one, to: 2, txt: `m${i}` })
  await client.call('send', { sid: one, to: 2, txt: 'held', at: Date.now() + 3_600_000 })
  await client.call('seen', { sid: two, with: 1, ids: [1, 2] })
  await client.call('react', { sid: two, with: 1, id: 1, r: 2 })
  await client.call('del', { sid: two, with: 1, id: 3, all: 0 })
  await client.call('del', { sid: one, with: 2, id: 4, all: 1 })
  const { lid } = await client.call('list/new', { sid: one, name: 'l', uids: [3] })
  await client.call('list/post', { sid: one, lid, txt: 'post' })
  await client.call('block', { sid: two, with: 3, blk: 1 })
  const { link } = await client.call('media/put', { sid: one, mime: 'image/png', b64: 'AAAA' })
  await client.call('partner/adduser', { sid: partner, name: 'shadow', ext: 'a:1' })
  await client.call('setname', { sid: two, name: 'Renamed' })
  await client.call('typing', { sid: one, with: 2 })
  await client.control('faults', { clockAdvanceMs: 1_000_000, hangMs: 5 })
  const before = await everything(client)
  const { boot } = await client.call('hello')
  await client.control('faults', { outage: true })
  await first.stop('SIGKILL')

  const second = await start(folder)
  const hello = await second.client.call('hello')
  expect(hello.boot).not.toBe(boot)
  expect(hello.now).toBeGreaterThan(Date.now() + 999_000)
  expect(await everything(second.client)).toEqual(before)
  for (const sid of [one, partner]) expect((await second.client.call('check', { sid })).err).toBe(5)
  const sid = await second.client.login(2)
  expect(await second.client.call('poll', { sid, since: -1 })).toMatchObject({ n: 0 })
  expect(await second.client.call('poll', { sid, since: 5 })).toMatchObject({ lost: 1, ev: [] })
  expect((await second.client.call('peer', { sid, with: 1 })).lastTyped).toBe(0)
  expect((await second.client.call('media/get', { sid, link })).b64).toBe('AAAA')
  expect((await second.client.call('send', { sid, to: 1, txt: 'next' })).id).toBe(51)
  await second.client.advance(3_600_000)
  expect((await second.client.dump('msgs')).at(-2)).toMatchObject({ id: 52, txt: 'held' })
  await second.stop('SIGTERM')
  expect(second.child.exitCode).toBe(0)
})

test('killed in the middle of a storm of sends it has every answered one', async () => {
  const folder = newFolder()
  const first = await start(folder)
  await first.client.control('seed', { users: [1, 2, 3, 4].map((uid) => ({ uid, phone: phoneOf(uid), name: 'x' })) })
  const answered: string[] = []
  const storm = [2, 3, 4].map(async (to) => {
    const sid = await first.client.login(to)
    for (let i = 0; ; i++) {
      const { id, pair } = await first.client.call('send', { sid, to: 1, txt: `${to} ${i}` })
      answered.push(`${pair} ${id} ${to} ${i}`)
    }
  })
  const ended = Promise.allSettled(storm)
  while (answered.length < 150) await new Promise((resolve) => setTimeout(resolve, 5))
  await first.stop('SIGKILL')
  await ended
  const second = await start(folder)
  const stored = new Set((await second.client.dump('msgs')).map(({ pair, id, txt }) => `${String(pair)} ${String(id)} ${String(txt)}`))
  expect(answered.filter((line) => !stored.has(line))).toEqual([])
  await second.stop()
})

test('ready within 5 s with 100,000 messages', async () => {
  const folder = newFolder()
  const options = { dataDir: folder, partnerKeys: [KEY], faults: true, throttle: UNTHROTTLED }
  const first = await startCompanyB(options)
  const client = new Client(first.url)
  await client.control('seed', { users: Array.from({ length: 200 }, (_, i) => ({ uid: i + 1, phone: phoneOf(i + 1), name: 'x' })) })
  for (let chunk = 0; chunk < 10; chunk++) {
    await client.control('seed', { messages: Array.from({ length: 10_000 }, (_, i) => ({ fr: (i % 100) + 1, to: (i % 100) + 101, txt: `${chunk} ${i}` })) })
  }
  await first.close()
  const before = performance.now()
  const second = await start(folder)
  expect((await second.client.call('hello')).ok).toBe(1)
  expect(performance.now() - before).toBeLessThan(5_000)
  expect((await second.client.call('hist', { sid: await second.client.login(1), with: 101, cnt: 1 })).top).toBe(1_000)
  await second.stop()
})

test('another COUNTRY at the next start renews the normal forms', async () => {
  const folder = newFolder()
  const options = { dataDir: folder, faults: true, throttle: UNTHROTTLED }
  const first = await startCompanyB(options)
  await new Client(first.url).control('seed', { users: [{ uid: 1, phone: '0170 1', name: 'a' }] })
  await first.close()
  const second = await startCompanyB({ ...options, country: '49' })
  const client = new Client(second.url)
  await client.control('seed', { users: [{ uid: 2, phone: '+49 1701', name: 'b' }] })
  expect((await client.dump('users')).map(({ gone }) => gone)).toEqual([1, 0])
  await second.close()
})

test('stopping answers held polls', async () => {
  const server = await startCompanyB({ dataDir: newFolder(), partnerKeys: [KEY], throttle: UNTHROTTLED })
  const client = new Client(server.url)
  const poll = client.call('partner/poll', { sid: await client.partner(), since: 0, wait: 25 })
  await client.call('hello')
  await server.close()
  expect(await poll).toMatchObject({ ok: 1, ev: [] })
})

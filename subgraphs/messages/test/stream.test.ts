import { describe, expect, it } from 'vitest'
import { newId } from '@switchboard/domain/ids'
import type { LogReading } from '../src/adapters/postgres/log-after.ts'
import type { LogEvent } from '../src/domain/event.ts'
import { ConversationStream, type StreamItem } from '../src/live/conversation-stream.ts'
import { InboxStream } from '../src/live/inbox-stream.ts'

const conversationId = newId()
const ground = { sessionId: newId(), identityId: newId(), conversationId }
const event = (seq: number, kind = 'read.moved', payload: unknown = { identityId: 'x', upToSeq: 1 }): LogEvent =>
  ({ conversationId, epoch: 1, seq, kind, messageId: seq === 2 || kind === 'message.deleted' ? 'm' : null, actorId: 'a', origin: 'GRAPH', payload, at: '2026-01-01T00:00:00.000000Z' }) as LogEvent

function open(log: LogEvent[], options: { after?: number; failures?: number; member?: () => boolean } = {}) {
  const seen = { reads: 0, overflows: 0, healed: 0, failed: 0, ended: 0 }
  let failures = options.failures ?? 0
  const stream = new ConversationStream({
    ground, after: options.after === undefined ? undefined : { epoch: 1, seq: options.after }, bufferSize: 4,
    read: async (seq, limit): Promise<LogReading> => {
      await Promise.resolve()
      seen.reads += 1
      if (failures-- > 0) throw new Error('PostgreSQL is away')
      return { epoch: 1, lastSeq: log.length, trimmedSeq: 0, member: options.member?.() ?? true, leftSeq: log.length, events: log.filter((entry) => entry.seq > seq).slice(0, limit) }
    },
    observe: { resync: () => undefined, healed: (n) => { seen.healed += n }, overflow: () => { seen.overflows += 1 }, readFailed: () => { seen.failed += 1 } },
    onEnd: () => { seen.ended += 1 },
  })
  const take = async (n: number) => {
    const items: StreamItem[] = []
    while (items.length < n) {
      const step = await stream.next()
      if (step.done) break
      items.push(step.value)
    }
    return items
  }
  return { stream, seen, take }
}
const seqs = (items: StreamItem[]) => items.flatMap((item) => (item.kind === 'event' ? [item.event.seq] : []))

describe('a slow reader', () => {
  it('keeps a bounded buffer and resumes from the log when it was full', async () => {
    const log = [event(1)]
    const { stream, seen, take } = open(log, { after: 1 })
    expect((await take(1))[0]?.kind).toBe('caughtUp')
    for (let seq = 2; seq <= 50; seq += 1) {
      const next = event(seq)
      log.push(next)
      stream.hear(next)
    }
    expect(seen).toMatchObject({ reads: 1, overflows: 1 })
    expect(seqs(await take(49))).toEqual(Array.from({ length: 49 }, (_, index) => index + 2))
    expect(seen).toMatchObject({ reads: 2, overflows: 1, healed: 45 })
    await stream.return()
    expect(seen.ended).toBe(1)
    expect(await stream.next()).toEqual({ done: true, value: undefined })
  })

  it('gets a tombstone for a message that was deleted while it waited in the buffer', async () => {
    const { stream, take } = open([event(1)], { after: 1 })
    await take(1)
    stream.hear(event(2, 'message.created', { message: { body: 'secret', attachmentIds: ['f'], extension: null } }))
    stream.hear(event(3, 'message.deleted', { message: { body: '' } }))
    expect(JSON.stringify(await take(2))).not.toContain('secret')
  })

  it('waits for PostgreSQL rather than break', async () => {
    const { seen, take } = open([event(1), event(2)], { after: 0, failures: 2 })
    expect(seqs(await take(2))).toEqual([1, 2])
    expect(seen.failed).toBe(2)
  })

  it('ends at once when it is told to, also while it waits', async () => {
    const one = open([event(1)])
    await one.take(1)
    const waiting = one.stream.next()
    one.stream.fail(new Error('over'))
    await expect(waiting).rejects.toThrow('over')
    await expect(one.stream.throw(new Error('again'))).rejects.toThrow('again')
    let member = true
    const two = open([event(1)], { member: () => member })
    await two.take(1)
    const last = two.stream.next()
    member = false
    two.stream.recheck()
    expect(await last).toEqual({ done: true, value: undefined })
    two.stream.hear(event(2))
    two.stream.hearEnd({ epoch: 1, seq: 9 })
    two.stream.hearDelivery('m')
    expect(two.stream.ended).toBe(true)
    expect(two.stream.place).toEqual({ epoch: 1, seq: 1 })
  })
})

describe('an inbox', () => {
  it('lets changes of one conversation fall together, and finds what no notice told of', async () => {
    let state = new Map([['a', '1'], ['b', '1']])
    let failed = 0
    let broken = false
    const inbox = new InboxStream({
      ground: { ...ground, conversationId: null }, rereadMs: 20, onEnd: () => undefined, readFailed: () => { failed += 1 },
      read: async () => { await Promise.resolve(); if (broken) throw new Error('away'); return state },
    })
    expect([(await inbox.next()).value, (await inbox.next()).value]).toEqual(['a', 'b'])
    for (let n = 0; n < 100; n += 1) inbox.hear('a')
    expect((await inbox.next()).value).toBe('a')
    state = new Map([['a', '1'], ['b', '2']])
    expect((await inbox.next()).value).toBe('b')
    state = new Map([['b', '2']])
    expect((await inbox.next()).value).toBe('a')
    broken = true
    inbox.hear(null)
    inbox.reread()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(failed).toBeGreaterThan(0)
    const waiting = inbox.next()
    inbox.fail(new Error('over'))
    await expect(waiting).rejects.toThrow('over')
    expect(await inbox.next()).toEqual({ done: true, value: undefined })
    await expect(inbox.throw(new Error('x'))).rejects.toThrow('x')
    inbox.hear('a')
    await inbox[Symbol.asyncDispose]()
  })
})

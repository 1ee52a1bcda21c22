import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginRead, hearEnd, hearLive, seamAt, takePage, type LogPage, type Placed, type Seam } from '../src/domain/seam.ts'

/**
 * A world of one log, one reader and a fast path that loses, repeats, delays and reorders. Steps are numbers, so that
 * fast-check shrinks a counterexample to the fewest of them.
 */
class World {
  readonly log: Placed[] = []
  readonly delivered: Placed[] = []
  #epoch = 1
  #inFlight: Placed[] = []
  #read: LogPage<Placed> | undefined
  #buffered = 0
  seam: Seam
  resync: string | undefined
  readonly pageSize: number
  readonly room: number

  constructor(history: number, from: number, pageSize: number, room: number) {
    for (let n = 0; n < history; n += 1) this.commit(0)
    this.seam = seamAt({ epoch: 1, seq: Math.min(from, history) })
    this.pageSize = pageSize
    this.room = room
  }

  /** A writer commits; its publish is lost (0), on its way once (1) or twice (2). */
  commit(copies: number) {
    const event = { epoch: this.#epoch, seq: this.log.length + 1 }
    this.log.push(event)
    for (let n = 0; n < copies; n += 1) this.#inFlight.push(event)
  }

  /** Redis hands over one of the notices on the way, any of them. */
  arrive(which: number) {
    const [event] = this.#inFlight.splice(which % Math.max(1, this.#inFlight.length), 1)
    if (!event || this.resync !== undefined) return
    const { seam, deliver } = hearLive(this.seam, event, this.#buffered < this.room)
    this.seam = seam
    if (deliver) this.#deliver([event])
  }

  /** The reader asks for more: a read of the log takes its snapshot now, when one is due and none is running. */
  ask() {
    this.#buffered = 0
    if (!this.seam.behind || this.#read || this.resync !== undefined) return
    this.seam = beginRead(this.seam)
    const after = this.seam.last
    this.#read = { epoch: this.#epoch, lastSeq: this.log.length, events: this.log.slice(after, after + this.pageSize) }
  }

  /** The read's answer arrives, which may be long after its snapshot. */
  answer() {
    if (!this.#read) return
    const taken = takePage(this.seam, this.#read)
    this.#read = undefined
    if ('resync' in taken) { this.resync = taken.resync; return }
    this.seam = taken.seam
    this.#deliver(taken.deliver)
  }

  sweep() { if (this.resync === undefined) this.seam = hearEnd(this.seam, { epoch: this.#epoch, seq: this.log.length }) }

  /** The log is rebuilt: the same events under another epoch. */
  rebuild() {
    this.#epoch += 1
    this.log.splice(0, this.log.length, ...this.log.map(({ seq }) => ({ epoch: this.#epoch, seq })))
  }

  /** Nothing more happens but sweeps and reads. */
  settle() {
    for (let n = 0; n < this.log.length + 5; n += 1) { this.answer(); this.sweep(); this.ask(); this.answer() }
  }

  #deliver(events: readonly Placed[]) {
    this.delivered.push(...events)
    this.#buffered += events.length
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('commit' as const), n: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ do: fc.constant('arrive' as const), n: fc.nat(5) }),
  fc.record({ do: fc.constantFrom('ask' as const, 'answer' as const, 'sweep' as const), n: fc.constant(0) }),
)

function play(world: World, steps: readonly { do: 'commit' | 'arrive' | 'ask' | 'answer' | 'sweep'; n: number }[], check: () => void) {
  for (const { do: what, n } of steps) {
    if (what === 'commit') world.commit(n)
    else if (what === 'arrive') world.arrive(n)
    else world[what]()
    check()
  }
}

const setting = fc.record({ history: fc.nat(12), from: fc.nat(12), pageSize: fc.integer({ min: 1, max: 4 }), room: fc.integer({ min: 0, max: 3 }) })

describe('the seam between replay and live', () => {
  it('delivers every event after the cursor exactly once, in order, whatever is lost, repeated, late or out of order', () => {
    fc.assert(fc.property(setting, fc.array(step, { maxLength: 80 }), ({ history, from, pageSize, room }, steps) => {
      const world = new World(history, from, pageSize, room)
      const start = Math.min(from, history)
      const inOrder = () => { expect(world.delivered.map(({ seq }) => seq)).toEqual(world.delivered.map((_, index) => start + 1 + index)) }
      play(world, steps, inOrder)
      world.settle()
      inOrder()
      expect(world.delivered).toHaveLength(world.log.length - start)
      expect(world.resync).toBeUndefined()
    }), { numRuns: 3_000 })
  })

  it('needs no read at all when nothing is lost and the reader keeps up', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), (events) => {
      let seam = seamAt({ epoch: 1, seq: 0 }, false)
      for (let seq = 1; seq <= events; seq += 1) {
        const heard = hearLive(seam, { epoch: 1, seq }, true)
        expect(heard.deliver).toBe(true)
        seam = heard.seam
      }
      expect(seam.behind).toBe(false)
    }))
  })

  it('never delivers anything of another epoch: a rebuilt log ends the stream', () => {
    fc.assert(fc.property(setting, fc.array(step, { maxLength: 30 }), fc.array(step, { maxLength: 30 }), ({ history, from, pageSize, room }, before, after) => {
      const world = new World(history, from, pageSize, room)
      play(world, before, () => undefined)
      world.rebuild()
      play(world, after, () => undefined)
      world.settle()
      expect(world.resync).toBe('EPOCH')
      expect(world.delivered.every(({ epoch }) => epoch === 1)).toBe(true)
      expect(world.delivered.map(({ seq }) => seq)).toEqual(world.delivered.map((_, index) => Math.min(from, history) + 1 + index))
    }), { numRuns: 1_000 })
  })

  it('meets an event that is committed between subscribe and replay once', () => {
    let seam = beginRead(seamAt({ epoch: 1, seq: 0 }))
    seam = hearLive(seam, { epoch: 1, seq: 1 }, true).seam
    const taken = takePage(seam, { epoch: 1, lastSeq: 1, events: [{ epoch: 1, seq: 1 }] })
    expect(taken).toMatchObject({ deliver: [{ seq: 1 }], seam: { last: 1, behind: false } })
    expect(hearLive('seam' in taken ? taken.seam : seam, { epoch: 1, seq: 1 }, true).deliver).toBe(false)
  })

  it('reads again when something younger than the read was heard meanwhile', () => {
    const seam = hearLive(beginRead(seamAt({ epoch: 1, seq: 0 })), { epoch: 1, seq: 2 }, true).seam
    expect(takePage(seam, { epoch: 1, lastSeq: 1, events: [{ epoch: 1, seq: 1 }] })).toMatchObject({ seam: { last: 1, behind: true } })
  })

  it('handles an empty replay, a cursor beyond the end and a log whose beginning is gone', () => {
    expect(takePage(seamAt({ epoch: 1, seq: 3 }), { epoch: 1, lastSeq: 3, events: [] })).toMatchObject({ deliver: [], seam: { behind: false } })
    expect(takePage(seamAt({ epoch: 1, seq: 4 }), { epoch: 1, lastSeq: 3, events: [] })).toEqual({ resync: 'FUTURE' })
    expect(takePage(seamAt({ epoch: 1, seq: 1 }), { epoch: 1, lastSeq: 3, events: [{ epoch: 1, seq: 3 }] })).toEqual({ resync: 'TRIMMED' })
    expect(takePage(seamAt({ epoch: 1, seq: 1 }), { epoch: 1, lastSeq: 3, events: [] })).toEqual({ resync: 'TRIMMED' })
  })
})

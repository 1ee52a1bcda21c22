import { randomBytes } from 'node:crypto'
import { Blocks } from './blocks.ts'
import { Clock } from './clock.ts'
import { Faults } from './faults.ts'
import { Held } from './held.ts'
import { Lists } from './lists.ts'
import { Media } from './media.ts'
import { Messages } from './messages.ts'
import { Meta } from './meta.ts'
import { Pairs } from './pairs.ts'
import { People } from './people.ts'
import { Polls } from './polls.ts'
import { Rings } from './rings.ts'
import { Sessions } from './sessions.ts'
import { Store } from './store.ts'
import { Throttle, type Limits } from './throttle.ts'
import { Timers } from './timers.ts'
import { Typing } from './typing.ts'

export interface BackendOptions {
  readonly dataDir: string
  readonly partnerKeys: readonly string[]
  /** Calling code that a leading `0` stands for. */
  readonly country: string
  readonly limits: Limits
}

const newBoot = (): string => randomBytes(4).toString('hex')

/** Everything company B knows: what is kept in the store, and what a start forgets. */
export class Backend {
  readonly partnerKeys: ReadonlySet<string>
  readonly store: Store
  readonly meta: Meta
  readonly clock: Clock
  readonly people: People
  readonly pairs: Pairs
  readonly messages: Messages
  readonly held: Held
  readonly blocks: Blocks
  readonly lists: Lists
  readonly media: Media
  readonly sessions: Sessions
  readonly throttle: Throttle
  readonly rings: Rings
  readonly polls: Polls
  readonly typing = new Typing()
  readonly faults = new Faults()
  readonly timers: Timers
  #boot = newBoot()

  constructor(options: BackendOptions) {
    this.partnerKeys = new Set(options.partnerKeys)
    this.store = new Store(options.dataDir)
    this.meta = new Meta(this.store)
    this.clock = new Clock(this.meta.clockOffset)
    this.people = new People(this.store, this.meta, options.country)
    this.pairs = new Pairs(this.store)
    this.messages = new Messages(this.store, this.pairs)
    this.held = new Held(this.store)
    this.blocks = new Blocks(this.store)
    this.lists = new Lists(this.store)
    this.media = new Media(this.store)
    this.sessions = new Sessions(this.clock)
    this.throttle = new Throttle(options.limits, this.clock)
    this.rings = new Rings(this.clock, () => this.faults.dropsEvent())
    this.polls = new Polls(this.clock, () => this.#boot)
    this.timers = new Timers(this)
  }

  /** Changes at every start and reset. */
  get boot(): string {
    return this.#boot
  }

  /** Moves the server clock, and every timer with it. */
  advance(ms: number): void {
    const offset = this.clock.offset + ms
    this.meta.clockOffset = offset
    this.clock.offset = offset
    this.sessions.sweep()
    this.timers.runDue()
    this.polls.clockMoved()
  }

  /** An empty company B with a new boot id. */
  reset(): void {
    const country = this.meta.country
    this.store.clear()
    if (country !== undefined) this.meta.rememberCountry(country)
    this.sessions.endAll()
    this.rings.clear()
    this.typing.clear()
    this.throttle.clear()
    this.faults.clear()
    this.clock.offset = 0
    this.people.recount()
    this.#boot = newBoot()
  }

  /** Stops timers and answers held polls; calls still work. */
  stop(): void {
    this.timers.stop()
    this.polls.endAll()
  }

  close(): void {
    this.stop()
    this.store.close()
  }
}

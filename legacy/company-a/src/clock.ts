interface Alarm {
  dueMs: number
  run: () => void
  timer: NodeJS.Timeout | undefined
}

const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** Writes milliseconds since 1970 as the contract's Timestamp: UTC, six fraction digits. */
export function timestampOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}000Z`
}

/** Whether the text is a Timestamp of the contract that names a moment there is. */
export function isTimestamp(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) && !Number.isNaN(Date.parse(text))
}

/**
 * The server's clock: the machine's plus an offset that only ever grows (until reset).
 * Alarms are set in server time, so moving the clock moves every one of them (behaviour note, section 10).
 */
export class ServerClock {
  #offsetMs: number
  #lastMicros = 0
  readonly #alarms = new Set<Alarm>()

  constructor(offsetMs: number) {
    this.#offsetMs = offsetMs
  }

  get offsetMs(): number {
    return this.#offsetMs
  }

  /** Now, in milliseconds since 1970. */
  nowMs(): number {
    return Date.now() + this.#offsetMs
  }

  /** Now as a Timestamp; every call gives a later one than the call before. */
  stamp(): string {
    const micros = Math.max(this.nowMs() * 1000 + (Math.floor(performance.now() * 1000) % 1000), this.#lastMicros + 1)
    this.#lastMicros = micros
    const ms = Math.floor(micros / 1000)
    return `${new Date(ms).toISOString().slice(0, -1)}${String(micros - ms * 1000).padStart(3, '0')}Z`
  }

  /** Runs `run` once server time reaches `dueMs`; the answer cancels it. */
  at(dueMs: number, run: () => void): () => void {
    const alarm: Alarm = { dueMs, run, timer: undefined }
    this.#alarms.add(alarm)
    this.#arm(alarm)
    return () => this.#drop(alarm)
  }

  /** Moves the clock forward by `ms`; alarms that fall due by it run soon after. */
  advance(ms: number): void {
    this.#offsetMs += ms
    for (const alarm of this.#alarms) this.#arm(alarm)
  }

  /** Back to the machine's own time; alarms keep what is left of their time. */
  reset(): void {
    for (const alarm of this.#alarms) alarm.dueMs -= this.#offsetMs
    this.#offsetMs = 0
    this.#lastMicros = 0
    for (const alarm of this.#alarms) this.#arm(alarm)
  }

  /** Forgets all alarms; for shutdown. */
  stop(): void {
    for (const alarm of this.#alarms) this.#drop(alarm)
  }

  #arm(alarm: Alarm): void {
    clearTimeout(alarm.timer)
    const left = Math.min(Math.max(alarm.dueMs - this.nowMs(), 0), LONGEST_TIMEOUT_MS)
    alarm.timer = setTimeout(() => {
      if (this.nowMs() < alarm.dueMs) return this.#arm(alarm)
      this.#alarms.delete(alarm)
      alarm.run()
    }, left)
  }

  #drop(alarm: Alarm): void {
    clearTimeout(alarm.timer)
    this.#alarms.delete(alarm)
  }
}

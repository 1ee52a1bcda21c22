const MESSAGES = {
  1: 'bad call',
  2: 'bad argument',
  3: 'wrong phone or pin',
  4: 'partner only',
  5: 'session gone',
  9: 'not found',
  11: 'too long',
  12: 'too many',
  13: 'not yours',
  14: 'too late',
  17: 'peer does not accept',
  19: 'expired',
  23: 'internal',
  31: 'ext taken',
} as const

export type Err = keyof typeof MESSAGES

/** A call answered with `ok: 0`; numbers and exact messages from section 2 of the behaviour note. */
export class Refusal extends Error {
  readonly err: Err
  readonly uid: number | undefined

  constructor(err: Err, message: string = MESSAGES[err], uid?: number) {
    super(message)
    this.err = err
    this.uid = uid
  }

  /** err 2, naming the field. */
  static argument(field: string): Refusal {
    return new Refusal(2, `${MESSAGES[2]}: ${field}`)
  }

  /** err 17 of a throttle; the wait is rounded up to whole seconds, at least 1. */
  static slowDown(waitMs: number): Refusal {
    return new Refusal(17, `slow down (${Math.max(1, Math.ceil(waitMs / 1_000))}s)`)
  }

  /** The JSON frame that goes over the wire. */
  frame(): string {
    return JSON.stringify({ ok: 0, err: this.err, msg: this.message, uid: this.uid })
  }
}

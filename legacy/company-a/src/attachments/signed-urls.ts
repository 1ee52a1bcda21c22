import { createHmac, timingSafeEqual } from 'node:crypto'
import { timestampOf, type ServerClock } from '../clock.ts'
import { Problem } from '../problem.ts'

/** Seconds a signed URL works. */
const LIFE_S = 900

/** URLs that carry their own permission: an HMAC over attachment id and expiry. */
export class SignedUrls {
  readonly #secret: string
  readonly #clock: ServerClock
  readonly #prefix: () => string

  constructor(secret: string, clock: ServerClock, prefix: () => string) {
    this.#secret = secret
    this.#clock = clock
    this.#prefix = prefix
  }

  issue(attachmentId: string): { url: string; urlExpiresAt: string } {
    const exp = Math.floor(this.#clock.nowMs() / 1000) + LIFE_S
    return { url: `${this.#prefix()}/v1/files/${attachmentId}?exp=${exp}&sig=${this.#sign(attachmentId, String(exp))}`, urlExpiresAt: timestampOf(exp * 1000) }
  }

  /** 403 `bad-signature` when changed, 410 `url-expired` when late. */
  check(attachmentId: string, exp: string, sig: string): void {
    const expected = Buffer.from(this.#sign(attachmentId, exp))
    const given = Buffer.from(sig)
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Problem('bad-signature')
    if (this.#clock.nowMs() >= Number(exp) * 1000) throw new Problem('url-expired')
  }

  #sign(attachmentId: string, exp: string): string {
    return createHmac('sha256', this.#secret).update(`${attachmentId}.${exp}`).digest('hex')
  }
}

/** What a company answered instead of doing the work. */
export class Refusal extends Error {
  override name = 'Refusal'
  /** HTTP status. */
  readonly status: number
  /** A's `code`, or B's `err` as text. */
  readonly code: string

  constructor(call: string, status: number, code: string, detail: string) {
    super(`${call} was refused: ${status} ${code} ${detail}`.trimEnd())
    this.status = status
    this.code = code
  }
}

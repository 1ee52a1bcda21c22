/** When somebody last typed to somebody, since boot. Memory only. */
export class Typing {
  readonly #last = new Map<string, number>()

  note(from: number, to: number, now: number): void {
    this.#last.set(`${from}>${to}`, now)
  }

  /** Server ms; 0 = not since boot. */
  last(from: number, to: number): number {
    return this.#last.get(`${from}>${to}`) ?? 0
  }

  clear(): void {
    this.#last.clear()
  }
}

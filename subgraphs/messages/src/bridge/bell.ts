/** A wake-up between parts of one process: rings that come while nobody waits are kept as one. */
export class Bell {
  #rung = false
  #waiting: (() => void) | undefined

  ring(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting) waiting()
    else this.#rung = true
  }

  /** Resolves at the next ring. One waiter at a time: a new one releases the former, so that lost races leave nothing behind. */
  wait(): Promise<void> {
    this.#waiting?.()
    this.#waiting = undefined
    if (this.#rung) {
      this.#rung = false
      return Promise.resolve()
    }
    return new Promise((resolve) => { this.#waiting = resolve })
  }
}

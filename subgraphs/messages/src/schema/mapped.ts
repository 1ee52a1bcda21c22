/**
 * Maps a source of events one by one, leaving out those that map to undefined. Unlike a generator it hands `return` on at
 * once, also while a `next` is waiting: a reader who goes must not leave the source open until its next event.
 */
export function mapped<From, To>(source: AsyncIterator<From, unknown>, map: (item: From) => Promise<To | undefined>): AsyncIterableIterator<To, undefined> {
  return {
    async next() {
      for (;;) {
        const step = await source.next()
        if (step.done === true) return { done: true, value: undefined }
        const value = await map(step.value)
        if (value !== undefined) return { done: false, value }
      }
    },
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() { return this },
  }
}

import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until something is so, at most two seconds. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  for (let waited = 0; waited < 2_000; waited += 5) {
    if (condition()) return
    await sleep(5)
  }
  throw new Error(`Waited in vain for ${what}.`)
}

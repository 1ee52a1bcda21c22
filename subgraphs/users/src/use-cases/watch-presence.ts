import { BoundedQueue } from '@switchboard/service-kit/bounded-queue'
import type { PresenceStore, Reported } from '../adapters/redis/presence.ts'

export interface PresenceChange { personId: string; reported: Reported }

/** Longest queue of one watcher; older changes are dropped first. */
const queued = 1_000
/** A state is given up this long after it expired, so that a late repeat is not shown as going and coming. */
const graceMs = 1_000

/** The state of each person first, then every change of it. States that are not repeated turn to OFFLINE by themselves. */
export async function watchPresence(store: PresenceStore, personIds: readonly string[]): Promise<BoundedQueue<PresenceChange>> {
  const shown = new Map<string, string>()
  const timers = new Map<string, NodeJS.Timeout>()
  const stops: (() => void)[] = []
  const queue = new BoundedQueue<PresenceChange>({
    limit: queued, policy: 'drop-oldest',
    onEnd: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      for (const stop of stops) stop()
    },
  })
  let ended = false
  stops.push(() => { ended = true })

  const show = (personId: string, reported: Reported) => {
    if (ended) return
    clearTimeout(timers.get(personId))
    if (reported.state !== 'OFFLINE') {
      const left = Math.max(0, reported.until - Date.now()) + graceMs
      timers.set(personId, setTimeout(() => { show(personId, { ...reported, state: 'OFFLINE' }) }, left))
    }
    if (shown.get(personId) === reported.state) return
    shown.set(personId, reported.state)
    queue.push({ personId, reported })
  }
  const readAll = async () => {
    const reports = await store.read(personIds)
    for (const [at, personId] of personIds.entries()) show(personId, reports[at] ?? { state: 'OFFLINE', at: null, until: 0 })
  }

  try {
    for (const listening of personIds.map((personId) => store.listen(personId, (reported) => { show(personId, reported) }))) stops.push(await listening)
    stops.push(store.onReady(() => { void readAll() }))
    await readAll()
    return queue
  } catch (error) {
    queue.end()
    throw error
  }
}

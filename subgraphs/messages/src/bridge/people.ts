import type { Directory } from '@switchboard/users/directory'
import type { Logger } from 'pino'
import { pause } from './duty.ts'

export interface PeopleOptions {
  directory: Directory
  log: Logger
  /** Milliseconds between two questions to A for changed users (its feed brings most at once). */
  syncAMs: number
  /** Milliseconds between two readings of B's whole directory: B raises no event for pictures and closed accounts. */
  syncBMs: number
  /** Milliseconds between two looks for people who have to be mirrored. */
  mirrorMs: number
}

/** Keeps the directory of people current until `signal` is aborted. A company that is down holds up only its own part. */
export async function keepPeople(options: PeopleOptions, signal: AbortSignal): Promise<void> {
  const { directory, log } = options
  const repeat = async (name: string, everyMs: number, work: () => Promise<boolean>): Promise<void> => {
    while (!signal.aborted) {
      const more = await work().catch((err: unknown) => {
        if (!signal.aborted) log.warn({ err, part: name }, 'the directory could not be brought up to date; it is tried again')
        return false
      })
      await pause(more ? 0 : everyMs, signal)
    }
  }
  await Promise.all([
    repeat('A', options.syncAMs, async () => { await directory.syncA(signal); return false }),
    repeat('B', options.syncBMs, async () => { await directory.syncB(signal); return false }),
    repeat('mirror', options.mirrorMs, async () => {
      const report = await directory.mirrorDue(100, signal)
      return report.done > 0 && report.left > 0
    }),
  ])
}

import type { Pool } from 'pg'
import type { Log } from '@switchboard/service-kit/log'
import type { FileLinks } from '../files/file-links.ts'
import type { Cursors } from '../domain/cursor.ts'
import type { LogEvent } from '../domain/event.ts'
import type { OpenStreams } from '../live/open-streams.ts'
import type { FileStore, FileStream } from '../ports/file-store.ts'
import type { Live } from '../ports/live.ts'

/** What the use-cases of the server work with; made once per process. */
export interface Services {
  pool: Pool
  /** Whether this sign of typing has an effect: at most one per member and 3 s. */
  mayType: (conversationId: string, identityId: string) => Promise<boolean>
  live: Live
  /** Rings the workers after a commit that wrote outbox rows. */
  wake: () => void
  cursors: Cursors
  links: FileLinks
  files: FileStore & FileStream
  streams: OpenStreams
  log: Log
}

/** Tells readers and workers what was just committed. */
export function announce(services: Pick<Services, 'live' | 'wake'>, events: readonly (LogEvent | undefined)[]): void {
  const real = events.filter((event) => event !== undefined)
  if (real.length === 0) return
  services.live.events(real)
  services.wake()
}

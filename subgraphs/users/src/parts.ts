import type { Companies } from '@switchboard/companies/companies'
import type { PrismaClient } from '@switchboard/prisma/generated/client'
import type { Log } from '@switchboard/service-kit/log'
import type { Notices } from './adapters/postgres/notices.ts'
import type { People } from './adapters/postgres/people.ts'
import type { Sessions } from './adapters/postgres/sessions.ts'
import type { SessionWatch } from './adapters/postgres/session-watch.ts'
import type { PresenceStore } from './adapters/redis/presence.ts'
import type { Tokens } from './adapters/tokens.ts'
import type { DirectoryParts } from './directory/parts.ts'
import type { Attempts } from './ports/attempts.ts'
import type { Prover } from './ports/prover.ts'
import type { SignInNews } from './ports/sign-in-news.ts'

/** What the use-cases work with; joined once, in wire.ts. */
export interface UsersParts {
  prisma: PrismaClient
  directory: DirectoryParts & { companies: Companies }
  people: People
  sessions: Sessions
  sessionWatch: SessionWatch
  notices: Notices
  presence: PresenceStore
  tokens: Tokens
  attempts: Attempts
  prover: Prover
  news: SignInNews
  log: Log
}

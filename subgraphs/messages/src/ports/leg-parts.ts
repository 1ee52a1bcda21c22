import type { Companies } from '@switchboard/companies/companies'
import type { Company } from '@switchboard/domain/ids'
import type { Directory } from '@switchboard/users/directory'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import type { FileStore } from './file-store.ts'
import type { Live } from './live.ts'

/** What the modules of the companies count; the worker turns it into Prometheus metrics. */
export interface BridgeCounts {
  /** Something that came in twice and was applied once. */
  duplicateRefused(company: Company): void
  /** Rows of a company that had to be fetched because its events did not bring them. */
  gapHealed(company: Company, rows: number): void
  /** Seconds between a change at the company and its effect here. */
  feedLag(company: Company, seconds: number): void
  /** Something of a company that could not be brought in; `reason` is one of few words. */
  notUnderstood(company: Company, reason: string): void
}

/** What a company's module is built from; all of it is shared and closed by the worker. */
export interface LegParts {
  pool: Pool
  log: Logger
  companies: Companies
  directory: Directory
  live: Live
  files: FileStore
  counts: BridgeCounts
  /** Rings the deliver duty of a company: a module calls it after it wrote outbox rows itself. Rings of other origin come by Redis. */
  wake(company: Company): void
  /** What A calls us: the `origin` of changes that our own calls cause there. */
  clientIdAtA: string
  /** Base URL under which the companies reach this worker, for webhooks. */
  publicUrl: string
}

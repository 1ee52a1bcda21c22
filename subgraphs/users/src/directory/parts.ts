import type { Companies } from '@switchboard/companies/companies'
import type { Log } from '@switchboard/service-kit/log'
import type { Pool } from 'pg'

/** What the directory's functions work with. */
export interface DirectoryParts {
  pool: Pool
  companies: Pick<Companies, 'a' | 'b'>
  log: Log
  /** Base of the URLs under which pictures kept as bytes are served. */
  avatarBaseUrl: string
}

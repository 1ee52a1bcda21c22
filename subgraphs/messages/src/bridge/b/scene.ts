import type { CompanyB } from '@switchboard/company-b/client'
import type { LegParts } from '../../ports/leg-parts.ts'
import type { Bell } from '../bell.ts'
import type { Tempo } from './tempo.ts'

/** What every part of B's module works with. */
export interface Scene extends Omit<LegParts, 'companies'> {
  b: CompanyB
  tempo: Tempo
  /** Base URL of the links to files, without a slash at the end. */
  filesUrl: string
  /** Rings the worker of hinted pairs in this process. */
  hinted: Bell
}

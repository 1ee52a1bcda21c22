import type { Company } from '@switchboard/domain/ids'

/** Who looks: a person with the identities whose conversations this session may see. */
export interface Viewer {
  /** The person now: linking may have changed it since the token was made. */
  personId: string
  /** The identity that was signed in with: what is newly written is written with it. */
  identityId: string
  company: Company
  sessionId: string
  /** All identities that this session may read for, the signed-in one included. */
  identityIds: string[]
}

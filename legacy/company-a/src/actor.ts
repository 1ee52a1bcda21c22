/** The effective user of a call, and what its events name as origin. */
export interface Actor {
  userId: string
  /** `a-ios`, `a-web`, or the service client id. */
  origin: string
}

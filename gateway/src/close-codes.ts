/**
 * Every code a WebSocket of the gateway closes with. Numbers from 4400 to 4504 that graphql-transport-ws defines keep
 * its meaning; the others are ours. Clients reconnect on `resumable` ones and resume each stream from its cursor.
 */
export const closeCodes = {
  /** Every operation is over and the gateway stops: connect again, you will land elsewhere. */
  ServiceRestart: { code: 1012, reason: 'ServiceRestart' },
  /** Tokens cannot be verified now: try again later. */
  TryAgainLater: { code: 1013, reason: 'TryAgainLater' },
  /** The protocol: a message that is none. */
  BadRequest: { code: 4400, reason: 'Invalid message received' },
  /**
   * The token has expired, at once or since: fetch a fresh one, connect again, resume. The number is the protocol's
   * "Unauthorized" (a subscribe before the acknowledgement); the reason tells them apart.
   */
  TokenExpired: { code: 4401, reason: 'TokenExpired' },
  /** The token is not one of ours: sign in again. */
  TokenInvalid: { code: 4403, reason: 'TokenInvalid' },
  /** The client did not read its events for so long that its buffer overflowed: connect again, resume. */
  SubscriberTooSlow: { code: 4414, reason: 'SubscriberTooSlow' },
  /** The gateway failed at something that is not the client's fault. */
  InternalError: { code: 4500, reason: 'Internal server error' },
} as const satisfies Record<string, CloseCode>

export interface CloseCode {
  code: number
  /** At most 123 bytes, as RFC 6455 says. */
  reason: string
}

import { GraphQLError } from 'graphql'

/**
 * The one table of error codes that clients may see. A code is stable for ever; the text is for people.
 * `http` is the status where the error answers a plain HTTP call (uploads, health), never a GraphQL one.
 */
export const errorCodes = {
  UNAUTHENTICATED: { http: 401, text: 'Sign in first.' },
  TOKEN_EXPIRED: { http: 401, text: 'The token has expired.' },
  INVALID_CREDENTIALS: { http: 401, text: 'These credentials are not right.' },
  FORBIDDEN: { http: 403, text: 'This is not allowed.' },
  PROOF_REQUIRED: { http: 403, text: 'A fresh proof of the account is required.' },
  BLOCKED: { http: 403, text: 'The other person does not accept messages.' },
  NOT_FOUND: { http: 404, text: 'Not found.' },
  CONFLICT: { http: 409, text: 'This contradicts what is already stored.' },
  GONE: { http: 410, text: 'This no longer exists.' },
  BAD_INPUT: { http: 422, text: 'The input is not valid.' },
  TEXT_TOO_LONG: { http: 422, text: 'The text is too long.' },
  TOO_MANY_MEMBERS: { http: 422, text: 'Too many members.' },
  CURSOR_INVALID: { http: 422, text: 'The cursor is not valid here.' },
  FILE_TOO_LARGE: { http: 413, text: 'The file is too large.' },
  FILE_TYPE_FORBIDDEN: { http: 415, text: 'Files of this kind are not accepted.' },
  RATE_LIMITED: { http: 429, text: 'Too many requests; try later.' },
  UPSTREAM_UNAVAILABLE: { http: 503, text: 'A part of the system cannot be reached now.' },
  INTERNAL: { http: 500, text: 'Something went wrong on our side.' },
} as const satisfies Record<string, { http: number; text: string }>

export type ErrorCode = keyof typeof errorCodes

/**
 * An error that a client may see: its code from the table, a sentence, and optional details that are safe to show.
 * The cause (`options.cause`) goes to the log only.
 */
export class SwitchboardError extends GraphQLError {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string = errorCodes[code].text, options: { details?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, { extensions: { code, ...options.details }, ...(options.cause instanceof Error ? { originalError: options.cause } : {}) })
    this.name = 'SwitchboardError'
    this.code = code
  }
}

/** Whether an error carries a code from the table. */
export function isSwitchboardError(error: unknown): error is SwitchboardError {
  return error instanceof SwitchboardError
}

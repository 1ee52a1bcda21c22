/** Every code the back-end answers with: its status and title (behaviour note, section 12). */
const PROBLEMS = {
  unauthenticated: [401, 'No valid access token'],
  'token-expired': [401, 'Access token expired'],
  'invalid-credentials': [401, 'Credentials are not right'],
  'refresh-invalid': [401, 'Refresh token is not valid'],
  'refresh-reused': [401, 'Refresh token was used before'],
  forbidden: [403, 'Not allowed'],
  'scope-required': [403, 'This operation needs the scope integration'],
  'act-as-required': [403, 'This operation needs a user'],
  'act-as-not-allowed': [403, 'X-Act-As is not allowed here'],
  'bad-signature': [403, 'The signature does not fit'],
  'not-found': [404, 'Not found'],
  'idempotency-key-reused': [409, 'This key was used with another body'],
  'idempotency-in-flight': [409, 'The first call with this key is still running'],
  'duplicate-client-message-id': [409, 'This clientMessageId was used before'],
  'version-conflict': [409, 'The message has another version'],
  'handle-taken': [409, 'This handle belongs to somebody else'],
  'direct-immutable': [409, 'A DIRECT conversation cannot be changed'],
  'cursor-expired': [410, 'Events after this cursor are no longer kept'],
  'url-expired': [410, 'This URL has expired'],
  'message-deleted': [410, 'The message was deleted'],
  'payload-too-large': [413, 'Body is too large'],
  validation: [422, 'The request is not valid'],
  'malformed-json': [422, 'The body is not JSON'],
  'invalid-text': [422, 'Text holds U+0000 or a lone surrogate'],
  'idempotency-key-required': [422, 'Idempotency-Key is required'],
  'body-too-long': [422, 'Message body is over 8000 code points'],
  'cursor-invalid': [422, 'The cursor is not valid here'],
  'user-unknown': [422, 'No such user'],
  'member-limit': [422, 'Over 500 members'],
  'reply-target-invalid': [422, 'The message replied to is not in this conversation'],
  'thread-root-invalid': [422, 'The thread root is not valid'],
  'attachment-invalid': [422, 'Attachments must be own uploads'],
  'reaction-invalid': [422, 'Not exactly one emoji'],
  'reaction-limit': [422, 'Over 20 reactions on one message'],
  'seq-out-of-range': [422, 'upToSeq is above lastSeq'],
  'rate-limited': [429, 'Too many requests'],
  overloaded: [503, 'Too busy'],
  unavailable: [503, 'Not available'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemCode = keyof typeof PROBLEMS

interface FieldError {
  /** JSON pointer into the body, or `query:<name>` / `header:<name>`. */
  pointer: string
  detail: string
}

interface ProblemExtras {
  detail?: string
  errors?: FieldError[]
  existingId?: string
  currentVersion?: number
  oldestCursor?: string
}

/** A refusal: thrown anywhere, answered as application/problem+json. `retryAfterS` becomes Retry-After, in seconds. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number
  readonly extras: ProblemExtras
  readonly retryAfterS: number | undefined

  constructor(code: ProblemCode, extras: ProblemExtras = {}, retryAfterS?: number) {
    super(extras.detail ?? PROBLEMS[code][1])
    this.code = code
    this.status = PROBLEMS[code][0]
    this.extras = extras
    this.retryAfterS = retryAfterS
  }

  body(requestId: string): string {
    return JSON.stringify({
      type: `https://company-a.internal/problems/${this.code}`,
      title: PROBLEMS[this.code][1],
      status: this.status,
      code: this.code,
      requestId,
      ...this.extras,
    })
  }
}

/** 422 `validation` that points at one place of the request. */
export function invalid(pointer: string, detail: string): Problem {
  return new Problem('validation', { detail: `${pointer} ${detail}`, errors: [{ pointer, detail }] })
}

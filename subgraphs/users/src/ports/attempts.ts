/** Limits guessing. */
export interface Attempts {
  /**
   * Runs `attempt` unless one of the subjects has failed too often. INVALID_CREDENTIALS counts as a failure, success
   * forgives what was guessed at, other errors count nothing. Throws RATE_LIMITED with `retryAfterSeconds`.
   */
  guard<T>(subjects: readonly Subject[], attempt: () => Promise<T>): Promise<T>
}

/** Who is guessing, or what is being guessed. */
export interface Subject { kind: 'phone' | 'email' | 'address-b' | 'address-a' | 'address-token'; value: string }

import { z } from 'zod'
import type { Link } from './link.ts'
import type { IssuedToken } from './tokens.ts'

/** A session at company A. Times in milliseconds since 1970, by our clock. */
export type ASession = { userId: string; accessToken: string; accessExpiresAt: number; refreshToken: string; refreshExpiresAt: number }

const sessionAnswer = z.object({
  accessToken: z.string().min(1),
  expiresIn: z.int().positive(),
  refreshToken: z.string().min(1),
  refreshExpiresIn: z.int().positive(),
  userId: z.string().min(1),
}).transform((session): ASession => {
  const now = Date.now()
  return {
    userId: session.userId,
    accessToken: session.accessToken,
    accessExpiresAt: now + session.expiresIn * 1_000,
    refreshToken: session.refreshToken,
    refreshExpiresAt: now + session.refreshExpiresIn * 1_000,
  }
})

const serviceTokenAnswer = z.object({ accessToken: z.string().min(1), expiresIn: z.int().positive() })
  .transform((answer): IssuedToken => ({ token: answer.accessToken, expiresAt: Date.now() + answer.expiresIn * 1_000 }))

export type SignIn = ReturnType<typeof signIn>

/** Sessions of people with company A. Login and refresh are never repeated by themselves: a refresh token works once. */
export function signIn(link: Link) {
  return {
    /** Unauthenticated with `invalid-credentials`; throttled after 10 failures of one e-mail within 60 s. */
    login: (email: string, password: string, client: 'ios' | 'web'): Promise<ASession> => link.call({
      operation: 'login',
      kind: 'write',
      as: { by: 'nobody' },
      answer: sessionAnswer,
      send: (http, attempt) => http.POST('/v1/auth/login', { ...attempt, body: { email, password, client } }),
    }),

    /** Rotates the refresh token: it works once, and a second use kills the whole family (`refresh-reused`). */
    refresh: (refreshToken: string): Promise<ASession> => link.call({
      operation: 'refreshSession',
      kind: 'write',
      as: { by: 'nobody' },
      answer: sessionAnswer,
      send: (http, attempt) => http.POST('/v1/auth/refresh', { ...attempt, body: { refreshToken } }),
    }),

    /** Ends the family of the token, known or not. Access tokens already out live on until they expire. */
    logout: (refreshToken: string): Promise<void> => link.call({
      operation: 'logout',
      kind: 'write',
      as: { by: 'nobody' },
      answer: z.undefined(),
      repeatable: true,
      send: (http, attempt) => http.POST('/v1/auth/logout', { ...attempt, body: { refreshToken } }),
    }),
  }
}

/** Asks A for a service token with our client's credentials. */
export function issueServiceToken(link: Link, clientId: string, clientSecret: string): Promise<IssuedToken> {
  return link.call({
    operation: 'issueServiceToken',
    kind: 'write',
    as: { by: 'nobody' },
    answer: serviceTokenAnswer,
    repeatable: true,
    send: (http, attempt) => http.POST('/v1/auth/token', { ...attempt, body: { grantType: 'client_credentials', clientId, clientSecret } }),
  })
}

import { timingSafeEqual } from 'node:crypto'
import { ACCESS_TOKEN_S } from '../auth/access-tokens.ts'
import { passwordFits } from '../auth/passwords.ts'
import { REFRESH_TOKEN_S, type Session } from '../auth/sessions.ts'
import type { Company } from '../company.ts'
import { answer, NO_CONTENT, type Answer, type Operation } from '../http/operation.ts'
import { Problem } from '../problem.ts'

/** Sessions and tokens. Bodies were checked against the contract before, which is what the casts rest on. */
export function authOperations(company: Company): Operation[] {
  const { users, sessions, tokens, failures, signingKeys, clients } = company

  const session = async ({ id, userId, client, refreshToken }: Session): Promise<Answer> => {
    const accessToken = await tokens.issueForUser(userId, client, id)
    return answer(200, { accessToken, tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_S, refreshToken, refreshExpiresIn: REFRESH_TOKEN_S, userId })
  }

  const login: Operation['handle'] = async ({ body }) => {
    const { email, password, client = 'web' } = body as { email: string; password: string; client?: 'ios' | 'web' }
    const key = email.toLowerCase()
    failures.refuseIfClosed(key)
    const user = users.byEmail(key)
    const fits = await passwordFits(password, user?.password ?? null)
    // Others may have failed while the hash was made.
    failures.refuseIfClosed(key)
    if (!user || !fits) {
      failures.add(key)
      throw new Problem('invalid-credentials')
    }
    return session(sessions.open(user.id, `a-${client}`))
  }

  const serviceToken: Operation['handle'] = async ({ body }) => {
    const { clientId, clientSecret } = body as { clientId: string; clientSecret: string }
    const expected = Buffer.from(clients.get(clientId) ?? '')
    const given = Buffer.from(clientSecret)
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) throw new Problem('invalid-credentials')
    return answer(200, { accessToken: await tokens.issueForService(clientId), tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_S, scope: 'integration', clientId })
  }

  const refreshTokenOf = (body: unknown): string => (body as { refreshToken: string }).refreshToken

  return [
    { id: 'login', method: 'POST', path: '/v1/auth/login', access: 'open', body: 'json', handle: login },
    {
      id: 'refreshSession', method: 'POST', path: '/v1/auth/refresh', access: 'open', body: 'json',
      handle: ({ body }) => session(sessions.rotate(refreshTokenOf(body))),
    },
    {
      id: 'logout', method: 'POST', path: '/v1/auth/logout', access: 'open', body: 'json',
      handle: ({ body }) => {
        sessions.close(refreshTokenOf(body))
        return NO_CONTENT
      },
    },
    { id: 'issueServiceToken', method: 'POST', path: '/v1/auth/token', access: 'open', body: 'json', handle: serviceToken },
    {
      id: 'getJwks', method: 'GET', path: '/.well-known/jwks.json', access: 'open',
      handle: () => ({ status: 200, json: signingKeys.jwks, headers: { 'Cache-Control': 'max-age=300' } }),
    },
  ]
}

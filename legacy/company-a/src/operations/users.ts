import type { Company } from '../company.ts'
import { answer, type Call, type Operation } from '../http/operation.ts'
import { readLimit } from '../http/query.ts'
import { isId } from '../ids.ts'
import { invalid, Problem } from '../problem.ts'
import type { ProfileChange } from '../users/profiles.ts'
import { renderUser, type UserRow } from '../users/user-store.ts'
import { isTimestamp } from '../clock.ts'
import { codePoints } from '../text.ts'

const MOST_IDS = 100
const EXTERNAL_REF = /^[A-Za-z0-9._:~-]{1,128}$/

/** E-mail is for the user itself and for scope integration. */
const shown = (row: UserRow, { caller }: Call) => renderUser(row, caller?.kind === 'service' || caller?.userId === row.id)

function checkList({ query }: Call): void {
  const ids = query.get('ids')
  if (ids !== null) {
    if (['q', 'updatedSince', 'cursor', 'limit'].some((name) => query.has(name))) throw invalid('query:ids', 'excludes every other parameter')
    const list = ids.split(',')
    if (list.length > MOST_IDS || !list.every(isId)) throw invalid('query:ids', 'must be 1 to 100 ids')
  }
  const q = query.get('q')
  if (q !== null && (codePoints(q) < 2 || codePoints(q) > 60)) throw invalid('query:q', 'must have 2 to 60 characters')
  const since = query.get('updatedSince')
  if (since !== null && !isTimestamp(since)) throw invalid('query:updatedSince', 'must be a timestamp')
  readLimit(query, 50, 100)
}

/** Native accounts and shadow users. */
export function userOperations(company: Company): Operation[] {
  const { users, profiles, cursors } = company

  const require = (id: string | undefined): UserRow => {
    const row = users.byId(id ?? '')
    if (!row) throw new Problem('not-found')
    return row
  }

  const list: Operation['handle'] = (call) => {
    const { query } = call
    const ids = query.get('ids')
    if (ids !== null) {
      const found = [...new Set(ids.split(','))].map((id) => users.byId(id)).filter((row) => row !== undefined)
      return answer(200, { items: found.map((row) => shown(row, call)), nextCursor: null })
    }
    const limit = readLimit(query, 50, 100)
    const [q, since] = [query.get('q'), query.get('updatedSince')]
    const binding = ['users', q, since, limit]
    const rows = users.page({ q, since, after: cursors.read(binding, query.get('cursor')), limit: limit + 1 })
    const more = rows.length > limit
    if (more) rows.pop()
    const last = rows.at(-1)
    const nextCursor = more && last ? cursors.issue(binding, since === null ? [last.id] : [last.updated_at, last.id]) : null
    return answer(200, { items: rows.map((row) => shown(row, call)), nextCursor })
  }

  return [
    { id: 'getMe', method: 'GET', path: '/v1/users/me', access: 'user', handle: ({ actor }) => answer(200, renderUser(require(actor.userId), true)) },
    {
      id: 'updateMe', method: 'PATCH', path: '/v1/users/me', access: 'user', body: 'json',
      handle: ({ actor, body }) => answer(200, renderUser(profiles.change(require(actor.userId), body as ProfileChange, actor.origin), true)),
    },
    { id: 'getUser', method: 'GET', path: '/v1/users/{userId}', access: 'token', handle: (call) => answer(200, shown(require(call.params['userId']), call)) },
    { id: 'listUsers', method: 'GET', path: '/v1/users', access: 'token', check: checkList, handle: list },
    {
      id: 'putExternalUser', method: 'PUT', path: '/v1/external-users/{externalRef}', access: 'integration', body: 'json',
      check: ({ params }) => {
        if (!EXTERNAL_REF.test(params['externalRef'] ?? '')) throw invalid('path:externalRef', 'must be 1 to 128 of A-Z a-z 0-9 . _ : ~ -')
      },
      handle: ({ params, body, actor }) => {
        const { created, user } = profiles.putExternal(params['externalRef'] ?? '', body as ProfileChange & { displayName: string }, actor.origin)
        return answer(created ? 201 : 200, renderUser(user, true))
      },
    },
  ]
}

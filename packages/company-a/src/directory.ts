import { personAnswer, peoplePageAnswer, type APeoplePage, type APerson } from './answers/person.ts'
import type { Link } from './link.ts'

/** The most ids in one question for users. */
export const maxIdsPerCall = 100

/** Which page of the directory: all of it by id, or what changed since a time by (time, id). */
export type DirectoryPage = { cursor?: string; updatedSince?: string; limit?: number }

/** Company A's users. All calls are the service's own and need no acting user. */
export type Directory = ReturnType<typeof directory>

export function directory(link: Link) {
  const list = (query: { q?: string; updatedSince?: string; cursor?: string; limit?: number; ids?: string[] }): Promise<APeoplePage> => link.call({
    operation: 'listUsers',
    kind: 'read',
    as: { by: 'service' },
    answer: peoplePageAnswer,
    // `ids` are one comma-separated value (style form, not exploded).
    send: (http, attempt) => http.GET('/v1/users', { ...attempt, params: { query }, querySerializer: { array: { style: 'form', explode: false } } }),
  })

  return {
    /** One page; give `next` back as `cursor` with otherwise equal parameters. A page may be short and still have a next. */
    page: (page: DirectoryPage = {}): Promise<APeoplePage> => list({ limit: 100, ...page }),

    /** Users by prefix of handle or of a word of the name; `text` has 2 to 60 code points. */
    search: (text: string, page: { cursor?: string; limit?: number } = {}): Promise<APeoplePage> => list({ q: text, ...page }),

    /** Users by id in the asked order, at most 100; unknown ids are absent. */
    async byIds(ids: readonly string[]): Promise<APerson[]> {
      if (ids.length === 0) return []
      return (await list({ ids: [...ids] })).people
    },

    /** One user; refused with `not-found` when there is none. */
    byId: (id: string): Promise<APerson> => link.call({
      operation: 'getUser',
      kind: 'read',
      as: { by: 'service' },
      answer: personAnswer,
      send: (http, attempt) => http.GET('/v1/users/{userId}', { ...attempt, params: { path: { userId: id } } }),
    }),

    /** Makes or updates the shadow of a person of the other company; `ref` is `b:<uid>`. The same call again changes nothing. */
    putShadow: (ref: string, name: string, avatarUrl: string | null): Promise<APerson> => link.call({
      operation: 'putExternalUser',
      kind: 'write',
      as: { by: 'service' },
      answer: personAnswer,
      send: (http, attempt) => http.PUT('/v1/external-users/{externalRef}', { ...attempt, params: { path: { externalRef: ref } }, body: { displayName: name, avatarUrl } }),
    }),
  }
}

import { personAnswer, type APerson } from './answers/person.ts'
import type { Caller, Link } from './link.ts'

/** What a person may change of the own profile; absent fields stay. */
export type ProfileChanges = { handle?: string; name?: string; avatarUrl?: string | null }

export type Profile = ReturnType<typeof profile>

/** The acting person's own profile. */
export function profile(link: Link) {
  return {
    /** The effective user, with e-mail. */
    get: (as: Caller): Promise<APerson> => link.call({
      operation: 'getMe',
      kind: 'read',
      as,
      answer: personAnswer,
      send: (http, attempt) => http.GET('/v1/users/me', attempt),
    }),

    /** Changes the profile of a native user. Refused: `handle-taken`, and `forbidden` for a shadow. */
    update: (as: Caller, changes: ProfileChanges): Promise<APerson> => link.call({
      operation: 'updateMe',
      kind: 'write',
      as,
      answer: personAnswer,
      send: (http, attempt) => http.PATCH('/v1/users/me', {
        ...attempt,
        body: {
          ...(changes.handle === undefined ? {} : { handle: changes.handle }),
          ...(changes.name === undefined ? {} : { displayName: changes.name }),
          ...(changes.avatarUrl === undefined ? {} : { avatarUrl: changes.avatarUrl }),
        },
      }),
    }),
  }
}

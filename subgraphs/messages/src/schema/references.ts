import type { Context } from './context.ts'

export interface UserReference { __typename: 'User'; id: string }
export interface IdentityReference { __typename: 'Identity'; id: string }

export const userReference = (id: string): UserReference => ({ __typename: 'User', id })
export const identityReference = (id: string): IdentityReference => ({ __typename: 'Identity', id })

/** The person behind an identity; null when nobody is known. */
export async function userOf(context: Context, identityId: string | null | undefined): Promise<UserReference | null> {
  if (identityId == null) return null
  const card = await context.load.identity.load(identityId)
  return card ? userReference(card.personId) : null
}

/** The people behind identities, each once, in order. */
export async function usersOf(context: Context, identityIds: readonly string[]): Promise<UserReference[]> {
  const users = await Promise.all(identityIds.map((id) => userOf(context, id)))
  return [...new Map(users.flatMap((user) => (user ? [[user.id, user] as const] : []))).values()]
}

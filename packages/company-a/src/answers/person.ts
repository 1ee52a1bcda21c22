import { z } from 'zod'
import { contractual, type Contract } from './contractual.ts'

/** A user of company A in our words. Times are ISO 8601 in UTC with microseconds. */
export type APerson = {
  id: string
  handle: string
  name: string
  avatarUrl: string | null
  /** Set for a shadow user: whom it stands for, as `b:<uid>`. */
  shadowOf: string | null
  /** A user that cannot sign in at A. */
  shadow: boolean
  /** Absent when the reader may not see it. */
  email?: string | null
  emailVerified?: boolean
  createdAt: string
  updatedAt: string
  lastSeenAt: string | null
}

const wire = contractual<Contract['User']>()(z.object({
  id: z.string().min(1),
  email: z.string().nullish(),
  emailVerified: z.boolean().optional(),
  handle: z.string(),
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
  external: z.boolean(),
  externalRef: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  lastSeenAt: z.string().nullable(),
}))

/** Reads a user; anything else than the contract's shape fails. */
export const personAnswer = wire.transform((user): APerson => ({
  id: user.id,
  handle: user.handle,
  name: user.displayName,
  avatarUrl: user.avatarUrl,
  shadowOf: user.externalRef,
  shadow: user.external,
  ...(user.email === undefined ? {} : { email: user.email }),
  ...(user.emailVerified === undefined ? {} : { emailVerified: user.emailVerified }),
  createdAt: user.createdAt,
  updatedAt: user.updatedAt,
  lastSeenAt: user.lastSeenAt,
}))

/** A page of users and where the next one begins; `null` on the last. */
export const peoplePageAnswer = z.object({ items: z.array(personAnswer), nextCursor: z.string().nullable() })
  .transform((page) => ({ people: page.items, next: page.nextCursor }))

export type APeoplePage = z.output<typeof peoplePageAnswer>

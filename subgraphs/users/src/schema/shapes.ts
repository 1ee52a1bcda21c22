import type { Proof } from '../domain/session-rules.ts'

export type { IdentityView, PersonView } from '../adapters/postgres/people.ts'
export type { Presence as PresenceView } from '../domain/presence.ts'
export type { PresenceChange } from '../use-cases/watch-presence.ts'
export type { SignedIn } from '../use-cases/sign-in.ts'

/** What the resolvers of a type get as their parent, where it is not the graph's own shape. */
export interface SessionView { id: string; identityId: string; proof: string; authTime: Date; createdAt: Date; expiresAt: Date; proofs: SessionProofView[] }
export interface SessionProofView { identityId: string; proof: Proof; at: Date }
export interface Proved { identityId: string; expiresAt: Date }
export interface NoticeView { id: string; identityId: string; kind: string; detail: unknown; createdAt: Date; readAt: Date | null }
export interface NoticePage { rows: NoticeView[]; hasNextPage: boolean; hasPreviousPage: boolean; identityIds: string[] }

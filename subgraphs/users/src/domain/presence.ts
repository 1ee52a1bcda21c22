export type PresenceState = 'ONLINE' | 'AWAY' | 'OFFLINE'

export interface Presence { state: PresenceState; lastSeenAt: Date | null }

/** A state is believed this long after it was reported, milliseconds. */
export const presenceLifetimeMs = 60_000

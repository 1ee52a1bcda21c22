/** What a writer was told was accepted; `key` is a word that only this message carries, in every body it ever has. */
export interface Accepted { key: string; place: string; writer: string }

/** A conversation's log. `event` names kind and message, in the words that subscribers hear. */
export interface Log { place: string; lastSeq: number; events: { seq: number; event: string; messageId: string | null }[] }

/** The canonical message. `seq`: of its creation. */
export interface Canonical {
  id: string
  key: string
  place: string
  seq: number
  origin: 'GRAPH' | 'A' | 'B'
  body: string
  deleted: boolean
  /** `who emoji`, in any order; who is the identity. */
  reactions: string[]
  notes: string[]
  /** The id of the message it answers. */
  replyToId: string | null
}

/** What a company shows to one reader (at A everybody sees the same). */
export interface Shown {
  company: 'A' | 'B'
  place: string
  /** At B the pair: each recipient of a group has a copy of its own. */
  reader: string
  key: string
  /** Where it stands there; of an edited one at B, which is sent anew, the first row. */
  position: number
  body: string
  deleted: boolean
  /** Undefined where the mapping does not show them. */
  reactions?: string[]
  /** A row that B emptied from its calls: it can change no more. */
  archived?: boolean
}

/** What a graph subscriber recorded, over all its connections. */
export interface Heard { subscriber: string; place: string; events: { seq: number; event: string }[] }

/** A row of the outbox that is not done. */
export interface Outgoing { company: 'A' | 'B'; key: string; state: string; error: string | null }

/** Everything the checker looks at, collected after quiet returned. */
export interface Records {
  accepted: Accepted[]
  logs: Log[]
  messages: Canonical[]
  /** Where each message of a place must be shown. */
  readers: { company: 'A' | 'B'; place: string; reader: string }[]
  shown: Shown[]
  heard: Heard[]
  outgoing: Outgoing[]
}

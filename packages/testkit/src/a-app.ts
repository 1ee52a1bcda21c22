import { randomUUID } from 'node:crypto'
import { Refusal } from './refusal.ts'

export interface ASignIn {
  email: string
  password: string
  client?: 'ios' | 'web'
}

export interface AMessage {
  id: string
  conversationId: string
  seq: number
  senderId: string | null
  clientMessageId: string | null
  kind: 'TEXT' | 'IMAGE' | 'FILE' | 'SYSTEM'
  body: string
  attachments: { id: string; filename: string; contentType: string; sizeBytes: number; url?: string }[]
  replyToId: string | null
  threadRootId: string | null
  reactions: { emoji: string; userIds: string[] }[]
  sentAt: string
  editedAt: string | null
  version: number
  deletedAt: string | null
  deletedBy: string | null
  pinned: boolean
  system: Record<string, unknown> | null
}

export interface AConversation {
  id: string
  kind: 'DIRECT' | 'GROUP'
  title: string | null
  lastSeq?: number
  peerId?: string | null
  members?: { userId: string; role: string; lastReadSeq: number }[]
}

/**
 * Company A's app of before Switchboard: straight against A's REST, as one signed-in user.
 * What A refuses is thrown as a Refusal.
 */
export class AApp {
  readonly userId: string
  /** The live A token, for the exchange at our door. */
  readonly accessToken: string
  readonly #url: string

  private constructor(url: string, userId: string, accessToken: string) {
    this.#url = url
    this.userId = userId
    this.accessToken = accessToken
  }

  static async login(url: string, user: ASignIn): Promise<AApp> {
    const session = await call<{ userId: string; accessToken: string }>(url, undefined, 'POST', '/v1/auth/login', { client: 'web', ...user })
    return new AApp(url, session.userId, session.accessToken)
  }

  /** The one DIRECT conversation with that user, made when missing. */
  direct(userId: string): Promise<AConversation> {
    return this.#call('POST', '/v1/conversations', { kind: 'DIRECT', memberIds: [userId] }, randomUUID())
  }

  group(title: string, memberIds: readonly string[]): Promise<AConversation> {
    return this.#call('POST', '/v1/conversations', { kind: 'GROUP', title, memberIds }, randomUUID())
  }

  /** Sends a text; `more` can say replyToId, threadRootId, clientMessageId, kind and attachmentIds. */
  send(conversationId: string, body: string, more: Record<string, unknown> = {}, key = randomUUID()): Promise<AMessage> {
    return this.#call('POST', `/v1/conversations/${conversationId}/messages`, { kind: 'TEXT', body, clientMessageId: `web-${key}`, ...more }, key)
  }

  edit(message: Pick<AMessage, 'conversationId' | 'id'>, body: string, expectedVersion?: number): Promise<AMessage> {
    return this.#call('PATCH', this.#path(message), { body, ...(expectedVersion === undefined ? {} : { expectedVersion }) })
  }

  pin(message: Pick<AMessage, 'conversationId' | 'id'>, pinned = true): Promise<AMessage> {
    return this.#call('PATCH', this.#path(message), { pinned })
  }

  delete(message: Pick<AMessage, 'conversationId' | 'id'>): Promise<AMessage> {
    return this.#call('DELETE', this.#path(message))
  }

  react(message: Pick<AMessage, 'conversationId' | 'id'>, emoji: string): Promise<AMessage> {
    return this.#call('PUT', `${this.#path(message)}/reactions/${encodeURIComponent(emoji)}`)
  }

  unreact(message: Pick<AMessage, 'conversationId' | 'id'>, emoji: string): Promise<AMessage> {
    return this.#call('DELETE', `${this.#path(message)}/reactions/${encodeURIComponent(emoji)}`)
  }

  read(conversationId: string, upToSeq: number): Promise<{ upToSeq: number }> {
    return this.#call('PUT', `/v1/conversations/${conversationId}/read`, { upToSeq })
  }

  typing(conversationId: string): Promise<unknown> {
    return this.#call('POST', `/v1/conversations/${conversationId}/typing`)
  }

  rename(conversationId: string, title: string): Promise<AConversation> {
    return this.#call('PATCH', `/v1/conversations/${conversationId}`, { title })
  }

  add(conversationId: string, userIds: readonly string[]): Promise<unknown> {
    return this.#call('POST', `/v1/conversations/${conversationId}/members`, { userIds })
  }

  remove(conversationId: string, userId: string): Promise<unknown> {
    return this.#call('DELETE', `/v1/conversations/${conversationId}/members/${userId}`)
  }

  leave(conversationId: string): Promise<unknown> {
    return this.remove(conversationId, this.userId)
  }

  conversation(conversationId: string): Promise<AConversation> {
    return this.#call('GET', `/v1/conversations/${conversationId}`)
  }

  /** The first hundred, newest activity first. */
  async conversations(): Promise<AConversation[]> {
    return (await this.#call<{ items: AConversation[] }>('GET', '/v1/conversations?limit=100')).items
  }

  /** Every message of a conversation, in A's order. */
  async messages(conversationId: string): Promise<AMessage[]> {
    const all: AMessage[] = []
    for (;;) {
      const after = all.at(-1)?.seq ?? 0
      const page = await this.#call<{ items: AMessage[]; hasMore: boolean }>('GET', `/v1/conversations/${conversationId}/messages?afterSeq=${after}&limit=100`)
      all.push(...page.items)
      if (!page.hasMore) return all
    }
  }

  /** Finds people by name or handle, as the app's search does. */
  async search(query: string): Promise<{ id: string; displayName: string; handle: string; externalRef?: string | null }[]> {
    const page = await this.#call<{ items: { id: string; displayName: string; handle: string }[] }>('GET', `/v1/users?q=${encodeURIComponent(query)}`)
    return page.items
  }

  updateMe(profile: Record<string, unknown>): Promise<unknown> {
    return this.#call('PATCH', '/v1/users/me', profile)
  }

  /** Uploads a file; its id goes into `send(…, { kind: 'IMAGE' | 'FILE', attachmentIds: [id] })`. */
  async upload(filename: string, contentType: string, bytes: Uint8Array<ArrayBuffer>): Promise<{ id: string }> {
    const response = await fetch(`${this.#url}/v1/attachments?filename=${encodeURIComponent(filename)}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.accessToken}`, 'content-type': contentType },
      body: bytes,
    })
    return answer('POST /v1/attachments', response)
  }

  #path(message: Pick<AMessage, 'conversationId' | 'id'>): string {
    return `/v1/conversations/${message.conversationId}/messages/${message.id}`
  }

  #call<T>(method: string, path: string, body?: object, key?: string): Promise<T> {
    return call<T>(this.#url, this.accessToken, method, path, body, key)
  }
}

/** Signs in to A as its app does. */
export function aApp(url: string, user: ASignIn): Promise<AApp> {
  return AApp.login(url, user)
}

async function call<T>(url: string, token: string | undefined, method: string, path: string, body?: object, key?: string): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return answer<T>(`${method} ${path}`, response)
}

async function answer<T>(name: string, response: Response): Promise<T> {
  const text = await response.text()
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
  const problem = text.startsWith('{') ? (JSON.parse(text) as { code?: string; detail?: string; title?: string }) : {}
  throw new Refusal(name, response.status, problem.code ?? '', problem.detail ?? problem.title ?? text.slice(0, 200))
}

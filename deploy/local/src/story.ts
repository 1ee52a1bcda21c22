import { setTimeout as sleep } from 'node:timers/promises'
import type { System } from './boot.ts'
import { GraphClient } from './graph-client.ts'
import { A_PASSWORD, A_PEOPLE, B_PEOPLE } from './seed.ts'

const [lea] = A_PEOPLE
const [bruno] = B_PEOPLE

/** Two people on two back-ends talk to each other; `say` gets each line of the story as it happens. Wants the seeded people. */
export async function tell({ urls }: Pick<System, 'urls'>, say: (line: string) => void): Promise<void> {
  await using client = await GraphClient.signInWithA(urls.gateway, lea.email, A_PASSWORD)
  say(`${lea.displayName} signs in at the graph with her account of company A.`)
  const peer = await until('the directory knows Bruno', async () => {
    const { users } = await client.run<{ users: { nodes: { id: string; displayName: string }[] } }>('query { users(search: "Bruno") { nodes { id displayName } } }')
    return users.nodes[0]
  })
  const { startDirect } = await client.run<{ startDirect: { id: string; cursor: string } }>('mutation ($id: ID!) { startDirect(userId: $id) { id cursor } }', { id: peer.id })
  const stream = client.subscribe<{ conversationEvents: Heard }>(
    `subscription ($id: ID!, $after: Cursor) { conversationEvents(conversationId: $id, after: $after) {
       ... on MessageCreated { at message { id body origin sourceAt acceptedAt sender { displayName identities { company } } } } } }`,
    { id: startDirect.id, after: startDirect.cursor })

  const sentAt = Date.now()
  const { sendMessage } = await client.run<{ sendMessage: { message: { id: string } } }>(
    'mutation ($input: SendMessageInput!) { sendMessage(input: $input) { message { id } } }',
    { input: { conversationId: startDirect.id, clientMessageId: `demo-${sentAt}`, body: 'Hi **Bruno**, coffee at nine? ☕️' } })
  say(`She writes to ${peer.displayName} of company B: "Hi **Bruno**, coffee at nine? ☕️" (accepted in ${Date.now() - sentAt} ms)`)

  const old = await OldAppOfB.login(urls['company-b'], bruno.phone, bruno.pin)
  const thread = await until("B's old app shows it", () => old.threadOf('Hi Bruno'))
  say(`Bruno's old app of company B shows after ${Date.now() - sentAt} ms: "${thread.text}"`)
  await old.seen(thread.with, thread.id)
  const answeredAt = Date.now()
  await old.send(thread.with, 'Nine is fine. Same place?')
  say('He answers in the old app: "Nine is fine. Same place?"')

  for await (const { data } of stream) {
    const { message } = data?.conversationEvents ?? {}
    if (message?.origin !== 'B') continue
    say(`Léa's subscription hears after ${Date.now() - answeredAt} ms: ${message.sender.displayName} (company ${message.sender.identities[0]?.company}): "${message.body}"`)
    break
  }
  const way = await until('the seen mark has come', async () => {
    const { message } = await client.run<{ message: { deliveries: { company: string; state: string; hops: { name: string; ms: number }[] }[]; fidelity: { level: string; notes: { code: string }[] } } }>(
      'query ($id: ID!) { message(id: $id) { deliveries { company state hops { name ms } } fidelity { level notes { code } } } }', { id: sendMessage.message.id })
    return message.deliveries.some(({ company, state }) => company === 'B' && state === 'SEEN') ? message : undefined
  })
  for (const { company, state, hops } of way.deliveries) {
    say(`To company ${company}: ${state}; ${hops.map(({ name, ms }) => `${name.toLowerCase()} after ${Math.round(ms)} ms`).join(', ')}`)
  }
  say(`What B could not show: ${way.fidelity.level} (${way.fidelity.notes.map(({ code }) => code).join(', ')}). The original is kept whole here.`)
}

interface Heard {
  message?: { id: string; body: string; origin: string; sender: { displayName: string; identities: { company: string }[] } }
}

/** As much of company B's app as the story needs. */
class OldAppOfB {
  readonly #url: string
  readonly #sid: string

  private constructor(url: string, sid: string) {
    this.#url = url
    this.#sid = sid
  }

  static async login(url: string, phone: string, pin: string): Promise<OldAppOfB> {
    const { sid } = await ask<{ sid: string }>(url, 'login', { phone, pin, dev: 'phone' })
    return new OldAppOfB(url, sid)
  }

  async threadOf(beginning: string): Promise<{ with: number; id: number; text: string } | undefined> {
    const { th } = await ask<{ th: { with: number; last: { id: number; txt: string } }[] }>(this.#url, 'threads', { sid: this.#sid })
    const found = th.find(({ last }) => last.txt.startsWith(beginning))
    return found && { with: found.with, id: found.last.id, text: found.last.txt }
  }

  async seen(uid: number, id: number): Promise<void> {
    await ask(this.#url, 'seen', { sid: this.#sid, with: uid, ids: [id] })
  }

  async send(uid: number, text: string): Promise<void> {
    await ask(this.#url, 'send', { sid: this.#sid, to: uid, txt: text })
  }
}

async function ask<T>(url: string, call: string, body: object): Promise<T> {
  const response = await fetch(`${url}/api/${call}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(10_000),
  })
  return await response.json() as T
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(100)
  }
  throw new Error(`It did not come in 30 s that ${what}.`)
}

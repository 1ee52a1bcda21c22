import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { direct, say, send, stage, type Person, type Stage } from './stage.ts'

let on: Stage
let ann: Person
let bob: Person
beforeAll(async () => {
  on = await stage()
  ann = await on.person('A')
  bob = await on.person('B')
})
afterAll(() => on[Symbol.asyncDispose]())

const events = `subscription ($c: ID!, $after: Cursor) { conversationEvents(conversationId: $c, after: $after) {
  __typename ... on MessageCreated { seq cursor actor { id } message { body isMine sender { id } conversation { id unreadCount } } } ... on CaughtUp { cursor } ... on ResyncRequired { reason } } }`

describe('a conversation', () => {
  it('is made once for two people, holds what they write, and streams it', async () => {
    const [one, two] = await Promise.all([on.get(ann, direct, { u: bob.personId }), on.get(bob, direct, { u: ann.personId })])
    expect(one.startDirect.id).toBe(two.startDirect.id)
    const c = one.startDirect.id as string
    const watch = on.watch(bob, events, { c })
    await watch.until((seen) => seen.length === 1)
    expect(watch.events[0].__typename).toBe('CaughtUp')
    await say(on, ann, c, 'hello')
    await watch.until((seen) => seen.length === 2)
    expect(watch.events[1]).toMatchObject({ __typename: 'MessageCreated', seq: 2, actor: { id: ann.personId }, message: { body: 'hello', isMine: false, conversation: { unreadCount: 1 } } })
    const read = await on.get(bob, '{ conversations { nodes { id unreadCount lastMessage { body } peer { user { id } } messages { nodes { body } pageInfo { hasPreviousPage } } companies readiness } } }')
    expect(read.conversations.nodes).toEqual([{
      id: c, unreadCount: 1, lastMessage: { body: 'hello' }, peer: { user: { id: ann.personId } },
      messages: { nodes: [{ body: 'hello' }], pageInfo: { hasPreviousPage: false } }, companies: ['A', 'B'], readiness: 'READY',
    }])
    watch.stop()
  })

  it('answers a repeated send with the first answer and another content with CONFLICT', async () => {
    const { startDirect: { id } } = await on.get(ann, direct, { u: bob.personId })
    const input = { conversationId: id, clientMessageId: 'same', body: 'once' }
    const both = await Promise.all([on.get(ann, send, { i: input }), on.get(ann, send, { i: input })])
    expect(both[0].sendMessage.message.id).toBe(both[1].sendMessage.message.id)
    expect(await on.refused(ann, send, { i: { ...input, body: 'other' } })).toBe('CONFLICT')
  })
})

import { buildSubgraphSchema } from '@apollo/subgraph'
import { defaultFieldResolver, GraphQLInterfaceType, GraphQLObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSdl } from '@switchboard/service-kit/sdl'
import { resolvers } from '../src/schema/resolvers.ts'
import { say, stage, type Person, type Stage } from './stage.ts'

let on: Stage
let ann: Person
let bob: Person
let cal: Person
beforeAll(async () => {
  on = await stage()
  ann = await on.person('A')
  bob = await on.person('B')
  cal = await on.person('B')
})
afterAll(() => on[Symbol.asyncDispose]())

const entry = '... on LogEntry { seq cursor at actor { id } }'
const all = `subscription ($c: ID!, $after: Cursor) { conversationEvents(conversationId: $c, after: $after) { __typename ${entry}
  ... on ConversationCreated { conversation { id } } ... on MessageCreated { message { body } } ... on MessageEdited { message { body revision } } ... on MessageDeleted { message { body } }
  ... on MessagePinned { message { pinned } } ... on ReactionAdded { message { id } user { id } emoji } ... on ReactionRemoved { message { id } user { id } emoji } ... on ReadMoved { user { id } upToSeq }
  ... on MemberAdded { user { id } role } ... on MemberRemoved { user { id } left newOwner { id } } ... on OwnerChanged { user { id } } ... on TitleChanged { title } ... on CaughtUp { cursor } } }`

describe('every event of a log', () => {
  it('comes live and in the replay alike', async () => {
    const group = (await on.get(ann, 'mutation ($i: StartGroupInput!) { startGroup(input: $i) { id cursor } }', { i: { memberIds: [bob.personId] } })).startGroup
    const c = group.id as string
    const live = on.watch(bob, all, { c })
    await live.until((seen) => seen.length === 1)
    const { id, seq } = await say(on, ann, c, 'one')
    const m = { m: id }
    await on.get(ann, 'mutation ($i: EditMessageInput!) { editMessage(input: $i) { id } }', { i: { id, body: 'two' } })
    await on.get(bob, 'mutation ($m: ID!) { hideMessage(id: $m) }', m)
    await on.get(ann, 'mutation ($m: ID!) { addReaction(messageId: $m, emoji: "👍") { id } removeReaction(messageId: $m, emoji: "👍") { id } }', m)
    await on.get(ann, 'mutation ($m: ID!) { pinMessage(id: $m, pinned: true) { id } }', m)
    await on.get(bob, 'mutation ($c: ID!, $s: Int!) { markRead(conversationId: $c, upToSeq: $s) { id } }', { c, s: seq })
    await on.get(ann, 'mutation ($c: ID!, $u: [ID!]!, $v: ID!) { addMembers(conversationId: $c, userIds: $u) { id } setTitle(conversationId: $c, title: "T") { id } removeMember(conversationId: $c, userId: $v) { id } }', { c, u: [cal.personId], v: cal.personId })
    await on.get(ann, 'mutation ($c: ID!, $v: ID!) { setOwner(conversationId: $c, userId: $v) { id } }', { c, v: bob.personId })
    await live.until((seen) => seen.length === 11)
    const expected = [
      { __typename: 'MessageCreated', actor: { id: ann.personId }, message: { body: 'one' } }, { __typename: 'MessageEdited', message: { body: 'two', revision: 2 } },
      { __typename: 'ReactionAdded', emoji: '👍', user: { id: ann.personId }, message: { id } }, { __typename: 'ReactionRemoved', emoji: '👍', user: { id: ann.personId }, message: { id } },
      { __typename: 'MessagePinned', message: { pinned: true } }, { __typename: 'ReadMoved', user: { id: bob.personId }, upToSeq: seq }, { __typename: 'MemberAdded', user: { id: cal.personId }, role: 'MEMBER' },
      { __typename: 'TitleChanged', title: 'T' }, { __typename: 'MemberRemoved', user: { id: cal.personId }, left: false, newOwner: null }, { __typename: 'OwnerChanged', user: { id: bob.personId } }]
    expect(live.events.slice(1)).toMatchObject(expected)
    expect(live.errors).toEqual([])
    const again = on.watch(bob, all, { c, after: group.cursor })
    await again.until((seen) => seen.at(-1)?.__typename === 'CaughtUp')
    expect(again.events.slice(0, -1)).toEqual(live.events.slice(1))
    live.stop()
    again.stop()
  })
})

describe('the schema', () => {
  it('has no field that nothing resolves', () => {
    const schema = buildSubgraphSchema([{ typeDefs: loadSdl(new URL('../src/schema', import.meta.url)), resolvers: resolvers as never }])
    /** Fields that are columns of the rows standing for the type. */
    const columns: Record<string, string[]> = {
      Conversation: ['id', 'kind', 'title', 'lastActivityAt', 'createdAt', 'archivedOnB'], Member: ['role', 'joinedAt', 'readSeq', 'readAt'],
      Message: ['id', 'seq', 'kind', 'body', 'extension', 'revision', 'editedAt', 'deletedAt', 'pinned', 'system', 'acceptedAt', 'sourceAt', 'origin'],
      Attachment: ['id', 'filename', 'contentType', 'sizeBytes', 'sha256', 'state'], Delivery: ['company', 'state', 'attempts', 'lastError', 'at'], Receipt: ['deliveredAt', 'seenAt'],
      Reaction: ['emoji'], MessageRevision: ['revision', 'body', 'at'], SystemLine: ['action', 'title'], BroadcastList: ['id', 'name'], BroadcastPost: ['id', 'body', 'at'], BroadcastCopy: ['key'],
      ScheduledMessage: ['id', 'clientMessageId', 'sendAt'], InboxUpdate: ['conversationId'], TypingEvent: ['until'], DeliveryChanged: ['message'], ResyncRequired: ['reason'], User: ['id'], Identity: ['id'],
      Expiring: ['seconds'], Hop: ['name', 'at', 'ms'], Fidelity: ['level', 'notes'], FidelityNote: ['leg', 'code', 'detail'], SendMessagePayload: ['message', 'scheduled'],
      CreateUploadPayload: ['attachment', 'uploadUrl', 'expiresAt'], PageInfo: ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'], Subscription: ['conversationEvents', 'inbox', 'typing'],
    }
    const unresolved: string[] = []
    for (const type of Object.values(schema.getTypeMap())) {
      if (type.name.startsWith('_') || type instanceof GraphQLInterfaceType || !(type instanceof GraphQLObjectType) || /(Connection|Edge)$/.test(type.name)) continue
      for (const field of Object.values(type.getFields())) {
        if (field.name.startsWith('_') || columns[type.name]?.includes(field.name)) continue
        if (field.resolve === undefined || field.resolve === defaultFieldResolver) unresolved.push(`${type.name}.${field.name}`)
      }
    }
    expect(unresolved).toEqual([])
  })
})

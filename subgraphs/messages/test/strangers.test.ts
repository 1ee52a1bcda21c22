import { GraphQLObjectType, isNonNullType, type GraphQLArgument, type GraphQLField, getNamedType, isInputObjectType, isLeafType, isListType, type GraphQLInputType, type GraphQLOutputType } from 'graphql'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import { loadSdl } from '@switchboard/service-kit/sdl'
import { direct, say, stage, type Json, type Person, type Stage } from './stage.ts'

const schema = buildSubgraphSchema([{ typeDefs: loadSdl(new URL('../src/schema', import.meta.url)) }])

let on: Stage
let ann: Person
let bob: Person
let eve: Person
let known: Record<string, string>
beforeAll(async () => {
  on = await stage()
  ann = await on.person('A')
  bob = await on.person('B')
  eve = await on.person('B')
  const { startDirect } = await on.get(ann, direct, { u: bob.personId })
  const message = await say(on, ann, startDirect.id, 'zanzibar secret')
  const group = (await on.get(ann, 'mutation ($i: StartGroupInput!) { startGroup(input: $i) { id } }', { i: { title: 'zanzibar group', memberIds: [bob.personId] } })).startGroup.id
  const list = (await on.get(bob, 'mutation ($u: [ID!]!) { createBroadcastList(name: "zanzibar list", userIds: $u) { id } }', { u: [ann.personId] })).createBroadcastList.id
  const scheduled = (await on.get(ann, 'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { scheduled { id } } }',
    { i: { conversationId: group, clientMessageId: 's', body: 'zanzibar later', sendAt: new Date(Date.now() + 3_600_000) } })).sendMessage.scheduled.id
  known = { conversationId: group, direct: startDirect.id, messageId: message.id, listId: list, scheduled, userId: ann.personId, cursor: startDirect.cursor }
})
afterAll(() => on[Symbol.asyncDispose]())

/** A value for an argument that aims at what belongs to others. */
function aim(type: GraphQLInputType, name: string, field: string): unknown {
  if (isNonNullType(type)) return aim(type.ofType, name, field)
  if (isListType(type)) return [aim(type.ofType, name.replace(/s$/, ''), field)]
  if (isInputObjectType(type)) return Object.fromEntries(Object.values(type.getFields()).flatMap((input) => isNonNullType(input.type) ? [[input.name, aim(input.type, input.name, type.name)]] : []))
  switch (type.name) {
    case 'ID': {
      if (/user|member(Id)?$/i.test(name)) return known['userId']
      if (/list/i.test(name) || /BroadcastList/.test(field)) return known['listId']
      if (/conversation/i.test(name) || field === 'conversation') return known['conversationId']
      if (field === 'cancelScheduled') return known['scheduled']
      return known['messageId']
    }
    case 'Int': return 1
    case 'Boolean': return true
    case 'Cursor': return known['cursor']
    case 'DateTime': return new Date(Date.now() + 60_000)
    default: return name === 'emoji' ? '👍' : name === 'after' ? null : 'zanzibar'
  }
}

function select(type: GraphQLOutputType): string {
  const named = getNamedType(type)
  if (isLeafType(named)) return ''
  if (!(named instanceof GraphQLObjectType)) return '{ __typename }'
  const leaf = Object.values(named.getFields()).find((field) => isLeafType(getNamedType(field.type)) && field.args.length === 0)
  return leaf ? `{ ${leaf.name} }` : '{ __typename }'
}

function operation(kind: string, field: GraphQLField<unknown, unknown>) {
  const wanted = field.args.filter((arg: GraphQLArgument) => isNonNullType(arg.type) || arg.name === 'conversationId')
  const variables = Object.fromEntries(wanted.map((arg) => [arg.name, aim(arg.type, arg.name, field.name)]))
  const declared = wanted.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ')
  const passed = wanted.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  return { query: `${kind}${declared ? ` (${declared})` : ''} { ${field.name}${passed ? `(${passed})` : ''} ${select(field.type)} }`, variables }
}

/** What anybody may do: it concerns the caller's own things, or begins something new. */
const own = new Set(['conversations', 'broadcastLists', 'blocked', 'startDirect', 'startGroup', 'blockUser', 'unblockUser', 'createUpload', 'createBroadcastList', 'inbox'])
const rootFields = (type: 'Query' | 'Mutation' | 'Subscription') => Object.values(schema.getType(type) instanceof GraphQLObjectType ? (schema.getType(type) as GraphQLObjectType).getFields() : {}).filter((field) => !field.name.startsWith('_'))

describe('what a stranger and nobody can learn', () => {
  it('is nothing, by any query or mutation', async () => {
    const before = (await on.pool.query('SELECT count(*)::int AS n FROM messages.log_event')).rows[0].n
    for (const [kind, type] of [['query', 'Query'], ['mutation', 'Mutation']] as const) {
      for (const field of rootFields(type)) {
        const { query, variables } = operation(kind, field)
        const nobody = await on.ask(undefined, query, variables)
        expect([field.name, nobody.errors?.[0]?.extensions.code]).toEqual([field.name, 'UNAUTHENTICATED'])
        const stranger = await on.ask(eve, query, variables)
        const text = JSON.stringify(stranger)
        if (['startDirect', 'startGroup', 'createBroadcastList'].includes(field.name)) continue
        expect([field.name, text.replaceAll('{"name":"zanzibar"}', '')]).toEqual([field.name, expect.not.stringContaining('zanzibar')])
        if (own.has(field.name)) expect([field.name, stranger.errors]).toEqual([field.name, undefined])
        else if (type === 'Query' && !isNonNullType(field.type)) expect([field.name, stranger.data]).toEqual([field.name, { [field.name]: null }])
        else expect([field.name, stranger.errors?.[0]?.extensions.code]).toEqual([field.name, 'NOT_FOUND'])
      }
    }
    const mine = (await on.pool.query('SELECT count(*)::int AS n FROM messages.log_event e JOIN messages.member m ON m.conversation_id = e.conversation_id AND m.identity_id = $1', [eve.identityId])).rows[0].n
    expect((await on.pool.query('SELECT count(*)::int AS n FROM messages.log_event')).rows[0].n).toBe(Number(before) + Number(mine))
  })

  it('is nothing by subscriptions', async () => {
    for (const field of rootFields('Subscription')) {
      const { query, variables } = operation('subscription', field)
      for (const who of [undefined, eve]) {
        const watch = on.watch(who, query, variables)
        if (who && field.name === 'inbox') continue
        await eventually(() => watch.errors.length > 0)
        expect(JSON.stringify(watch.errors)).toContain(who ? 'NOT_FOUND' : 'UNAUTHENTICATED')
        expect(watch.events).toEqual([])
      }
    }
  })

  it('is nothing by reference of an entity', async () => {
    const entities = `query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Conversation { id title } ... on Message { id body } ... on BroadcastList { id name } ... on User { id } } }`
    const r = [{ __typename: 'Conversation', id: known['conversationId'] }, { __typename: 'Message', id: known['messageId'] }, { __typename: 'BroadcastList', id: known['listId'] }]
    for (const who of [undefined, eve]) expect((await on.ask(who, entities, { r })).data._entities).toEqual([null, null, null])
    expect((await on.get(ann, entities, { r }))._entities.map((entity: Json) => entity?.id)).toEqual([known['conversationId'], known['messageId'], undefined])
    expect((await on.get(bob, entities, { r }))._entities[2].name).toBe('zanzibar list')
    expect(await on.refused(undefined, 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { conversations { nodes { id } } } } }', { r: [{ __typename: 'User', id: ann.personId }] })).toBe('UNAUTHENTICATED')
  })

  it('does not tell what is not there from what is not theirs', async () => {
    const query = 'mutation ($m: ID!) { deleteMessage(id: $m) { id } }'
    const [theirs, nothing, junk] = await Promise.all([known['messageId'], '01890000-0000-7000-8000-000000000000', 'x'].map((m) => on.ask(eve, query, { m })))
    expect(theirs?.errors).toEqual(nothing?.errors)
    expect(junk?.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  })
})

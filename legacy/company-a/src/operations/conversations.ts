import type { Company } from '../company.ts'
import { renderSummary } from '../conversations/conversation-store.ts'
import type { NewConversation } from '../conversations/conversations.ts'
import { answer, NO_CONTENT, type Operation } from '../http/operation.ts'
import { readLimit } from '../http/query.ts'
import { isId } from '../ids.ts'
import { invalid, Problem } from '../problem.ts'

/** Conversations, their members, read markers and typing. */
export function conversationOperations(company: Company): Operation[] {
  const { conversationStore, conversations, membership, readMarkers, cursors } = company
  const one = '/v1/conversations/{conversationId}'

  const list: Operation['handle'] = ({ query, actor }) => {
    const order = query.get('order') === 'created' ? 'created' : 'recent'
    const limit = readLimit(query, 50, 100)
    const binding = ['conversations', actor.userId, order, limit]
    const rows = conversationStore.page(actor.userId, order, cursors.read(binding, query.get('cursor')), limit + 1)
    const more = rows.length > limit
    if (more) rows.pop()
    const last = rows.at(-1)
    const nextCursor = more && last ? cursors.issue(binding, order === 'created' ? [last.id] : [last.last_activity_at, last.id]) : null
    return answer(200, { items: rows.map(renderSummary), nextCursor })
  }

  return [
    {
      id: 'listConversations', method: 'GET', path: '/v1/conversations', access: 'user', handle: list,
      check: ({ query }) => {
        if (!['recent', 'created', null].includes(query.get('order'))) throw invalid('query:order', 'must be recent or created')
        readLimit(query, 50, 100)
      },
    },
    {
      id: 'createConversation', method: 'POST', path: '/v1/conversations', access: 'user', body: 'json', idempotent: true,
      handle: ({ body, actor }) => {
        const { created, row } = conversations.create(body as NewConversation, actor)
        return answer(created ? 201 : 200, conversations.render(row))
      },
    },
    {
      id: 'getConversation', method: 'GET', path: one, access: 'user',
      handle: ({ params, actor }) => answer(200, conversations.render(conversations.require(params['conversationId'] ?? '', actor))),
    },
    {
      id: 'updateConversation', method: 'PATCH', path: one, access: 'user', body: 'json',
      handle: ({ params, body, actor }) =>
        answer(200, conversations.render(membership.rename(params['conversationId'] ?? '', (body as { title: string | null }).title, actor))),
    },
    {
      id: 'addMembers', method: 'POST', path: `${one}/members`, access: 'user', body: 'json',
      handle: ({ params, body, actor }) =>
        answer(200, conversations.render(membership.add(params['conversationId'] ?? '', (body as { userIds: string[] }).userIds, actor))),
    },
    {
      id: 'removeMember', method: 'DELETE', path: `${one}/members/{userId}`, access: 'user',
      handle: ({ params, actor }) => {
        if (!isId(params['userId'] ?? '')) throw new Problem('not-found')
        membership.remove(params['conversationId'] ?? '', params['userId'] ?? '', actor)
        return NO_CONTENT
      },
    },
    {
      id: 'markRead', method: 'PUT', path: `${one}/read`, access: 'user', body: 'json',
      handle: ({ params, body, actor }) => answer(200, readMarkers.mark(params['conversationId'] ?? '', (body as { upToSeq: number }).upToSeq, actor)),
    },
    {
      id: 'sendTyping', method: 'POST', path: `${one}/typing`, access: 'user',
      handle: ({ params, actor }) => answer(202, readMarkers.typing(params['conversationId'] ?? '', actor)),
    },
  ]
}

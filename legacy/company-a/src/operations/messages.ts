import type { Company } from '../company.ts'
import { answer, type Call, type Operation } from '../http/operation.ts'
import { readLimit, readWhole } from '../http/query.ts'
import type { MessageChange } from '../messages/changing.ts'
import { isOneEmoji } from '../messages/emoji.ts'
import { renderMessage } from '../messages/message-store.ts'
import { type MessageInput, refuseWrongKind } from '../messages/posting.ts'
import { invalid, Problem } from '../problem.ts'

const bounds = ({ query }: Call) => ({
  afterSeq: readWhole(query, 'afterSeq', { min: 0 }, undefined),
  beforeSeq: readWhole(query, 'beforeSeq', { min: 1 }, undefined),
})

function checkList(call: Call): void {
  const { afterSeq, beforeSeq } = bounds(call)
  if (afterSeq !== undefined && beforeSeq !== undefined) throw invalid('query:afterSeq', 'excludes beforeSeq')
  readLimit(call.query, 50, 100)
}

function checkEmoji({ params }: Call): void {
  if (!isOneEmoji(params['emoji'] ?? '')) throw new Problem('reaction-invalid')
}

/** Messages, their edits and reactions. */
export function messageOperations(company: Company): Operation[] {
  const { conversations, posting, changing, reading } = company
  const all = '/v1/conversations/{conversationId}/messages'
  const one = `${all}/{messageId}`
  const conversationOf = ({ params, actor }: Call) => conversations.require(params['conversationId'] ?? '', actor)
  const messageOf = ({ params }: Call) => params['messageId'] ?? ''
  const react =
    (present: boolean): Operation['handle'] =>
    (call) =>
      answer(200, changing.react(conversationOf(call), messageOf(call), call.params['emoji'] ?? '', present, call.actor))

  return [
    {
      id: 'listMessages', method: 'GET', path: all, access: 'user', check: checkList,
      handle: (call) => answer(200, reading.page(conversationOf(call), bounds(call), readLimit(call.query, 50, 100))),
    },
    {
      id: 'sendMessage', method: 'POST', path: all, access: 'user', body: 'json', idempotent: true,
      check: ({ body }) => refuseWrongKind(body as MessageInput),
      handle: (call) => answer(201, renderMessage(posting.send(conversationOf(call), call.body as MessageInput, call.actor))),
    },
    { id: 'getMessage', method: 'GET', path: one, access: 'user', handle: (call) => answer(200, renderMessage(reading.require(conversationOf(call), messageOf(call)))) },
    {
      id: 'editMessage', method: 'PATCH', path: one, access: 'user', body: 'json',
      handle: (call) => answer(200, renderMessage(changing.edit(conversationOf(call), messageOf(call), call.body as MessageChange, call.actor))),
    },
    {
      id: 'deleteMessage', method: 'DELETE', path: one, access: 'user',
      handle: (call) => answer(200, renderMessage(changing.delete(conversationOf(call), messageOf(call), call.actor))),
    },
    { id: 'listMessageEdits', method: 'GET', path: `${one}/edits`, access: 'user', handle: (call) => answer(200, reading.edits(conversationOf(call), messageOf(call))) },
    { id: 'addReaction', method: 'PUT', path: `${one}/reactions/{emoji}`, access: 'user', check: checkEmoji, handle: react(true) },
    { id: 'removeReaction', method: 'DELETE', path: `${one}/reactions/{emoji}`, access: 'user', check: checkEmoji, handle: react(false) },
  ]
}

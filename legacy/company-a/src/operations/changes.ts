import { renderWebhook, type WebhookInput } from '../changes/webhook-store.ts'
import type { Company } from '../company.ts'
import { answer, NO_CONTENT, type Call, type Operation } from '../http/operation.ts'
import { readLimit, readWhole } from '../http/query.ts'
import { invalid } from '../problem.ts'

const WEBHOOK_NAME = /^[a-z0-9-]{1,40}$/

const waitOf = ({ query }: Call): number => readWhole(query, 'wait', { min: 0, max: 30 }, 0)

/** Webhooks and the feed. */
export function changeOperations(company: Company): Operation[] {
  const { webhooks, feed, events } = company

  const listEvents: Operation['handle'] = async (call) => {
    const after = call.query.get('after')
    const latest = after === 'latest'
    const page = latest
      ? { events: [], nextCursor: feed.cursorAt(events.end()), hasMore: false }
      : await feed.readOrWait(after, readLimit(call.query, 100, 500), waitOf(call), call.gone())
    // The events are JSON texts already.
    return { status: 200, text: `{"events":[${page.events.join(',')}],"nextCursor":"${page.nextCursor}","hasMore":${page.hasMore}}` }
  }

  return [
    {
      id: 'putWebhook', method: 'PUT', path: '/v1/webhooks/{name}', access: 'integration', body: 'json',
      check: ({ params }) => {
        if (!WEBHOOK_NAME.test(params['name'] ?? '')) throw invalid('path:name', 'must be 1 to 40 of a-z 0-9 -')
      },
      handle: ({ params, body, actor }) => {
        const { created, webhook } = webhooks.put(actor.origin, params['name'] ?? '', body as WebhookInput)
        return answer(created ? 201 : 200, renderWebhook(webhook))
      },
    },
    {
      id: 'deleteWebhook', method: 'DELETE', path: '/v1/webhooks/{name}', access: 'integration',
      handle: ({ params, actor }) => {
        webhooks.remove(actor.origin, params['name'] ?? '')
        return NO_CONTENT
      },
    },
    {
      id: 'listEvents', method: 'GET', path: '/v1/events', access: 'integration', handle: listEvents,
      check: (call) => {
        readLimit(call.query, 100, 500)
        waitOf(call)
      },
    },
  ]
}

import type { GraphQLFormattedError } from 'graphql'
import type { Metrics } from '@switchboard/service-kit/metrics'

/** What the gateway measures. */
export interface GatewayMetrics {
  operation(type: string, name: string | undefined, errors: readonly GraphQLFormattedError[], seconds: number): void
  subgraph(name: string, outcome: 'ok' | 'failed', seconds: number): void
  planned(seconds: number): void
  sockets(change: 1 | -1): void
  subscriptions(change: 1 | -1): void
  event(): void
  closed(code: number): void
}

/** Clients choose operation names: after this many the rest share one label, or the registry would grow without end. */
const namesKept = 200

/** Declares the gateway's metrics on a process's registry. */
export function createGatewayMetrics(metrics: Metrics): GatewayMetrics {
  const operations = metrics.histogram('gateway_operation_duration_seconds', 'Time to answer a query or mutation, by operation name.', ['type', 'operation', 'outcome'])
  const subgraphs = metrics.histogram('gateway_subgraph_request_duration_seconds', 'Time of one request to a subgraph.', ['subgraph', 'outcome'])
  const planning = metrics.histogram('gateway_planning_duration_seconds', 'Time to plan an operation that was not planned yet.')
  const errors = metrics.counter('gateway_errors_total', 'Errors answered, by code.', ['code'])
  const sockets = metrics.gauge('gateway_open_sockets', 'WebSockets of clients that are open.')
  const subscriptions = metrics.gauge('gateway_open_subscriptions', 'Subscriptions of clients that are open.')
  const events = metrics.counter('gateway_subscription_events_total', 'Events delivered to subscribers.')
  const closes = metrics.counter('gateway_socket_closes_total', 'WebSockets closed by the gateway, by close code.', ['code'])
  const names = new Set<string>()
  const label = (name: string | undefined): string => {
    if (name === undefined) return 'anonymous'
    if (names.has(name)) return name
    if (names.size >= namesKept) return 'other'
    names.add(name)
    return name
  }
  return {
    operation: (type, name, found, seconds) => {
      operations.observe({ type, operation: label(name), outcome: found.length === 0 ? 'ok' : 'error' }, seconds)
      for (const error of found) {
        const code = error.extensions?.['code']
        errors.inc({ code: typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? code : 'OTHER' })
      }
    },
    subgraph: (name, outcome, seconds) => { subgraphs.observe({ subgraph: name, outcome }, seconds) },
    planned: (seconds) => { planning.observe(seconds) },
    sockets: (change) => { sockets.inc(change) },
    subscriptions: (change) => { subscriptions.inc(change) },
    event: () => { events.inc() },
    closed: (code) => { closes.inc({ code: String(code) }) },
  }
}

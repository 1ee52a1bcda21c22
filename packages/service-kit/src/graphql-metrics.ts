import type { ApolloServerPlugin } from '@apollo/server'
import { codeOfError } from './graphql-errors.ts'
import type { Metrics } from './metrics.ts'

/** Measures operations: how long they take, how many streams are open, and how many errors of each code go out. */
export function observeOperations(metrics: Metrics): {
  plugin: ApolloServerPlugin
  failed: (error: unknown) => void
  streams: (change: 1 | -1) => void
} {
  const duration = metrics.histogram('graphql_operation_duration_seconds', 'Time to answer an operation over HTTP.', ['type', 'outcome'])
  const errors = metrics.counter('graphql_errors_total', 'Errors answered, by code.', ['code'])
  const streams = metrics.gauge('graphql_socket_operations', 'Operations open on WebSockets.')
  return {
    plugin: {
      requestDidStart: () => {
        const stop = duration.startTimer()
        return Promise.resolve({
          willSendResponse: ({ operation, errors: found }) => {
            stop({ type: operation?.operation ?? 'unknown', outcome: found === undefined || found.length === 0 ? 'ok' : 'error' })
            return Promise.resolve()
          },
        })
      },
    },
    failed: (error) => { errors.inc({ code: codeOfError(error) }) },
    streams: (change) => { streams.inc(change) },
  }
}

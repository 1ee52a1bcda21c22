import type { IncomingMessage, ServerResponse } from 'node:http'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What one process measures. Names follow Prometheus: snake case, base units (seconds, bytes), counters end in `_total`. */
export interface Metrics {
  readonly registry: Registry
  counter<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Counter<Label>
  /** `collect` sets the value when the metrics are read. */
  gauge<Label extends string = never>(name: string, help: string, labels?: readonly Label[], collect?: (gauge: Gauge<Label>) => void | Promise<void>): Gauge<Label>
  /** Buckets are in seconds, by default from 1 ms to 10 s. */
  histogram<Label extends string = never>(name: string, help: string, labels?: readonly Label[], buckets?: readonly number[]): Histogram<Label>
  /** Answers GET /metrics. */
  respond(request: IncomingMessage, response: ServerResponse): Promise<void>
}

const latencyBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** A registry of its own for one process, labelled `service`. `defaults: false` leaves out those of the runtime itself. */
export function createMetrics(service: string, options: { defaults?: boolean } = {}): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  if (options.defaults ?? true) collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    counter: (name, help, labels = []) => new Counter({ name, help, labelNames: labels, registers }),
    gauge: (name, help, labels = [], collect) => {
      const gauge: Gauge<(typeof labels)[number]> = new Gauge({
        name, help, labelNames: labels, registers, ...(collect === undefined ? {} : { collect: () => collect(gauge) }),
      })
      return gauge
    },
    histogram: (name, help, labels = [], buckets = latencyBuckets) =>
      new Histogram({ name, help, labelNames: labels, buckets: [...buckets], registers }),
    respond: async (_request, response) => {
      const body = await registry.metrics()
      response.writeHead(200, { 'content-type': registry.contentType }).end(body)
    },
  }
}

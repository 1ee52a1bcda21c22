import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { z } from 'zod'
import type { Backend } from './backend.ts'
import { parseObject, readBody } from './body.ts'
import { dump } from './dump.ts'
import { FaultSet } from './faults.ts'
import { Refusal } from './refusal.ts'
import { seed } from './seed.ts'
import { SeedShape } from './seed-shape.ts'

const MAX_BODY_BYTES = 32 * 1024 * 1024

/** The test-only paths under /__control; 404 for all of them unless the server was started with faults. */
export class Control {
  readonly #backend: Backend
  readonly #enabled: boolean

  constructor(backend: Backend, enabled: boolean) {
    this.#backend = backend
    this.#enabled = enabled
  }

  /** Serves one request; faults do not strike here. */
  async serve(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, MAX_BODY_BYTES)
    try {
      const name = `${request.method} ${url.pathname.slice('/__control/'.length)}`
      if (!this.#enabled) return answer(response, 404, new Refusal(1).frame())
      if (name === 'POST faults') return answer(response, 200, this.#setFaults(read(FaultSet, body)))
      if (name === 'POST reset') return answer(response, 200, this.#reset())
      if (name === 'POST seed') return answer(response, 200, JSON.stringify({ ok: 1, ...seed(this.#backend, read(SeedShape, body)) }))
      if (name === 'GET dump') return await this.#dump(url.searchParams.get('entity') ?? '', response)
      answer(response, 404, new Refusal(1).frame())
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause
      answer(response, 422, cause.frame())
    }
  }

  #setFaults(faults: FaultSet): string {
    this.#backend.faults.replace(faults)
    if (faults.clockAdvanceMs) this.#backend.advance(faults.clockAdvanceMs)
    return JSON.stringify({ ok: 1, faults, now: this.#backend.clock.now() })
  }

  #reset(): string {
    this.#backend.reset()
    return JSON.stringify({ ok: 1, boot: this.#backend.boot })
  }

  async #dump(entity: string, response: ServerResponse): Promise<void> {
    const chunks = dump(this.#backend.store, entity)
    if (!chunks) throw Refusal.argument('entity')
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    await pipeline(Readable.from(chunks), response)
  }
}

/** err 2 naming the top-level field that does not fit, or `body`. */
function read<Shape extends z.ZodType>(shape: Shape, body: string | undefined): z.infer<Shape> {
  const value = body === undefined ? undefined : parseObject(body)
  const parsed = shape.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw Refusal.argument(issue && issue.path.length > 0 ? issue.path.join('.') : 'body')
}

function answer(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }).end(json)
}

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Backend } from './backend.ts'
import { parseObject, readBody } from './body.ts'
import { runCall, type Call } from './call.ts'
import { CALLS } from './calls.ts'
import { Refusal } from './refusal.ts'

/** What the front proxy lets through (section 2 and the contract's 413). */
const MAX_BODY_BYTES = 262_144

const html = (title: string, body: string): string => `<html><head><title>${title}</title></head><body>${body}</body></html>`
const TOO_BIG = html('413 Request Entity Too Large', '')
const BAD_GATEWAY = html('502 Bad Gateway', '<h1>502 Bad Gateway</h1>')

/** Everything under /api: the front proxy, then the faults, then the call; HTTP 200 whatever it says. */
export class Api {
  readonly #backend: Backend
  readonly #waiting = new Set<NodeJS.Timeout>()

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Serves one request; `name` is the path after /api/. */
  async serve(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults } = this.#backend
    const body = await readBody(request, MAX_BODY_BYTES)
    const overloaded = faults.overloaded()
    if (body === undefined) return answerHtml(response, 413, TOO_BIG)
    if (faults.outage || overloaded) return answerHtml(response, 502, BAD_GATEWAY)
    const latency = faults.latencyMs()
    if (latency > 0) await this.#wait(latency)
    const call = request.method === 'POST' ? CALLS.get(name) : undefined
    const outcome = await this.#outcome(call, body, response)
    if (outcome.ok && call?.writes && faults.commitThenTimeout()) {
      await this.#wait(faults.hangMs)
      response.socket?.destroy()
      return
    }
    answerJson(response, outcome.json)
  }

  /** Lets nothing keep the process or a test waiting. */
  close(): void {
    for (const timer of this.#waiting) clearTimeout(timer)
  }

  async #outcome(call: Call | undefined, body: string, response: ServerResponse): Promise<{ ok: boolean; json: string }> {
    try {
      if (this.#backend.faults.error()) throw new Refusal(23)
      const fields = call && parseObject(body)
      if (!fields) throw new Refusal(1)
      const answer = runCall(this.#backend, call, fields, (letGo) => response.once('close', letGo))
      const done = answer instanceof Promise ? await answer : answer
      return { ok: true, json: typeof done === 'string' ? done : JSON.stringify({ ok: 1, ...done }) }
    } catch (cause) {
      if (cause instanceof Refusal) return { ok: false, json: cause.frame() }
      console.error(JSON.stringify({ level: 'error', msg: 'call failed', cause: cause instanceof Error ? cause.stack : String(cause) }))
      return { ok: false, json: new Refusal(23).frame() }
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(timer)
        resolve()
      }, ms)
      this.#waiting.add(timer)
    })
  }
}

function answerHtml(response: ServerResponse, status: number, page: string): void {
  response.writeHead(status, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(page) }).end(page)
}

function answerJson(response: ServerResponse, json: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }).end(json)
}

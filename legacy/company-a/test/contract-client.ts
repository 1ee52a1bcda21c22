import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'

interface Parameter { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: { type?: string | string[] }; explode?: boolean }
interface Described { content?: Record<string, { schema: object }>; headers?: Record<string, { $ref?: string; required?: boolean }> }
interface OperationObject {
  operationId: string
  parameters?: ({ $ref: string } | Parameter)[]
  requestBody?: Described
  responses: Record<string, Described & { $ref?: string }>
}
type PathItem = Record<string, OperationObject> & { parameters?: ({ $ref: string } | Parameter)[] }
interface Document { paths: Record<string, PathItem>; webhooks: Record<string, PathItem> }

export interface CallOptions {
  params?: Record<string, string>
  query?: Record<string, string | number>
  headers?: Record<string, string>
  token?: string
  actAs?: string
  /** Idempotency-Key. */
  key?: string
  json?: unknown
  /** A raw body, sent as it is. */
  raw?: string | Uint8Array
  /** The request breaks the contract on purpose. */
  bad?: boolean
}

export interface Reply<Body> {
  status: number
  headers: Headers
  body: Body
  bytes: Uint8Array
}

const CONTRACT = new URL('../../../docs/contracts/company-a.openapi.yaml', import.meta.url)

/** Statuses that the note gives and the YAML leaves out: the note wins. */
const FROM_THE_NOTE: Record<string, string[]> = { logout: ['429'] }

const pointer = (parts: string[]): string => `contract#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`

/** Calls company A and holds every request and every answer against the OpenAPI document. */
export class ContractClient {
  readonly url: string
  readonly exercised = new Set<string>()
  readonly #ajv = new Ajv2020({ strict: false, formats: { binary: true }, coerceTypes: false })
  readonly #document = parse(readFileSync(CONTRACT, 'utf8')) as Document
  readonly #operations = new Map<string, { path: string; method: string; operation: OperationObject; parameters: Parameter[] }>()

  constructor(url: string) {
    this.url = url
    formats.default(this.#ajv)
    this.#ajv.addSchema(this.#document, 'contract')
    for (const [path, item] of Object.entries(this.#document.paths)) {
      for (const method of ['get', 'put', 'post', 'patch', 'delete']) {
        const operation = item[method]
        if (!operation) continue
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((found) => this.#resolve<Parameter>(found))
        this.#operations.set(operation.operationId, { path, method, operation, parameters })
      }
    }
  }

  get operationIds(): string[] {
    return [...this.#operations.keys()]
  }

  async call<Body = Record<string, unknown>>(operationId: string, options: CallOptions = {}): Promise<Reply<Body>> {
    const found = this.#operations.get(operationId)
    if (!found) throw new Error(`No operation ${operationId}`)
    if (!options.bad) this.#checkRequest(operationId, options)
    const path = found.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(options.params?.[name] ?? ''))
    const query = new URLSearchParams(Object.entries(options.query ?? {}).map(([name, value]): [string, string] => [name, String(value)])).toString()
    const headers = new Headers({ ...(options.json === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers })
    if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`)
    if (options.actAs !== undefined) headers.set('x-act-as', options.actAs)
    if (options.key !== undefined) headers.set('idempotency-key', options.key)
    const body = options.raw ?? (options.json === undefined ? undefined : JSON.stringify(options.json))
    const response = await fetch(`${this.url}${path}${query === '' ? '' : `?${query}`}`, {
      method: found.method.toUpperCase(), headers, redirect: 'manual', ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    this.exercised.add(operationId)
    return { status: response.status, headers: response.headers, bytes, body: this.#checkAnswer(operationId, response, bytes) as Body }
  }

  /** Fails unless the value fits the named schema of the contract. */
  checkSchema(name: string, value: unknown): void {
    this.#check(pointer(['components', 'schemas', name]), value, name)
  }

  /** Fails unless the value fits the body that company A sends to webhooks. */
  checkWebhookBody(value: unknown): void {
    this.#check(pointer(['webhooks', 'event', 'post', 'requestBody', 'content', 'application/json', 'schema']), value, 'webhook')
  }

  #checkRequest(operationId: string, options: CallOptions): void {
    const { path, method, operation, parameters } = this.#operations.get(operationId) ?? { path: '', method: '', operation: undefined, parameters: [] }
    for (const parameter of parameters) {
      const text = this.#given(parameter, options)
      if (text === undefined && !parameter.required) continue
      const type = parameter.schema.type
      const value = type === 'integer' ? Number(text) : type === 'array' ? String(text).split(',') : text
      const valid = this.#ajv.validate(this.#anchored(parameter.schema), value)
      if (!valid) throw new Error(`${operationId}: ${parameter.in} ${parameter.name} = ${String(text)}: ${this.#ajv.errorsText()}`)
    }
    if (operation?.requestBody?.content?.['application/json']) {
      this.#check(pointer(['paths', path, method, 'requestBody', 'content', 'application/json', 'schema']), options.json, `${operationId} request`)
    } else if (options.json !== undefined) {
      throw new Error(`${operationId} takes no JSON`)
    }
  }

  #given({ name, in: place }: Parameter, options: CallOptions): string | number | undefined {
    if (place === 'path') return options.params?.[name]
    if (place === 'query') return options.query?.[name]
    return name === 'X-Act-As' ? options.actAs : options.key
  }

  #checkAnswer(operationId: string, response: Response, bytes: Uint8Array): unknown {
    const { path, method, operation } = this.#operations.get(operationId) ?? { path: '', method: '', operation: undefined }
    const status = String(response.status)
    const label = `${operationId} ${status}`
    if (!response.headers.get('x-request-id')) throw new Error(`${label}: no X-Request-Id`)
    // Limits on bodies are in the note, for every operation that has one.
    const fromTheNote = FROM_THE_NOTE[operationId]?.includes(status) || (status === '413' && operation?.requestBody !== undefined)
    const declared = operation?.responses[status]
    if (!declared && !fromTheNote) throw new Error(`${label} is not declared: ${Buffer.from(bytes).toString()}`)
    const type = (response.headers.get('content-type') ?? '').split(';')[0] ?? ''
    if (response.status >= 400) {
      if (type !== 'application/problem+json') throw new Error(`${label}: ${type}`)
      const problem = JSON.parse(Buffer.from(bytes).toString()) as { status: number; code: string; type: string }
      this.checkSchema('Problem', problem)
      if (problem.status !== response.status || problem.type !== `https://company-a.internal/problems/${problem.code}`) throw new Error(`${label}: ${JSON.stringify(problem)}`)
      if ([429, 503].includes(response.status) && !(Number(response.headers.get('retry-after')) >= 1)) throw new Error(`${label}: no Retry-After`)
      return problem
    }
    if (!declared?.content) {
      if (bytes.length > 0) throw new Error(`${label}: a body where none is declared`)
      return undefined
    }
    if (declared.content['*/*']) return undefined
    if (!declared.content[type]) throw new Error(`${label}: content type ${type}`)
    const text = Buffer.from(bytes).toString()
    if (type !== 'application/json') return text
    const body: unknown = JSON.parse(text)
    this.#check(pointer(['paths', path, method, 'responses', status, 'content', type, 'schema']), body, label)
    return body
  }

  #check(ref: string, value: unknown, label: string): void {
    const validate = this.#ajv.getSchema(ref) ?? this.#ajv.compile({ $ref: ref })
    if (!validate(value)) throw new Error(`${label} does not fit the contract: ${this.#ajv.errorsText(validate.errors)}: ${JSON.stringify(value)?.slice(0, 500)}`)
  }

  #anchored(schema: object): object {
    return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"contract#/')) as object
  }

  #resolve<Target>(found: { $ref?: string } | Target): Target {
    const ref = (found as { $ref?: string }).$ref
    if (ref === undefined) return found as Target
    return ref.slice(2).split('/').reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], this.#document) as Target
  }
}

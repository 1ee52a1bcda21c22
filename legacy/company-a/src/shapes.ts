import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { parse } from 'yaml'
import { Problem } from './problem.ts'

const CONTRACT = new URL('../../../docs/contracts/company-a.openapi.yaml', import.meta.url)

interface Document {
  paths: Record<string, Record<string, { operationId?: string; requestBody?: { content: Record<string, unknown> } }>>
  components: { schemas: { Body: { maxLength?: number } } }
}

const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1')

/** The shapes of request bodies, taken from the OpenAPI contract itself. */
export class Shapes {
  readonly #ajv = new Ajv2020({ strict: false, formats: { binary: true } })
  readonly #pointers = new Map<string, string>()
  readonly #validators = new Map<string, ValidateFunction>()

  constructor() {
    const document = parse(readFileSync(CONTRACT, 'utf8')) as Document
    // Length of a message body has a code of its own, judged after everything else about the shape.
    delete document.components.schemas.Body.maxLength
    formats.default(this.#ajv)
    this.#ajv.addSchema(document, 'contract')
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (operation.operationId === undefined || !operation.requestBody?.content['application/json']) continue
        const parts = ['paths', path, method, 'requestBody', 'content', 'application/json', 'schema']
        this.#pointers.set(operation.operationId, `contract#/${parts.map(escapePointer).map(encodeURIComponent).join('/')}`)
      }
    }
  }

  /** Refuses a body that has not the shape of that operation: 422 `validation` with pointers. */
  check(operationId: string, body: unknown): void {
    const validate = this.#validator(operationId)
    if (validate(body)) return
    const errors = (validate.errors ?? []).map((error) => ({
      pointer: error.instancePath + (error.keyword === 'required' ? `/${escapePointer(String(error.params['missingProperty']))}` : ''),
      detail: error.message ?? error.keyword,
    }))
    throw new Problem('validation', { errors })
  }

  #validator(operationId: string): ValidateFunction {
    let validate = this.#validators.get(operationId)
    if (!validate) {
      const pointer = this.#pointers.get(operationId)
      if (pointer === undefined) throw new Error(`The contract gives no JSON body for ${operationId}`)
      validate = this.#ajv.compile({ $ref: pointer })
      this.#validators.set(operationId, validate)
    }
    return validate
  }
}

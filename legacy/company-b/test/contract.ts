import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { parse } from 'yaml'

type Json = { [key: string]: unknown }
interface Operation {
  operationId: string
  requestBody?: object
  responses: Record<string, { description?: string; $ref?: string; content?: Json }>
}
interface Document {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

const file = fileURLToPath(new URL('../../../docs/contracts/company-b.openapi.yaml', import.meta.url))
const document = parse(readFileSync(file, 'utf8')) as Document

/** For answers an undocumented field is a mistake; requests may carry any (unknown fields are ignored). */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === 'example' ? value : closed(value)]))
  return copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy) ? { ...copy, additionalProperties: false } : copy
}

const ajv = new Ajv2020({ strict: false, allErrors: false, formats: { base64: true } })
ajv.addSchema(document, 'asked')
ajv.addSchema({ ...(closed({ paths: document.paths, components: document.components }) as object) }, 'told')

const validators = new Map<string, ValidateFunction>()
function validator(reference: string): ValidateFunction {
  let validate = validators.get(reference)
  if (!validate) validators.set(reference, (validate = ajv.compile({ $ref: reference })))
  return validate
}

const pointer = (...parts: string[]) => parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')

/** Every operation that was answered as the contract says, by operationId. */
export const exercised = new Set<string>()
export const operationIds = Object.values(document.paths).flatMap((item) => Object.values(item).map((operation) => operation.operationId))

const operationOf = (method: string, path: string) => document.paths[path]?.[method]

/** Throws when the request body does not fit the operation. */
export function checkRequest(method: string, path: string, body: unknown): void {
  const operation = operationOf(method, path)
  if (!operation) throw new Error(`${method} ${path} is not in the contract`)
  if (!operation.requestBody) return
  const validate = validator(`asked#/${pointer('paths', path, method, 'requestBody', 'content', 'application/json', 'schema')}`)
  if (!validate(body)) throw new Error(`request of ${path} is not as in the contract: ${ajv.errorsText(validate.errors)} ${JSON.stringify(body)}`)
}

/** Throws when status, content type, body or err number is not one that the operation may answer. */
export function checkResponse(method: string, path: string, status: number, contentType: string, body: unknown, sentAs: boolean): void {
  const operation = operationOf(method, path)
  if (!operation) throw new Error(`${method} ${path} is not in the contract`)
  const response = operation.responses[String(status)]
  if (!response) throw new Error(`${path} may not answer HTTP ${status}`)
  const place = response.$ref?.slice(2) ?? pointer('paths', path, method, 'responses', String(status))
  const content = response.$ref ? (Object.entries(resolve(response.$ref)['content'] as Json)) : Object.entries(response.content ?? {})
  const type = contentType.split(';')[0] ?? ''
  if (!content.some(([key]) => key === type)) throw new Error(`${path} may not answer ${status} with ${contentType}`)
  const validate = validator(`told#/${place}/content/${pointer(type)}/schema`)
  if (!validate(body)) throw new Error(`answer of ${path} is not as in the contract: ${ajv.errorsText(validate.errors)} ${JSON.stringify(body)}`)
  const err = typeof body === 'object' && body !== null && 'err' in body ? body.err : undefined
  const allowed = response.description?.match(/err ([\d ]+)/)?.[1]?.split(' ').map(Number)
  // Section 2: a gone `as` is err 9 on every call that takes one; the file's lists leave it out here and there, and the note wins.
  if (status === 200 && typeof err === 'number' && !allowed?.includes(err) && !(err === 9 && sentAs)) throw new Error(`${path} may not answer err ${err}`)
  exercised.add(operation.operationId)
}

function resolve(reference: string): Json {
  return reference.slice(2).split('/').reduce<Json>((at, key) => at[key] as Json, document as unknown as Json)
}

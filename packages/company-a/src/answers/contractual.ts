import type { z } from 'zod'
import type { components } from '../generated/api.ts'

/** The contract's schemas by name, as generated from its OpenAPI file. */
export type Contract = components['schemas']

/**
 * Ties a check at the door to the contract: it does not compile when the check would turn away an answer
 * that the contract allows. It may be wider than the contract, never narrower.
 */
export function contractual<Allowed>() {
  return <Schema extends z.ZodType>(schema: Allowed extends z.input<Schema> ? Schema : never): Schema => schema
}

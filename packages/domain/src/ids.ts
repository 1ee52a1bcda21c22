import { v7, validate, version } from 'uuid'

/** The two companies. */
export type Company = 'A' | 'B'

/** The companies in a fixed order, for iterating. */
export const companies = ['A', 'B'] as const satisfies readonly Company[]

/** A new UUIDv7, lower case: ids ascend with time of making. */
export function newId(): string {
  return v7()
}

/** Whether a string is a UUIDv7 in lower case, the only form of id that the graph hands out. */
export function isId(value: string): boolean {
  return validate(value) && version(value) === 7 && value === value.toLowerCase()
}

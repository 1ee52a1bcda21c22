/** The value, which a rule of the database says is there; throws when the rule is broken. */
export function mustExist<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`The record is broken: ${what} is missing.`)
  return value
}

import { invalid } from '../problem.ts'

/** A whole number of the query within bounds, or `fallback` without one: 422 `validation`. */
export function readWhole<Fallback>(query: URLSearchParams, name: string, bounds: { min: number; max?: number }, fallback: Fallback): number | Fallback {
  const text = query.get(name)
  if (text === null) return fallback
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value)) throw invalid(`query:${name}`, 'must be a whole number')
  if (value < bounds.min || value > (bounds.max ?? Number.MAX_SAFE_INTEGER)) throw invalid(`query:${name}`, 'is out of range')
  return value
}

/** `limit` of a page, never clamped. */
export function readLimit(query: URLSearchParams, fallback: number, max: number): number {
  return readWhole(query, 'limit', { min: 1, max }, fallback)
}

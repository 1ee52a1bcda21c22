import { Problem } from './problem.ts'

/** Refuses U+0000 and lone surrogates in every string of a body, however deep: 422 `invalid-text`. */
export function refuseBadText(value: unknown, pointer = ''): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw new Problem('invalid-text', { errors: [{ pointer, detail: 'U+0000 or a lone surrogate' }] })
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) refuseBadText(inner, `${pointer}/${key}`)
  }
}

/** Length in Unicode code points, which is how the contract counts. */
export function codePoints(text: string): number {
  let count = text.length
  for (let index = 0; index < text.length - 1; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1
  }
  return count
}

/** The value as JSON with members in one order, so that equal JSON values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1))
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`
}

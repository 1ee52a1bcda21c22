import { SwitchboardError } from '@switchboard/domain/errors'
import { isId } from '@switchboard/domain/ids'

/** An id in the only form that we hand out. Anything else names nothing: NOT_FOUND, the same as for what is not the viewer's. */
export function existingId(id: string): string {
  if (!isId(id)) throw new SwitchboardError('NOT_FOUND')
  return id
}

/** Ids in a list of an input, without repeats. @throws SwitchboardError BAD_INPUT (how many), NOT_FOUND (form) */
export function idList(name: string, ids: readonly string[], min: number, max: number): string[] {
  const unique = [...new Set(ids)]
  if (unique.length < min || unique.length > max) throw new SwitchboardError('BAD_INPUT', `${name} takes ${min} to ${max} ids.`)
  return unique.map(existingId)
}

/** How many are wanted. @throws SwitchboardError BAD_INPUT */
export function count(name: string, value: number, min: number, max: number): number {
  if (value < min || value > max) throw new SwitchboardError('BAD_INPUT', `${name} must be ${min} to ${max}.`)
  return value
}

/** Text that can be stored and sent on: no U+0000 and no half of a surrogate pair. */
function clean(name: string, text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) throw new SwitchboardError('BAD_INPUT', `${name} has characters that are not text.`)
  return text
}

const codePoints = (text: string) => { let length = 0; for (const _ of text) length += 1; return length }

/** A message's body: at most 8,000 code points (company A's limit). @throws SwitchboardError TEXT_TOO_LONG, BAD_INPUT */
export function bodyText(body: string, mayBeEmpty: boolean): string {
  if (body.length > 16_000 || codePoints(body) > 8_000) throw new SwitchboardError('TEXT_TOO_LONG', 'A message has at most 8,000 characters.')
  if (!mayBeEmpty && body === '') throw new SwitchboardError('BAD_INPUT', 'A message needs some text.')
  return clean('The text', body)
}

/** A name or title of 1 to `max` code points, without line breaks. @throws SwitchboardError TEXT_TOO_LONG, BAD_INPUT */
export function shortText(name: string, text: string, max: number): string {
  if (codePoints(text) > max) throw new SwitchboardError('TEXT_TOO_LONG', `${name} has at most ${max} characters.`)
  if (text.trim() === '' || /[\r\n]/.test(text)) throw new SwitchboardError('BAD_INPUT', `${name} must be one line with something in it.`)
  return clean(name, text)
}

/** A client's own id: 1 to 64 visible ASCII characters. @throws SwitchboardError BAD_INPUT */
export function clientId(name: string, id: string): string {
  if (!/^[\x21-\x7e]{1,64}$/.test(id)) throw new SwitchboardError('BAD_INPUT', `${name} must be 1 to 64 visible ASCII characters.`)
  return id
}

/** A file's name without a path, 1 to 255 characters. @throws SwitchboardError BAD_INPUT */
export function fileName(name: string): string {
  if (name.length < 1 || name.length > 255 || /[\p{Cc}/\\]/u.test(name) || name === '.' || name === '..') {
    throw new SwitchboardError('BAD_INPUT', 'filename must be 1 to 255 characters without a path.')
  }
  return clean('filename', name)
}

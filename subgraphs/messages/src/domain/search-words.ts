import { SwitchboardError } from '@switchboard/domain/errors'

/**
 * The words of a search: all but the last must stand whole, the last one may be a beginning.
 * @throws SwitchboardError BAD_INPUT unless it has 2 to 200 characters and a letter or digit
 */
export function searchWords(text: string): { words: string[]; beginning: string } {
  const trimmed = text.trim()
  if (trimmed.length < 2 || trimmed.length > 200) throw new SwitchboardError('BAD_INPUT', 'text must have 2 to 200 characters.')
  const words = trimmed.toWellFormed().split(/[^\p{L}\p{M}\p{N}]+/u).filter((word) => word !== '')
  const beginning = words.pop()
  if (beginning === undefined) throw new SwitchboardError('BAD_INPUT', 'text must have a letter or a digit.')
  return { words, beginning }
}

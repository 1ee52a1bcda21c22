import type { FidelityNote } from '@switchboard/domain/fidelity'
import { clusters } from '../text/clusters.ts'
import { encode } from '../text/entities.ts'

/** Longest name at B in UTF-16 units of its encoded form. */
export const NAME_LIMIT = 60

/** A name in B's form, cut at 60 on a cluster boundary (note NAME_CUT). B takes no empty name: that becomes `?`. */
export function nameForB(name: string): { name: string; notes: FidelityNote[] } {
  const whole = encode(name)
  if (whole === '') return { name: '?', notes: [] }
  if (whole.length <= NAME_LIMIT) return { name: whole, notes: [] }
  const cut = fill(clusters(name)) || fill(Array.from(name))
  return { name: cut, notes: [{ leg: 'A>B', code: 'NAME_CUT' }] }
}

function fill(pieces: readonly string[]): string {
  let filled = ''
  for (const piece of pieces) {
    const longer = filled + encode(piece)
    if (longer.length > NAME_LIMIT) break
    filled = longer
  }
  return filled
}

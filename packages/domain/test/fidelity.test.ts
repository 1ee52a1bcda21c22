import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fidelityCodes, levelOf } from '../src/fidelity.ts'

/** The codes as the mapping's tables write them: `CODE` `CODE` (a) or (d). */
function codesInMapping(): Record<string, string> {
  const mapping = readFileSync(new URL('../../../docs/contracts/mapping.md', import.meta.url), 'utf8')
  const found: Record<string, string> = {}
  const rows = mapping.split('\n').filter((line) => line.startsWith('|'))
  for (const row of rows) {
    const cell = row.split('|').at(-2) ?? ''
    for (const group of cell.matchAll(/((?:`[A-Z_]+`\s*)+)\((a|d)\)/g)) {
      for (const code of (group[1] ?? '').matchAll(/`([A-Z_]+)`/g)) found[code[1] ?? ''] = group[2] === 'a' ? 'ADAPTED' : 'DEGRADED'
    }
  }
  return found
}

describe('fidelity', () => {
  it('holds every code of the mapping at its level, and no other', () => {
    expect(fidelityCodes).toEqual(codesInMapping())
  })

  it('is EXACT only without notes', () => {
    expect(levelOf([])).toBe('EXACT')
  })

  it('takes the worst of its notes, in any order', () => {
    expect(levelOf([{ leg: 'A>B', code: 'SPLIT' }])).toBe('ADAPTED')
    expect(levelOf([{ leg: 'A>B', code: 'SPLIT' }, { leg: 'B>A', code: 'EXPIRY' }])).toBe('DEGRADED')
    expect(levelOf([{ leg: 'B>A', code: 'EXPIRY' }, { leg: 'A>B', code: 'SPLIT' }])).toBe('DEGRADED')
  })
})

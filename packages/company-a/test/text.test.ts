import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codePoints, fitName, textFault, textLimits } from '../src/text.ts'
import { forbidden, hostileText } from './hostile-text.ts'

const unit = fc.constantFrom('x', '👍', '漢', '\u0301', '\u202e', '\u0001')

describe('text that A takes', () => {
  it.each(Object.entries(textLimits))('%s: is exactly at its limit of %i code points, not one more', (_field, limit) => {
    fc.assert(fc.property(unit, (one) => {
      expect(textFault(one.repeat(limit), limit, { emptyAllowed: false })).toBeUndefined()
      expect(textFault(one.repeat(limit + 1), limit, { emptyAllowed: false })).toEqual({ code: 'TOO_LONG', length: limit + 1, limit })
    }), { numRuns: 12 })
  })

  it('is any well-formed text without U+0000, however hostile', () => {
    fc.assert(fc.property(hostileText({ minLength: 1, maxLength: 60 }), (text) => {
      expect(textFault(text, 8_000, { emptyAllowed: false })).toBeUndefined()
      expect(codePoints(text)).toBe([...text].length)
    }))
  })

  it('is never one with U+0000 or a lone surrogate anywhere', () => {
    fc.assert(fc.property(hostileText({ maxLength: 20 }), forbidden, hostileText({ maxLength: 20 }), (before, bad, after) => {
      // A lone half may find its other half in the neighbour only if the neighbour were itself broken, which it is not.
      const fault = textFault(`${before}${bad}${after}`, 8_000, { emptyAllowed: true })
      expect(fault?.code).toBe(bad === '\u0000' ? 'NUL_CHARACTER' : 'LONE_SURROGATE')
    }))
  })

  it('may be empty only where A allows it', () => {
    expect(textFault('', 10, { emptyAllowed: true })).toBeUndefined()
    expect(textFault('', 10, { emptyAllowed: false })).toEqual({ code: 'EMPTY' })
  })
})

describe('a name made to fit', () => {
  it('is always one that A takes, and noted exactly when it was changed', () => {
    fc.assert(fc.property(fc.array(fc.oneof(hostileText({ maxLength: 30 }), forbidden), { maxLength: 8 }), (parts) => {
      const name = parts.join('')
      const fitted = fitName(name)
      expect(textFault(fitted.name, textLimits.name, { emptyAllowed: false })).toBeUndefined()
      expect(fitted.notes.map((note) => note.code)).toEqual(fitted.name === name ? [] : ['NAME_CUT'])
    }))
  })

  it('keeps a name at the limit and cuts a longer one between clusters', () => {
    const family = '👨‍👩‍👧‍👦'
    expect(fitName('x'.repeat(80))).toEqual({ name: 'x'.repeat(80), notes: [] })
    expect(fitName('x'.repeat(78) + family).name).toBe('x'.repeat(78))
    expect(codePoints(fitName(`e${'\u0301'.repeat(200)}`).name)).toBe(80)
    expect(fitName('').name).toBe('?')
    expect(fitName('a\u0000\ud800').name).toBe('a\uFFFD\uFFFD')
  })
})

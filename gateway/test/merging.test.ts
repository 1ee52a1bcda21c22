import { describe, expect, it } from 'vitest'
import { createMerge } from '../src/execution/merge.ts'
import { compileRewrites } from '../src/execution/rewrite.ts'
import { commonPlace, placesAt, targetsAt } from '../src/execution/targets.ts'

const merge = createMerge((type) => type === 'Item')
const namesOf = (type: string) => new Set(type === 'Item' ? ['Item', 'Book', 'Film'] : [type])
const merged = (known: object, answered: object) => { const result = known as Record<string, unknown>; merge(result, answered as Record<string, unknown>); return result }

describe('merging', () => {
  it('goes into objects and, element by element, into lists of lists', () => {
    expect(merged({ a: { b: 1 }, l: [[{ x: 1 }, null], []] }, { a: { c: 2 }, l: [[{ y: 2 }, { y: 3 }], []], n: null })).toEqual({ a: { b: 1, c: 2 }, l: [[{ x: 1, y: 2 }, { y: 3 }], []], n: null })
  })

  it('replaces what is of another kind or length', () => {
    expect(merged({ a: null, b: [1, 2], c: { x: 1 }, d: 1 }, { a: { x: 1 }, b: [3], c: null, d: undefined })).toEqual({ a: { x: 1 }, b: [3], c: null, d: 1 })
  })

  it('never replaces a real type by an interface, and changes no prototype', () => {
    expect(merged({ __typename: 'Book' }, { __typename: 'Item' })).toEqual({ __typename: 'Book' })
    expect(merged({ __typename: 'Item' }, { __typename: 'Book' })).toEqual({ __typename: 'Book' })
    const result = merged({}, JSON.parse('{"__proto__":{"polluted":1},"constructor":{"polluted":1}}') as object)
    expect([Object.getPrototypeOf(result), Object.keys(result), 'polluted' in Object]).toEqual([Object.prototype, ['__proto__', 'constructor'], false])
  })
})

describe('rewrites', () => {
  it('set values and rename keys along fragments and lists, whatever the value', () => {
    const rewrite = compileRewrites([
      { kind: 'ValueSetter', path: ['... on Item', '__typename'], setValueTo: 'Item' },
      { kind: 'KeyRenamer', path: ['parts', '... on Book', 'pages_1'], renameKeyTo: 'pages' },
    ], namesOf)
    const value = { __typename: 'Film', parts: [{ __typename: 'Book', pages_1: 0 }, { __typename: 'Film', pages_1: 1 }, null, [{ pages_1: 2 }], { __typename: 'Book' }] }
    rewrite?.(value)
    expect(JSON.parse(JSON.stringify(value))).toEqual({ __typename: 'Item', parts: [{ __typename: 'Book', pages: 0 }, { __typename: 'Film', pages_1: 1 }, null, [{ pages: 2 }], { __typename: 'Book' }] })
    expect(compileRewrites([], namesOf)).toBeUndefined()
    expect(() => compileRewrites([{ kind: 'ValueSetter', path: ['... on Item'], setValueTo: 1 }], namesOf)).toThrow('must end in a field')
  })
})

describe('the objects at a path', () => {
  const shared = { id: 3 }
  const data = { a: [[{ b: { id: 1 } }, null], [{ b: null }, { b: shared }]], c: { b: shared } }

  it('are found in order, without nulls', () => {
    expect(targetsAt(data, ['a', '@', '@', 'b'])).toEqual([{ id: 1 }, shared])
    expect(targetsAt(data, ['a', 'b'])).toEqual([{ id: 1 }, shared])
    expect(targetsAt(data, ['c', 'toString'])).toEqual([])
  })

  it('stand at every place they stand at', () => {
    expect(placesAt({ l: [shared, { id: 1 }, shared] }, ['l', '@']).get(shared)).toEqual([['l', 0], ['l', 2]])
    expect([commonPlace(['a', '@', 'b']), commonPlace(['a', 'b'])]).toEqual([['a'], ['a', 'b']])
  })
})

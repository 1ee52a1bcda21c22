import { parse, print } from 'graphql'
import { describe, expect, it } from 'vitest'
import { measureOf } from '../src/limits.ts'
import { conditionsOf, planningDocument } from '../src/planning-document.ts'

const settled = (text: string, variables: Record<string, unknown>) => {
  const document = parse(text)
  const [definition] = document.definitions
  if (definition?.kind !== 'OperationDefinition') throw new Error('not an operation')
  return print(planningDocument(document, conditionsOf(document, definition, variables))).replace(/\s+/g, ' ')
}

describe('the document that is planned', () => {
  it('has neither conditions nor what they exclude', () => {
    const text = 'query ($a: Boolean!, $b: Boolean = true) { x @include(if: $a) { y } z @skip(if: $b) w @include(if: $a) @skip(if: false) @other }'
    expect(settled(text, { a: true })).toBe('query ($a: Boolean!, $b: Boolean = true) { x { y } w @other }')
    expect(settled(text, { a: false, b: false })).toBe('query ($a: Boolean!, $b: Boolean = true) { z }')
  })

  it('keeps an object of which nothing is left', () => {
    expect(settled('{ x { y @skip(if: true) } ... @include(if: false) { q } ...F } fragment F on Query { r @include(if: false) }', {}))
      .toBe('{ x { __typename } ...F } fragment F on Query { __typename }')
  })
})

describe('the size of an operation', () => {
  it('counts what fragments expand to, in linear time', () => {
    const levels = 40
    const fragments = Array.from({ length: levels }, (_, at) => `fragment F${at} on T { a: x b: x ${at + 1 < levels ? `...F${at + 1} ...F${at + 1}` : ''} }`)
    const document = parse(`{ root { ...F0 } } ${fragments.join(' ')}`)
    const [operation] = document.definitions
    if (operation?.kind !== 'OperationDefinition') throw new Error('not an operation')
    const size = measureOf(document)(operation.selectionSet)
    expect(size).toMatchObject({ depth: 2, rootFields: 1 })
    expect(size.cost).toBeGreaterThan(2 ** levels)
  })

  it('is finite for fragments in a circle', () => {
    const document = parse('{ ...A } fragment A on Q { x ...B } fragment B on Q { y ...A }')
    const [operation] = document.definitions
    if (operation?.kind !== 'OperationDefinition') throw new Error('not an operation')
    expect(measureOf(document)(operation.selectionSet)).toMatchObject({ rootFields: 2 })
  })
})

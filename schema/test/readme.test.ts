import { readFileSync } from 'node:fs'
import { buildSchema, Kind, parse, validate } from 'graphql'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)

test('every GraphQL operation that the README shows is valid', () => {
  const schema = buildSchema(readFileSync(new URL('schema/api.graphql', root), 'utf8'))
  const readme = readFileSync(new URL('README.md', root), 'utf8')
  const shown = [...readme.matchAll(/```graphql\n([^]*?)```/g)].map(([, text]) => text ?? '')
  expect(shown.length).toBeGreaterThan(0)
  for (const text of shown) {
    for (const definition of parse(text).definitions) {
      expect(validate(schema, { kind: Kind.DOCUMENT, definitions: [definition] }).map(({ message }) => message)).toEqual([])
    }
  }
  const inCurl = /"query":\s*"(mutation .*?)"}'/s.exec(readme)?.[1]?.replaceAll('\\"', '"') ?? ''
  expect(validate(schema, parse(inCurl)).map(({ message }) => message)).toEqual([])
})

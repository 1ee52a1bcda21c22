import fc from 'fast-check'
import { buildSchema, execute, parse, printSchema, validate } from 'graphql'
import { loadFederation } from '../src/federation.ts'
import { compose, runGateway } from './support/gateway.ts'
import { operations } from './support/operation-arbitrary.ts'
import { roots, runShop } from './support/shop.ts'
import { isDeepStrictEqual } from 'node:util'
const shop = await runShop()
const gateway = await runGateway(shop.all, { MAX_COST: '0', MAX_ROOT_FIELDS: '0', MAX_ALIASES: '0' })
const { apiSchema } = await loadFederation(compose(shop.all), { maxEvaluatedPlans: 100, pathsLimit: 1_000 })
const monolith = buildSchema(printSchema(apiSchema))
const values = { id: ['"i1"', '"i3"', '"i5"', '"u1"', '"u3"', '"none"'], text: ['"a"', '"an"', '"zzz"'], first: ['0', '1', '3'], fast: ['true', 'false'] }
const bad: string[] = []
let n = 0
for (const query of fc.sample(operations(monolith, values, 4), 1500)) {
  const document = parse(query)
  if (validate(monolith, document).length) continue
  n++
  const variables = { yes: true, no: false }
  const expected = JSON.parse(JSON.stringify(await execute({ schema: monolith, document, rootValue: roots, variableValues: variables })))
  const a = await gateway.post(query, { variables })
  if (!isDeepStrictEqual(a.data, expected.data) || !!a.errors !== !!expected.errors) bad.push(query + '\n  GOT ' + JSON.stringify(a.data) + '\n  EXP ' + JSON.stringify(expected.data) + '\n  ERR ' + JSON.stringify(a.errors?.slice(0,2)) + '\n  EXPERR ' + JSON.stringify(expected.errors?.slice(0,2)))
}
bad.sort((x, y) => x.length - y.length)
console.log(n, bad.length)
for (const b of bad.slice(0,4)) console.log(b.slice(0,1500), '\n')
await gateway.stop(); await shop.stop(); process.exit()

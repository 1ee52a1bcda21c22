/*
 * CPU time per request of execution (planned already, subgraph requests included, HTTP front and pipeline not), ours against @apollo/gateway's, over the same subgraph clients and the shop of
 * the tests in a process of its own. Run: node gateway/bench/gateway-cpu.ts [requests per round]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { clientsOf, context, executorsOver } from '../test/support/executors.ts'
import { compose } from '../test/support/gateway.ts'
import { runShop } from '../test/support/shop.ts'
import type { TestSubgraph } from '../test/support/subgraph.ts'

const queries = {
  'one subgraph': '{ items { id name tags sibling { id name } ... on Book { pages price } maker { id } } }',
  'two subgraphs': '{ users { id username latest { id stars body } friends { id username latest { stars } } } }',
  'three subgraphs': '{ items { id name reviews { stars author { username email } } maker { username } } }',
}
const warmUps = 3
const rounds = 5
const atOnce = 8

if (process.argv[2] === 'subgraphs') {
  const shop = await runShop()
  process.send?.(shop.all.map(({ name, url, typeDefs }) => ({ name, url, typeDefs })))
} else {
  const count = Number(process.argv[2] ?? 500)
  const child = fork(import.meta.filename, ['subgraphs'])
  process.once('exit', () => { child.kill() })
  const [subgraphs] = await once(child, 'message') as [TestSubgraph[]]
  const clients = clientsOf(subgraphs)
  const executors = await executorsOver(compose(subgraphs), clients)
  for (const [name, query] of Object.entries(queries)) {
    const request = { operation: executors.plan(query), variables: {}, context }
    const spent = { stock: [] as number[], compiled: [] as number[] }
    for (let round = 0; round < warmUps + rounds; round += 1) {
      for (const which of ['stock', 'compiled'] as const) {
        const each = await cpuPerRequest(() => (which === 'stock' ? executors.theirs : executors.ours).execute(request), count)
        if (round >= warmUps) spent[which].push(each)
      }
    }
    const [stock, compiled] = [median(spent.stock), median(spent.compiled)]
    console.log(`${name}: stock ${stock.toFixed(0)} µs, compiled ${compiled.toFixed(0)} µs, ratio ${(stock / compiled).toFixed(2)} (${rounds} rounds of ${count})`)
  }
  await Promise.all([...clients.values()].map((client) => client.close()))
  process.exit()
}

/** Microseconds of this process's CPU for each of `count` requests. */
async function cpuPerRequest(run: () => Promise<unknown>, count: number): Promise<number> {
  const before = process.cpuUsage()
  let left = count
  await Promise.all(Array.from({ length: atOnce }, async () => { while (left-- > 0) await run() }))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

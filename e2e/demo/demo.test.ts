import { afterAll, beforeAll, expect, test } from 'vitest'
import { tell } from '@switchboard/local/story'
import { openWorld, type World } from '../world.ts'

let world: World
beforeAll(async () => { world = await openWorld() }, 120_000)
afterAll(async () => { await world.close() })

test('the demo tells the whole story, with the time of every hop', async () => {
  const lines: string[] = []
  await tell(world.system, (line) => { lines.push(line) })
  const story = lines.join('\n')
  expect(story).toMatch(/old app of company B shows after \d+ ms: "Hi Bruno, coffee at nine\?/)
  expect(story).toMatch(/subscription hears after \d+ ms: Bruno D\. \(company B\): "Nine is fine\. Same place\?"/)
  expect(story).toMatch(/To company B: SEEN; .*seen after \d+ ms/)
}, 60_000)

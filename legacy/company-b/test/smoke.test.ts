import { expect, test } from 'vitest'
import { Bench } from './bench.ts'

test('smoke', async () => {
  await using b = await Bench.open([1, 2])
  const sid = await b.login(1)
  const s2 = await b.login(2)
  const held = b.call('poll', { sid: s2, since: 0, wait: 25 })
  const answer = await b.call('send', { sid, to: 2, txt: 'hé 😀' })
  expect(answer).toMatchObject({ ok: 1, id: 1, pair: '1:2' })
  expect((await held).ev[0]).toMatchObject({ n: 1, k: 'msg', m: { txt: 'hé ??' } })
  expect((await b.call('threads', { sid: s2 })).th).toMatchObject([{ unseen: 1 }])
  expect(await b.dump('msgs')).toHaveLength(1)
  for (const e of ['users', 'pairs', 'held', 'lists', 'posts', 'blocks', 'media']) await b.dump(e)
})

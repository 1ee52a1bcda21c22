import { describe, expect, it } from 'vitest'
import { peopleLoader } from '../src/people-loader.ts'
import { json, lea, rejection, scriptedServer } from './scripted-server.ts'

const id = (n: number) => `019a4de1-4600-7a51-9d2b-${n.toString(16).padStart(12, '0')}`

describe('people loader', () => {
  it('gathers 250 questions into three calls and answers each, null for an unknown id', async () => {
    await using server = await scriptedServer((response, request) => {
      const ids = new URL(request.url, 'http://a').searchParams.get('ids')?.split(',') ?? []
      json(response, 200, { items: ids.filter((asked) => asked !== id(7)).map((asked) => ({ ...lea, id: asked })), nextCursor: null })
    })
    const { people } = server.client()
    const found = await Promise.all(Array.from({ length: 250 }, (_, n) => people.load(id(n))))
    expect(server.received).toHaveLength(3)
    expect(found.map((person) => person?.id ?? null)).toEqual(Array.from({ length: 250 }, (_, n) => (n === 7 ? null : id(n))))
  })

  it('shares one place among equal ids asked together', async () => {
    const asked: string[][] = []
    const loader = peopleLoader({ byIds: async (ids) => { asked.push([...ids]); return [] } })
    expect(await Promise.all([loader.load('x'), loader.load('x'), loader.load('y')])).toEqual([null, null, null])
    expect(asked).toEqual([['x', 'y']])
    await loader.load('x')
    expect(asked).toHaveLength(2)
  })

  it('fails every question of a failed call', async () => {
    const loader = peopleLoader({ byIds: () => Promise.reject(new Error('down')) })
    const all = [loader.load('x'), loader.load('y')].map(rejection)
    expect(await Promise.all(all)).toEqual([new Error('down'), new Error('down')])
  })
})

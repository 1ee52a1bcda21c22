import { describe, expect, it } from 'vitest'
import { memoryTokenSource } from '../src/tokens.ts'
import { rejection } from './scripted-server.ts'

describe('memory token source', () => {
  it('shares one request, keeps the token, and renews it a minute before its end', async () => {
    let now = 0
    let issued = 0
    const source = memoryTokenSource(async () => ({ token: `t${(issued += 1)}`, expiresAt: now + 900_000 }), () => now)
    expect(await Promise.all([source.get(), source.get()])).toEqual(['t1', 't1'])
    now = 839_999
    expect(await source.get()).toBe('t1')
    now = 840_000
    expect(await source.get()).toBe('t2')
  })

  it('drops the refused token only, not the one that came after it', async () => {
    let issued = 0
    const source = memoryTokenSource(async () => ({ token: `t${(issued += 1)}`, expiresAt: Date.now() + 900_000 }))
    await source.get()
    await source.invalidate('t1')
    expect(await source.get()).toBe('t2')
    await source.invalidate('t1')
    expect(await source.get()).toBe('t2')
  })

  it('asks again after a failure', async () => {
    let tries = 0
    const source = memoryTokenSource(async () => { if ((tries += 1) === 1) throw new Error('down'); return { token: 't', expiresAt: Date.now() + 900_000 } })
    expect(await rejection(source.get())).toEqual(new Error('down'))
    expect(await source.get()).toBe('t')
  })
})

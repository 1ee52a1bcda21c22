import { createPrisma } from '@switchboard/prisma/client'
import { createPool } from '@switchboard/prisma/pool'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { emptyDatabase, testDatabase } from '../src/database.ts'
import { testRedis } from '../src/redis.ts'

describe('a test database', () => {
  it('is migrated, empty, and nobody else’s', async () => {
    await using one = await testDatabase()
    await using other = await testDatabase()
    const prisma = createPrisma(one.url, { poolSize: 1 })
    const elsewhere = createPrisma(other.url, { poolSize: 1 })
    try {
      await prisma.person.create({ data: { id: '019a4de1-4600-7a51-9d2b-3f6a1c0e5b01' } })
      expect(await prisma.person.count()).toBe(1)
      expect(await elsewhere.person.count()).toBe(0)
    } finally {
      await prisma.$disconnect()
      await elsewhere.$disconnect()
    }
  })

  it('is gone after it was dropped, also with sessions open', async () => {
    const database = await testDatabase()
    const pool = createPool(database.url)
    await pool.query('SELECT 1')
    await database.drop()
    await expect(pool.query('SELECT 1')).rejects.toThrow()
    await expect(pool.query('SELECT 1')).rejects.toThrow(/does not exist/)
    await pool.end()
  })

  it('can be had without the schema', async () => {
    await using database = await emptyDatabase()
    const pool = createPool(database.url)
    const tables = await pool.query("SELECT 1 FROM pg_namespace WHERE nspname IN ('users', 'messages')")
    await pool.end()
    expect(tables.rowCount).toBe(0)
  })
})

describe('a test Redis', () => {
  it('keeps keys and channels to its owner', async () => {
    await using one = await testRedis()
    await using other = await testRedis()
    const [here, there, reader] = [new Redis(one.url), new Redis(other.url), new Redis(other.url)]
    const heard: string[] = []
    await there.subscribe('channel')
    there.on('message', (_channel, text) => heard.push(text))
    await here.set('key', '1')
    expect(await reader.get('key')).toBeNull()
    if (one.server !== undefined) expect(await here.publish('channel', 'hello')).toBe(0)
    expect(heard).toEqual([])
    here.disconnect()
    there.disconnect()
    reader.disconnect()
  })
})

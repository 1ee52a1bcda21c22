import { testDatabase, type TestDatabase } from '@switchboard/testkit/database'
import { eventually } from '@switchboard/testkit/eventually'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPrisma } from '../src/client.ts'
import { createPool } from '../src/pool.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const endOtherSessions = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'

describe('the pool', () => {
  it('names itself and cancels a statement that runs too long', async () => {
    const pool = createPool(database.url, { statementTimeoutMs: 50, applicationName: 'a-test' })
    const name = await pool.query<{ application_name: string }>("SELECT current_setting('application_name') AS application_name")
    expect(name.rows).toEqual([{ application_name: 'a-test' }])
    await expect(pool.query('SELECT pg_sleep(5)')).rejects.toThrow(/statement timeout/)
    await pool.end()
  })

  it('outlives the end of an idle connection, and reports it', async () => {
    const errors: Error[] = []
    const pool = createPool(database.url, { poolSize: 1, onError: (error) => errors.push(error) })
    const other = createPool(database.url, { poolSize: 1 })
    await pool.query('SELECT 1')
    await other.query(endOtherSessions)
    await eventually(() => errors.length > 0)
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    await Promise.all([pool.end(), other.end()])
  })

  it('fails within its time when no connection becomes free', async () => {
    const pool = createPool(database.url, { poolSize: 1, connectTimeoutMs: 100 })
    const held = await pool.connect()
    await expect(pool.query('SELECT 1')).rejects.toThrow(/timeout/)
    held.release()
    await pool.end()
  })
})

describe('the Prisma client', () => {
  it('reads and writes, also after its connection was ended', async () => {
    const prisma = createPrisma(database.url, { poolSize: 1 })
    const id = '019a4de1-4600-7a51-9d2b-3f6a1c0e5b01'
    await prisma.person.create({ data: { id } })
    const other = createPool(database.url, { poolSize: 1 })
    await other.query(endOtherSessions)
    await other.end()
    await eventually(() => prisma.person.findUniqueOrThrow({ where: { id } }))
    await prisma.$disconnect()
  })
})

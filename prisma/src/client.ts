import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'
import { poolConfig, type PoolOptions } from './pool.ts'

/**
 * A Prisma client on `pg` with the same time limits as `createPool`. Close it with `$disconnect()`.
 */
export function createPrisma(databaseUrl: string, options: PoolOptions = {}): PrismaClient {
  const report = options.onError ?? (() => undefined)
  const adapter = new PrismaPg(poolConfig(databaseUrl, options), {
    onPoolError: report,
    onConnectionError: () => undefined,
  })
  return new PrismaClient({ adapter })
}

import { defineConfig } from 'prisma/config'

/** For the `prisma` command line; the system itself migrates with src/migrate.ts. */
export default defineConfig({
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://127.0.0.1:5432/switchboard' },
})

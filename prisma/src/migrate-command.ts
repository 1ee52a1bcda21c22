import { migrate } from './migrate.ts'

/** `npm run -w prisma migrate`: bring the database of DATABASE_URL up to date. */
const url = process.env['DATABASE_URL']
if (url === undefined || url === '') {
  console.error('DATABASE_URL is not set: say which PostgreSQL database to migrate.')
  process.exit(1)
}
const applied = await migrate(url)
console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`)

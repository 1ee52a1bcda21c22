import { createPool } from '@switchboard/prisma/pool'
import { parkedRows, replayParked } from './adapters/postgres/outbox.ts'

const usage = `node src/parked.ts list [A|B]     rows that wait for a person
node src/parked.ts explain ID     one of them, whole
node src/parked.ts replay ID      put it back into its lane, to be tried at once
`

/** The operator's hands on parked and refused rows of the outbox. DATABASE_URL says where. Exit code 2: not understood. */
async function parked([command, argument]: string[]): Promise<number> {
  const url = process.env['DATABASE_URL']
  if (url === undefined || url === '') return fail('DATABASE_URL is not set.\n')
  const company = argument === 'A' || argument === 'B' ? argument : undefined
  const pool = createPool(url, { poolSize: 1, applicationName: 'messages-parked' })
  try {
    if (command === 'list') {
      for (const row of await parkedRows(pool, company, 1_000)) {
        print([row.id, row.company, row.state, row.kind, row.conversationId ?? '-', row.messageId ?? '-', row.createdAt.toISOString(), row.lastError ?? ''].join('\t'))
      }
      return 0
    }
    if (argument === undefined || !/^\d+$/.test(argument)) return fail(usage)
    if (command === 'explain') {
      const row = (await parkedRows(pool, undefined, 100_000)).find((one) => one.id === argument)
      if (!row) return fail(`No parked row ${argument}.\n`)
      print(JSON.stringify(row, null, 2))
      return 0
    }
    if (command === 'replay') {
      if (!(await replayParked(pool, argument))) return fail(`No parked row ${argument}.\n`)
      print(`Row ${argument} is back in its lane.`)
      return 0
    }
    return fail(usage)
  } finally {
    await pool.end()
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(text: string): number {
  process.stderr.write(text)
  return 2
}

process.exitCode = await parked(process.argv.slice(2))

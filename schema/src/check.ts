import { fileURLToPath } from 'node:url'
import { run } from '@switchboard/service-kit/run'
import { check } from './commands.ts'

await run('schema check', async () => {
  const origin = process.argv[2] ?? process.env['SCHEMA_BASE'] ?? 'HEAD'
  if (!await check(fileURLToPath(new URL('..', import.meta.url)), origin, console.log)) process.exitCode = 1
})

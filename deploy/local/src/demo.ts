import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootSystem, type System } from './boot.ts'
import { tell } from './story.ts'

/** `npm run demo`: two people on two back-ends talk to each other, told as it happens on real processes. */
async function demo(): Promise<void> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'switchboard-demo-'))
  say('Starting both companies, PostgreSQL, Redis, the subgraphs, the worker and the gateway …')
  let system: System | undefined
  try {
    system = await bootSystem({ dataFolder, anyPort: true })
    await tell(system, say)
  } finally {
    await system?.stop()
    await rm(dataFolder, { recursive: true, force: true })
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

try {
  await demo()
} catch (error) {
  process.stderr.write(`The demo stopped: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

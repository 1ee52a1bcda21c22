import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServiceProcess } from './processes.ts'
import { StartError } from './start-error.ts'

export interface SeededStart {
  /** The stand-in's data folder. */
  folder: string
  /** Whether the test controls stay on afterwards. */
  faults: boolean
  /** What to seed at the first start; undefined: nothing. */
  seed: object | undefined
  start: (faults: boolean) => Promise<ServiceProcess>
}

/**
 * Starts a stand-in. Its people come in by its test controls only, so at the first start it runs once
 * with these on; then, unless faults are wished for, it starts again without.
 */
export async function startSeeded({ folder, faults, seed, start }: SeededStart): Promise<ServiceProcess> {
  await mkdir(folder, { recursive: true })
  const mark = join(folder, 'seeded')
  const done = seed === undefined || (await access(mark).then(() => true, () => false))
  if (done) return start(faults)
  const company = await start(true)
  try {
    const response = await fetch(`${company.url}/__control/seed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(seed),
    })
    if (!response.ok) throw new StartError(`${company.name} refused its seed: ${response.status} ${await response.text()}`)
    await writeFile(mark, '')
  } catch (error) {
    await company.stop()
    throw error
  }
  if (faults) return company
  await company.stop()
  return start(false)
}

import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StartError } from './start-error.ts'

/** Marks a folder as ours: only such a one is ever emptied. */
const MARK = 'switchboard-data'
const LOCK = 'switchboard.pid'

/**
 * Makes the data folder, or takes it as it is; one system at a time uses it.
 *
 * @param fresh empties it first
 * @returns gives the folder back
 * @throws StartError when another system uses it, or when `fresh` would empty a folder that is not ours
 */
export async function takeDataFolder(folder: string, fresh: boolean): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const entries = await readdir(folder)
  if (entries.length > 0 && !entries.includes(MARK)) {
    throw new StartError(`${folder} holds something else than Switchboard's data: give another folder with --data.`)
  }
  const holder = Number(await readFile(join(folder, LOCK), 'utf8').catch(() => ''))
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new StartError(`The data folder ${folder} is in use by process ${holder}: stop that one first, or give another folder with --data.`)
  }
  if (fresh) await empty(folder, entries)
  await writeFile(join(folder, MARK), 'Data of `npm start`. Remove the folder, or start with --fresh, to begin anew.\n')
  await writeFile(join(folder, LOCK), `${process.pid}\n`)
  return () => rm(join(folder, LOCK), { force: true })
}

/** PostgreSQL's data can stand elsewhere when root's folders are closed to it. */
async function empty(folder: string, entries: readonly string[]): Promise<void> {
  const location = (await readFile(join(folder, 'postgres', 'location'), 'utf8').catch(() => '')).trim()
  if (location.startsWith('/var/tmp/switchboard-')) await rm(location, { recursive: true, force: true })
  for (const entry of entries) await rm(join(folder, entry), { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { FileTooLarge, type FileStore, type FileStream } from '../../ports/file-store.ts'

/**
 * Files under one folder, spread over 256 subfolders. A file appears whole or not at all: it is written beside its place,
 * flushed, and renamed. Keys are ids made by us; anything else is refused.
 */
export function diskFileStore(folder: string): FileStore & FileStream {
  const root = resolve(folder)
  const place = (key: string) => {
    if (!/^[\w-]{8,100}$/.test(key)) throw new Error('not a key of a file')
    const spread = createHash('sha256').update(key).digest('hex').slice(0, 2)
    return { directory: join(root, spread), path: join(root, spread, key) }
  }
  async function receive(key: string, chunks: AsyncIterable<Uint8Array>, maxBytes: number) {
    const { directory, path } = place(key)
    await mkdir(directory, { recursive: true })
    const draft = `${path}.${randomUUID()}`
    const file = await open(draft, 'wx', 0o600)
    const hash = createHash('sha256')
    let sizeBytes = 0
    try {
      for await (const chunk of chunks) {
        sizeBytes += chunk.byteLength
        if (sizeBytes > maxBytes) throw new FileTooLarge(`more than ${maxBytes} bytes`)
        hash.update(chunk)
        await file.write(chunk)
      }
      await file.sync()
      await file.close()
      await rename(draft, path)
    } catch (error) {
      await file.close().catch(() => undefined)
      await rm(draft, { force: true })
      throw error
    }
    return { sizeBytes, sha256: hash.digest('hex') }
  }
  return {
    receive,
    async write(key, bytes) {
      await receive(key, (async function* () { yield await Promise.resolve(bytes) })(), Number.MAX_SAFE_INTEGER)
    },
    async read(key) {
      const bytes = await readFile(place(key).path).catch(absent)
      return bytes && new Uint8Array(bytes)
    },
    async open(key) {
      const { path } = place(key)
      const found = await stat(path).catch(absent)
      // Opened by whoever begins to read: who only asks for the size leaves nothing open.
      return found && { sizeBytes: found.size, chunks: (async function* () { yield* createReadStream(path) as AsyncIterable<Uint8Array> })() }
    },
    async remove(key) {
      await rm(place(key).path, { force: true })
    },
  }
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

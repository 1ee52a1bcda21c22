import { createHmac } from 'node:crypto'
import { Problem } from './problem.ts'

/** Page cursors: where the page ended, bound by a MAC to the operation, its reader and its other parameters. They never expire. */
export class PageCursors {
  readonly #secret: string

  constructor(secret: string) {
    this.#secret = secret
  }

  issue(binding: unknown[], key: string[]): string {
    const payload = Buffer.from(JSON.stringify(key)).toString('base64url')
    return `${payload}.${this.#mac(binding, payload)}`
  }

  /** The key of a cursor; undefined without one; 422 `cursor-invalid` for a foreign or damaged one. */
  read(binding: unknown[], cursor: string | null): string[] | undefined {
    if (cursor === null) return undefined
    const [payload = '', mac, ...rest] = cursor.split('.')
    if (rest.length > 0 || mac !== this.#mac(binding, payload)) throw new Problem('cursor-invalid')
    // The MAC says that this server wrote it.
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as string[]
  }

  #mac(binding: unknown[], payload: string): string {
    return createHmac('sha256', this.#secret).update(`${JSON.stringify(binding)}\n${payload}`).digest('base64url').slice(0, 16)
  }
}

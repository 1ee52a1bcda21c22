import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '@switchboard/testkit/eventually'
import { stage, type Stage } from './stage.ts'

let on: Stage
beforeAll(async () => { on = await stage() })
afterAll(() => on[Symbol.asyncDispose]())

const freePort = () => new Promise<number>((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number }
    server.close(() => { resolve(port) })
  })
})

function start(env: Record<string, string>) {
  const child = spawn(process.execPath, ['src/server.ts'], { cwd: join(import.meta.dirname, '..'), env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString() })
  const ended = new Promise<number | null>((resolve) => { child.on('exit', (code) => { resolve(code) }) })
  return { child, ended, output: () => output }
}

describe('the process', () => {
  it('starts, is ready with PostgreSQL and Redis, and stops when asked', async () => {
    const port = await freePort()
    const { child, ended, output } = start({
      PORT: String(port), DATABASE_URL: on.databaseUrl, REDIS_URL: on.redis.url, ASSERTION_JWKS: join(on.folder, 'jwks.json'), CURSOR_KEY_FILE: join(on.folder, 'cursor.key'),
      FILE_KEY_FILE: join(on.folder, 'file.key'), PUBLIC_URL: `http://127.0.0.1:${port}`, DATA_DIR: join(on.folder, 'files'),
    })
    try {
      const report = await eventually(async () => {
        const response = await fetch(`http://127.0.0.1:${port}/readyz`)
        return response.status === 200 && await response.json()
      }, { timeoutMs: 15_000 })
      expect(report).toEqual({ ready: true, draining: false, checks: { database: 'ok', redis: 'ok' } })
      expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('messages_open_streams')
    } finally {
      child.kill('SIGTERM')
    }
    expect([await ended, output()]).toEqual([0, expect.stringContaining('stopped')])
  })

  it('says what is missing, all at once, and does not start', async () => {
    const { ended, output } = start({})
    expect(await ended).toBe(1)
    for (const name of ['DATABASE_URL', 'REDIS_URL', 'ASSERTION_JWKS', 'CURSOR_KEY_FILE', 'FILE_KEY_FILE', 'PUBLIC_URL', 'DATA_DIR']) expect(output()).toContain(`${name} is missing`)
  })

  it('describes /files', async () => {
    const text = await readFile(new URL('../src/files.openapi.yaml', import.meta.url), 'utf8')
    for (const path of ['/files/{id}', '/l/{token}']) expect(text).toContain(path)
  })
})

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

it('the committed types are what the contract generates', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'company-a-'))
  try {
    const cli = join(dirname(createRequire(import.meta.url).resolve('openapi-typescript/package.json')), 'bin/cli.js')
    const fresh = join(folder, 'api.ts')
    await promisify(execFile)(process.execPath, [cli, '../../docs/contracts/company-a.openapi.yaml', '--output', fresh], { cwd: join(import.meta.dirname, '..') })
    expect(await readFile(fresh, 'utf8') === await readFile(join(import.meta.dirname, '../src/generated/api.ts'), 'utf8')).toBe(true)
  } finally {
    await rm(folder, { recursive: true })
  }
})

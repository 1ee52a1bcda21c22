import { spawnSync } from 'node:child_process'
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))

it('the committed client is what schema.prisma generates', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'switchboard-generate-'))
  try {
    await copyFile(join(folder, 'schema.prisma'), join(scratch, 'schema.prisma'))
    const output = join(scratch, 'src/generated')
    const run = spawnSync('npx', ['prisma', 'generate', '--schema', join(scratch, 'schema.prisma')], {
      cwd: folder, encoding: 'utf8', env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true' },
    })
    expect(run.status, run.stderr).toBe(0)
    const committed = join(folder, 'src/generated')
    const files = (await readdir(output, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(output.length))
    expect(paths.length).toBeGreaterThan(10)
    for (const path of paths) {
      const same = (await readFile(join(committed, path), 'utf8')) === (await readFile(join(output, path), 'utf8'))
      expect(same, `${path} is old: run \`npm run -w prisma generate\``).toBe(true)
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
})

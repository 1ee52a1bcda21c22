import { randomBytes } from 'node:crypto'
import { access, chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { loadOrCreateSigningKey, writePublicJwks } from '@switchboard/service-kit/keys'

/** What the processes of one data folder share; made at its first start, of use on this machine only. */
export interface Secrets {
  companyA: { clientId: string; clientSecret: string }
  companyB: { partnerKey: string }
  /** Files in which a process finds its key, and the public half of the gateway's. */
  files: { assertionKey: string; assertionJwks: string; tokenKey: string; cursorKey: string; fileKey: string }
}

/** Reads the secrets of a data folder, making them at the first start; every file has mode 0600. */
export async function loadOrCreateSecrets(dataFolder: string): Promise<Secrets> {
  const folder = join(dataFolder, 'secrets')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)
  const files = {
    assertionKey: join(folder, 'assertion.key.json'),
    assertionJwks: join(folder, 'assertion.jwks.json'),
    tokenKey: join(folder, 'token.key.json'),
    cursorKey: join(folder, 'cursor.key'),
    fileKey: join(folder, 'file.key'),
  }
  await writePublicJwks(files.assertionJwks, [await loadOrCreateSigningKey(files.assertionKey)])
  await loadOrCreateSigningKey(files.tokenKey)
  await randomFile(files.cursorKey)
  await randomFile(files.fileKey)
  return {
    companyA: { clientId: 'switchboard', clientSecret: await randomFile(join(folder, 'company-a.secret')) },
    companyB: { partnerKey: await randomFile(join(folder, 'company-b.key')) },
    files,
  }
}

/** 256 random bits as base64url in a file, kept from then on. */
async function randomFile(path: string): Promise<string> {
  if (!(await access(path).then(() => true, () => false))) {
    await writeFile(path, randomBytes(32).toString('base64url'), { mode: 0o600 })
  }
  return (await readFile(path, 'utf8')).trim()
}

import { readFile } from 'node:fs/promises'
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript'
import { expect, test } from 'vitest'

test('the generated client types are those of the contract', async () => {
  const contract = new URL('../../../docs/contracts/company-b.openapi.yaml', import.meta.url)
  const committed = await readFile(new URL('../src/generated/api.ts', import.meta.url), 'utf8')
  expect(`${COMMENT_HEADER}${astToString(await openapiTS(contract))}`.trim()).toBe(committed.trim())
})

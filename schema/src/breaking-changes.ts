import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'

/** What in the new API would break clients of the old one, one sentence each. */
export async function breakingChanges(oldApi: string, newApi: string): Promise<string[]> {
  const changes = await diff(buildSchema(oldApi), buildSchema(newApi))
  return changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking).map((change) => change.message)
}

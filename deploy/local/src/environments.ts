import { join } from 'node:path'
import type { Secrets } from './secrets.ts'
import type { Component, SystemPorts } from './system-ports.ts'

export interface Surroundings {
  dataFolder: string
  databaseUrl: string
  redisUrl: string
  supergraph: string
  ports: SystemPorts
  secrets: Secrets
}

const local = (port: number) => `http://127.0.0.1:${port}`

/** The environment of each component's process, as docs and .env.example name it. */
export function environmentOf(component: Component, { dataFolder, databaseUrl, redisUrl, supergraph, ports, secrets }: Surroundings): Record<string, string> {
  const storage = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }
  const companies = {
    COMPANY_A_URL: local(ports.entry['company-a']),
    COMPANY_A_CLIENT_ID: secrets.companyA.clientId,
    COMPANY_A_CLIENT_SECRET: secrets.companyA.clientSecret,
    COMPANY_B_URL: local(ports.entry['company-b']),
    COMPANY_B_PARTNER_KEY: secrets.companyB.partnerKey,
    COMPANY_B_COUNTRY: '33',
    USERS_PUBLIC_URL: local(ports.entry.users),
  }
  const messages = {
    CURSOR_KEY_FILE: secrets.files.cursorKey,
    FILE_KEY_FILE: secrets.files.fileKey,
    PUBLIC_URL: local(ports.entry.messages),
    DATA_DIR: join(dataFolder, 'files'),
  }
  const identity = { ASSERTION_JWKS: secrets.files.assertionJwks }
  switch (component) {
    case 'users':
      return { ...storage, ...companies, ...identity, TOKEN_KEY_FILE: secrets.files.tokenKey }
    case 'messages':
      return { ...storage, ...companies, ...identity, ...messages }
    case 'worker':
      return { ...storage, ...companies, ...messages, WORKER_PUBLIC_URL: local(ports.entry.worker) }
    case 'gateway':
      return {
        SUPERGRAPH: supergraph,
        TOKEN_JWKS: `${local(ports.entry.users)}/.well-known/jwks.json`,
        ASSERTION_KEY_FILE: secrets.files.assertionKey,
        APOLLO_TELEMETRY_DISABLED: '1',
      }
    default:
      return {}
  }
}

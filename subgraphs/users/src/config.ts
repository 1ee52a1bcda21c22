import { companyFields } from '@switchboard/companies/config'
import { loadConfig, processFields } from '@switchboard/service-kit/config'
import { z } from 'zod'

const schema = z.object({
  ...processFields(4001),
  ...companyFields,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  /** The Ed25519 key that signs access tokens; made when the file does not exist. */
  TOKEN_KEY_FILE: z.string().min(1),
  /** Public keys of the gateway's assertions: a file or a URL. */
  ASSERTION_JWKS: z.string().min(1),
  /** Where this process is reached from outside, for the pictures it serves. */
  USERS_PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:4001'),
  /** Database connections: half for each of the two ways to the database. */
  POOL_SIZE: z.coerce.number().int().min(2).max(200).default(20),
})

export type UsersConfig = z.output<typeof schema>

/** Reads the process's configuration. Throws a ConfigError with every mistake at once. */
export function usersConfig(env?: Readonly<Record<string, string | undefined>>): UsersConfig {
  return loadConfig(schema, env)
}

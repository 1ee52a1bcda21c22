import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ConfigError, flag, loadConfig, processFields } from '@switchboard/service-kit/config'

const count = z.coerce.number().int()
const names = z.string().transform((list) => list.split(',').map((name) => name.trim()).filter((name) => name !== ''))

/** `name=url,name=url` */
const urlsByName = z.string().transform((list, context) => new Map(list.split(',').filter((pair) => pair.trim() !== '').map((pair) => {
  const [name = '', url = ''] = pair.split(/=(.*)/s).map((part) => part.trim())
  if (name === '' || !/^wss?:\/\//.test(url)) context.addIssue({ code: 'custom', message: 'must be name=ws://host/path, separated by commas' })
  return [name, url] as const
})))

const schema = z.object({
  ...processFields(4000),
  NODE_ENV: z.string().default('development'),
  /** The supergraph's SDL. */
  SUPERGRAPH: z.string(),
  /** `on`: tokens are verified and asserted. `off`: no identity is read or forwarded. */
  AUTH: z.enum(['on', 'off']).default('on'),
  /** Lets AUTH=off listen beyond this machine. */
  FORCE: flag.default(false),

  /** Public keys of access tokens: an http(s) URL or a file. */
  TOKEN_JWKS: z.string().optional(),
  TOKEN_ISSUER: z.string().default('switchboard'),
  TOKEN_AUDIENCE: z.string().default('switchboard'),
  TOKEN_TYPE: z.string().default('at+jwt'),
  TOKEN_LEEWAY_SECONDS: count.min(0).max(60).default(2),
  /** The gateway's private Ed25519 JWK; made when the file does not exist. */
  ASSERTION_KEY_FILE: z.string().optional(),
  /** Claims copied from token to assertion. */
  ASSERTION_CLAIMS: names.default(['sub', 'sid', 'idn', 'co', 'prf', 'auth_time']),

  /** Headers of clients that subgraphs get. */
  PASS_HEADERS: names.default([]),
  /** A proxy of ours stands in front and adds the client's address to x-forwarded-for. */
  TRUST_PROXY: flag.default(false),
  CORS_ORIGINS: names.default([]),
  /** Where a subgraph's subscriptions are served, when not at its URL with ws instead of http. */
  SUBGRAPH_SOCKETS: urlsByName.default(new Map()),
  SUBGRAPH_DEADLINE_MS: count.min(1).default(15_000),
  SUBGRAPH_CONNECT_MS: count.min(1).default(2_000),
  SUBGRAPH_CONNECTIONS: count.min(1).default(64),
  SUBGRAPH_MAX_RESPONSE_BYTES: count.min(1).default(32 * 1024 * 1024),
  SUBGRAPH_BREAK_AFTER: count.min(1).default(10),
  SUBGRAPH_BREAK_MS: count.min(1).default(1_000),
  UPSTREAM_KEEP_ALIVE_MS: count.min(1).default(10_000),
  UPSTREAM_IDLE_MS: count.min(1).default(5_000),

  /** Identical queries of one caller that are on their way to a subgraph at the same time are sent once. */
  SHARE_READS: flag.default(false),

  /** Limits of an operation; 0 takes one away. */
  MAX_TOKENS: count.min(0).default(10_000),
  MAX_DEPTH: count.min(0).default(24),
  MAX_ALIASES: count.min(0).default(200),
  MAX_ROOT_FIELDS: count.min(0).default(60),
  MAX_COST: count.min(0).default(5_000),
  MAX_BODY_BYTES: count.min(1).default(1024 * 1024),
  MAX_EVALUATED_PLANS: count.min(1).default(1_000),
  MAX_PLAN_PATHS: count.min(1).default(2_000),
  PLANS_CACHED: count.min(1).default(2_000),
  /** Introspection and landing page; by default everywhere but in production. */
  INTROSPECTION: flag.optional(),

  MAX_SOCKETS: count.min(1).default(20_000),
  MAX_OPERATIONS_PER_SOCKET: count.min(1).default(200),
  /** Events that may wait for one subscriber; beyond, it is closed so that it resumes. */
  SUBSCRIBER_BUFFER: count.min(1).default(4_096),
  SOCKET_KEEP_ALIVE_MS: count.min(1).default(12_000),
  SOCKET_INIT_MS: count.min(1).default(3_000),
  /** Over how long clients are told to move when the process stops. */
  DRAIN_SPREAD_MS: count.min(0).default(2_000),
})

/** How the gateway is to run. `auth` is undefined when identity is off. */
export type GatewayConfig = Omit<z.output<typeof schema>, 'AUTH' | 'TOKEN_JWKS' | 'ASSERTION_KEY_FILE' | 'INTROSPECTION'> & {
  AUTH: { jwks: string; keyFile: string } | undefined
  INTROSPECTION: boolean
}

/** Reads flags, then the environment for what no flag says. Throws a ConfigError with every mistake at once. */
export function readGatewayConfig(args: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env): GatewayConfig {
  const { AUTH, TOKEN_JWKS, ASSERTION_KEY_FILE, INTROSPECTION, ...rest } = loadConfig(schema, { ...env, ...flags(args) })
  const common = { ...rest, INTROSPECTION: INTROSPECTION ?? rest.NODE_ENV !== 'production' }
  if (AUTH === 'off') {
    if (!isLoopback(rest.HOST) && !rest.FORCE) throw new ConfigError([`Without identity (auth off) the gateway listens on this machine only, not on ${rest.HOST}: use a loopback host, or --force.`])
    return { ...common, AUTH: undefined }
  }
  const missing = Object.entries({ TOKEN_JWKS, ASSERTION_KEY_FILE }).filter(([, value]) => value === undefined)
  if (TOKEN_JWKS === undefined || ASSERTION_KEY_FILE === undefined) throw new ConfigError(missing.map(([name]) => `${name} is missing (or start with --auth off).`))
  return { ...common, AUTH: { jwks: TOKEN_JWKS, keyFile: ASSERTION_KEY_FILE } }
}

function flags(args: readonly string[]): Record<string, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { supergraph: { type: 'string' }, host: { type: 'string' }, port: { type: 'string' }, auth: { type: 'string' }, force: { type: 'boolean' } },
    })
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toUpperCase(), String(value)]))
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)])
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

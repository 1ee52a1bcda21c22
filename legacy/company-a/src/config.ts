import { z } from 'zod'

const quota = (fallback: string) =>
  z
    .string()
    .regex(/^[1-9]\d*\/[1-9]\d*$/, 'must be quota/seconds')
    .default(fallback)
    .transform((text) => {
      const [limit, seconds] = text.split('/').map(Number)
      return { limit: limit ?? 0, windowS: seconds ?? 1 }
    })

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4101),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data/company-a'),
  PUBLIC_URL: z.url().optional(),
  ISSUER: z.string().min(1).default('https://auth.company-a.internal'),
  CLIENTS: z
    .string()
    .regex(/^[a-z0-9-]{1,40}:[^,]+(,[a-z0-9-]{1,40}:[^,]+)*$/, 'must be id:secret,id:secret')
    .default('switchboard:local-dev-secret')
    .transform((text) => new Map(text.split(',').map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]))),
  FAULTS: z.enum(['0', '1', '']).default('0').transform((text) => text === '1'),
  RATE_USER: quota('300/10'),
  RATE_SERVICE: quota('5000/10'),
  RATE_ANON: quota('1000/10'),
})

export interface Quota {
  limit: number
  windowS: number
}

export interface CompanyAOptions {
  /** 0 takes any free port. */
  port: number
  host: string
  dataDir: string
  /** Prefix of signed URLs; without it, where the server listens. */
  publicUrl?: string
  issuer: string
  /** Secrets by service client id. */
  clients: Map<string, string>
  /** Whether /__control exists. */
  faults: boolean
  rates: { user: Quota; service: Quota; anon: Quota }
}

/** Reads the options from environment variables. Throws one error that names everything wrong. */
export function readOptions(variables: Record<string, string | undefined>): CompanyAOptions {
  const result = environment.safeParse(variables)
  if (!result.success) {
    throw new Error(`Configuration is wrong: ${result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`)
  }
  const read = result.data
  return {
    port: read.PORT,
    host: read.HOST,
    dataDir: read.DATA_DIR,
    ...(read.PUBLIC_URL === undefined ? {} : { publicUrl: read.PUBLIC_URL.replace(/\/$/, '') }),
    issuer: read.ISSUER,
    clients: read.CLIENTS,
    faults: read.FAULTS,
    rates: { user: read.RATE_USER, service: read.RATE_SERVICE, anon: read.RATE_ANON },
  }
}

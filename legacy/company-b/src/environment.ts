import { z } from 'zod'
import { DEFAULT_LIMITS, type Limit } from './throttle.ts'

const limit = (fallback: Limit) =>
  z.string().regex(/^[1-9][0-9]*\/[1-9][0-9]*$/, 'must be count/seconds, such as 30/1')
    .transform((text): Limit => {
      const [count, seconds] = text.split('/').map(Number)
      return { count: count ?? 0, seconds: seconds ?? 0 }
    })
    .default(fallback)

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4102),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().min(1),
  PARTNER_KEYS: z.string().default('').transform((keys) => keys.split(',').map((key) => key.trim()).filter((key) => key !== '')),
  COUNTRY: z.string().regex(/^[1-9][0-9]{0,3}$/).default('33'),
  FAULTS: z.string().default('').transform((value) => value === '1'),
  THROTTLE_CALLS: limit(DEFAULT_LIMITS.calls),
  THROTTLE_SEND: limit(DEFAULT_LIMITS.send),
  THROTTLE_PARTNER: limit(DEFAULT_LIMITS.partner),
  THROTTLE_PARTNER_SEND: limit(DEFAULT_LIMITS.partnerSend),
})

/** Options of the server from the environment (section 1); throws one error that names everything that is wrong. */
export function readEnvironment(env: NodeJS.ProcessEnv) {
  const parsed = Environment.safeParse(env)
  if (!parsed.success) throw new Error(`company B cannot start:\n${z.prettifyError(parsed.error)}`)
  const { data } = parsed
  return {
    port: data.PORT,
    host: data.HOST,
    dataDir: data.DATA_DIR,
    partnerKeys: data.PARTNER_KEYS,
    country: data.COUNTRY,
    faults: data.FAULTS,
    throttle: { calls: data.THROTTLE_CALLS, send: data.THROTTLE_SEND, partner: data.THROTTLE_PARTNER, partnerSend: data.THROTTLE_PARTNER_SEND },
  }
}

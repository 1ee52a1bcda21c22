import { z } from 'zod'

/** What a company allows: so many calls in so many seconds. */
export interface Quota { count: number; seconds: number }

const quota = (fallback: string) => z.string().regex(/^[1-9]\d{0,6}\/[1-9]\d{0,4}$/, 'must be <count>/<seconds>').default(fallback)
  .transform((text): Quota => {
    const [count, seconds] = text.split('/').map(Number)
    return { count: count ?? 1, seconds: seconds ?? 1 }
  })

/** The environment of every process that talks to the companies; spread it into the process's own schema. */
export const companyFields = {
  COMPANY_A_URL: z.url({ protocol: /^https?$/ }),
  COMPANY_A_CLIENT_ID: z.string().regex(/^[a-z0-9-]{1,40}$/),
  COMPANY_A_CLIENT_SECRET: z.string().min(1).max(200),
  /** `iss` of A's user tokens; unset: the one of A's behaviour note. */
  COMPANY_A_ISSUER: z.string().min(1).optional(),
  /** What A allows our client (company-a.behaviour.md, section 4). */
  COMPANY_A_QUOTA: quota('5000/10'),
  COMPANY_B_URL: z.url({ protocol: /^https?$/ }),
  COMPANY_B_PARTNER_KEY: z.string().min(1).max(100),
  /** Country code that B's phone numbers with a leading 0 belong to. */
  COMPANY_B_COUNTRY: z.string().regex(/^[1-9]\d{0,2}$/).default('33'),
  /** What B allows our partner key, and each acting uid for sends (company-b.behaviour.md, section 1). */
  COMPANY_B_QUOTA: quota('500/1'),
  COMPANY_B_SEND_QUOTA: quota('100/10'),
}

/** The part of a process's configuration that `createCompanies` reads. */
export type CompaniesConfig = z.output<z.ZodObject<typeof companyFields>>

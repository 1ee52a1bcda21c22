import { z } from 'zod'
import { contractual, type Contract } from './contractual.ts'

/** An error answer of A (RFC 9457 with A's own members). */
export const problemAnswer = contractual<Contract['Problem']>()(z.object({
  status: z.int(),
  code: z.string().min(1),
  title: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  existingId: z.string().optional(),
  currentVersion: z.int().optional(),
  oldestCursor: z.string().optional(),
}))

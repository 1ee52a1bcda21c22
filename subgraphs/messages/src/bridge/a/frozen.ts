import { intentSchema } from '@switchboard/company-a/intent'
import { z } from 'zod'

const note = z.custom<import('@switchboard/domain/fidelity').FidelityNote>((value) => typeof value === 'object' && value !== null && 'code' in value)

/** The exact request of an outbox row of leg A, as stored: a call of the company's package, or an upload of one of our files. */
export const frozenSchema = z.object({
  call: z.union([
    intentSchema,
    z.object({ op: z.literal('upload'), actAs: z.string(), attachmentId: z.string(), name: z.string(), mediaType: z.string(), storageKey: z.string() }),
  ]),
  /** What A shows otherwise than the canonical value; on the message once the row is done. */
  notes: z.array(note).default([]),
})

export type Frozen = z.output<typeof frozenSchema>
export type FrozenCall = Frozen['call']

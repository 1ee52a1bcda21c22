import { companyFields } from '@switchboard/companies/config'
import { processFields } from '@switchboard/service-kit/config'
import { z } from 'zod'

const milliseconds = (fallback: number) => z.coerce.number().int().min(10).max(86_400_000).default(fallback)

/** The environment of the messages worker. */
export const workerConfig = z.object({
  ...processFields(4003),
  ...companyFields,
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  /** Base URL of the messages server, for links to files. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  /** Base URL of the users server, for links to pictures. */
  USERS_PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:4001'),
  /** Base URL under which the companies reach this worker. */
  WORKER_PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  /** Folder of the files. */
  DATA_DIR: z.string().min(1),
  FILE_KEY_FILE: z.string().min(1),
  POOL_SIZE: z.coerce.number().int().min(4).max(200).default(24),
  /** Conversations that are delivered to one company at once. */
  DELIVER_LANES: z.coerce.number().int().min(1).max(256).default(16),
  /** How long a dead worker keeps its duties from the others. */
  DUTY_TTL_MS: milliseconds(5_000),
  DIRECTORY_A_MS: milliseconds(60_000),
  DIRECTORY_B_MS: milliseconds(300_000),
  DIRECTORY_MIRROR_MS: milliseconds(1_000),
})

export type WorkerConfig = z.output<typeof workerConfig>

import { processFields } from '@switchboard/service-kit/config'
import { z } from 'zod'

/** The environment of the messages server. */
export const serverConfig = z.object({
  ...processFields(4002),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  /** Public keys of the gateway's assertions: a file or a URL. */
  ASSERTION_JWKS: z.string().min(1),
  /** Secrets of at least 32 bytes, the same for all processes. */
  CURSOR_KEY_FILE: z.string().min(1),
  FILE_KEY_FILE: z.string().min(1),
  /** Base URL of this server as clients reach it, for links to files. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }),
  /** Folder of the files. */
  DATA_DIR: z.string().min(1),
  POOL_SIZE: z.coerce.number().int().min(2).max(200).default(20),
})

export type ServerConfig = z.output<typeof serverConfig>

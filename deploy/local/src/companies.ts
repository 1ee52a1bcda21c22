import { freePort } from './port.ts'
import type { LogSink } from './log-lines.ts'
import { startService, type ServiceOptions, type ServiceProcess } from './processes.ts'

export interface CompanyOptions {
  /** Where the stand-in keeps its data. */
  folder: string
  /** Default: a free one. */
  port?: number
  /** Whether `/__control` (faults, seed, dump, reset) exists; default true. */
  faults?: boolean
  /** More of its environment, for example RATE_SERVICE or THROTTLE_PARTNER. */
  env?: Record<string, string>
  log?: LogSink
  onEnd?: NonNullable<ServiceOptions['onEnd']>
}

/** How Switchboard signs in to the local stand-ins. */
export interface CompanyASecrets {
  clientId: string
  clientSecret: string
}

/** Starts the stand-in of company A and waits until it answers. */
export async function startCompanyA(options: CompanyOptions & { secrets: CompanyASecrets }): Promise<ServiceProcess> {
  const port = options.port ?? (await freePort())
  const { clientId, clientSecret } = options.secrets
  return startService({
    name: 'company-a',
    entry: 'legacy/company-a/src/main.ts',
    port,
    env: {
      DATA_DIR: options.folder,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      CLIENTS: `${clientId}:${clientSecret}`,
      FAULTS: options.faults === false ? '0' : '1',
      ...options.env,
    },
    // Healthy, not ready: faults do not touch it, so a restart in the middle of an outage is seen too.
    ready: async (url) => (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) })).ok,
    ...(options.log ? { log: options.log } : {}),
    ...(options.onEnd ? { onEnd: options.onEnd } : {}),
  })
}

/** Starts the stand-in of company B and waits until it answers `hello`. */
export async function startCompanyB(options: CompanyOptions & { partnerKey: string; country?: string }): Promise<ServiceProcess> {
  return startService({
    name: 'company-b',
    entry: 'legacy/company-b/src/main.ts',
    port: options.port ?? (await freePort()),
    env: {
      DATA_DIR: options.folder,
      PARTNER_KEYS: options.partnerKey,
      COUNTRY: options.country ?? '33',
      FAULTS: options.faults === false ? '0' : '1',
      ...options.env,
    },
    ready: async (url) => {
      const response = await fetch(`${url}/api/hello`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
        signal: AbortSignal.timeout(2_000),
      })
      return response.ok
    },
    ...(options.log ? { log: options.log } : {}),
    ...(options.onEnd ? { onEnd: options.onEnd } : {}),
  })
}

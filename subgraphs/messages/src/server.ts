import { loadConfig } from '@switchboard/service-kit/config'
import { run } from '@switchboard/service-kit/run'
import { onShutdown } from '@switchboard/service-kit/shutdown'
import { serverConfig } from './server-config.ts'
import { wireServer } from './wire-server.ts'

/** The messages server: conversations, messages and their streams for the graph. Several may run. */
await run('messages', async () => {
  const { log, drain } = await wireServer(loadConfig(serverConfig))
  onShutdown(log, drain)
})

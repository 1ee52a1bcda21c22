import { createLog } from '@switchboard/service-kit/log'
import { run } from '@switchboard/service-kit/run'
import { onShutdown } from '@switchboard/service-kit/shutdown'
import { readGatewayConfig } from './gateway-config.ts'
import { startGateway } from './wire.ts'

await run('gateway', async () => {
  const config = readGatewayConfig(process.argv.slice(2))
  const log = createLog('gateway')
  const { address, steps } = await startGateway(config, log)
  onShutdown(log, steps)
  log.info({ url: `${address.url}/graphql`, auth: config.AUTH === undefined ? 'off' : 'on', supergraph: config.SUPERGRAPH }, 'ready')
})

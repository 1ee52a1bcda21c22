import { loadConfig } from '@switchboard/service-kit/config'
import { run } from '@switchboard/service-kit/run'
import { onShutdown } from '@switchboard/service-kit/shutdown'
import { wireWorker } from './wire-worker.ts'
import { workerConfig } from './worker-config.ts'

/** The messages worker: the only process that reads from and writes to the companies. Several may run. */
await run('worker', async () => {
  const config = loadConfig(workerConfig)
  const worker = await wireWorker(config)
  const address = await worker.listen()
  worker.log.info({ url: address.url }, 'ready')
  onShutdown(worker.log, worker.drain)
})

import { createLog } from '@switchboard/service-kit/log'
import { run } from '@switchboard/service-kit/run'
import { onShutdown } from '@switchboard/service-kit/shutdown'
import { usersConfig } from './config.ts'
import { wireUsers } from './wire.ts'

await run('users', async () => {
  const config = usersConfig()
  const log = createLog('users')
  const users = await wireUsers(config, log)
  await users.listen()
  onShutdown(log, users.drain)
})

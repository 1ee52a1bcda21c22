import { fileURLToPath } from 'node:url'
import { run } from '@switchboard/service-kit/run'
import { compose } from './commands.ts'

await run('compose', () => Promise.resolve().then(() => { compose(fileURLToPath(new URL('..', import.meta.url))) }))

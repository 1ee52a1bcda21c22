import { resolve } from 'node:path'
import { bootSystem, type System } from './boot.ts'
import { plainSink, prettySink } from './log-lines.ts'
import { readyRecord, readyTable } from './ready-table.ts'
import { readStartOptions, USAGE } from './start-options.ts'
import { sentence, StartError } from './start-error.ts'
import { Supervisor } from './supervisor.ts'

/** `npm start`: everything on this machine. */
async function start(): Promise<void> {
  const begin = performance.now()
  const options = readStartOptions(process.argv.slice(2), process.env)
  if (options.help) return void process.stdout.write(USAGE)

  const write = (text: string) => void process.stdout.write(text)
  const pretty = process.stdout.isTTY && !options.json
  const log = pretty ? prettySink(write) : plainSink(write)
  const tell = (msg: string) => log('start', JSON.stringify({ level: 'info', time: new Date().toISOString(), service: 'start', msg }))

  const booted: { system?: System } = {}
  let stopping = false
  const supervisor = new Supervisor(tell, (why) => void stop(1, why))
  const stop = async (code: number, why: string) => {
    if (stopping) return
    stopping = true
    supervisor.end()
    tell(why)
    await booted.system?.stop()
    if (booted.system) tell('Everything has stopped')
    process.exit(code)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // The second time, or before everything has started: at once. Nothing outlives this process.
    process.on(signal, () => (stopping || !booted.system ? process.exit(130) : void stop(0, 'Stopping')))
  }

  const system = (booted.system = await bootSystem({ ...options.boot, log, progress: tell, onEnd: supervisor.onEnd }))
  const { dataFolder, seed = true, faults = false } = options.boot
  const news = { tookMs: performance.now() - begin, dataFolder: resolve(dataFolder), seeded: seed, faults }
  write(pretty ? readyTable(system, news) : `${readyRecord(system, news)}\n`)
}

start().catch((error: unknown) => {
  process.stderr.write(`${sentence(error, 'Starting')}\n`)
  if (!(error instanceof StartError) && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`)
  process.exit(1)
})

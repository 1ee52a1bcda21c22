import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { EngineConnections } from './engine-connections.ts'

/** The part of Node's global that is used here: its typings come with the DOM library only. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>
}

/** What the generated bindings export at run time, but their typings leave out. */
interface Instantiable {
  __wbg_set_wasm(exports: object): void
}

let panic: string | undefined
let instantiated: Promise<void> | undefined

/**
 * The package's own entry imports the `.wasm` as a module, which Node does not do without a flag:
 * the module is instantiated by hand, once per process.
 */
function instantiate(): Promise<void> {
  instantiated ??= (async () => {
    const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const bytes = await readFile(join(dirname(script), 'schema_engine_bg.wasm'))
    const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': { ...bindings, ...patientTimers() } })
    ;(bindings as unknown as Instantiable).__wbg_set_wasm(instance.exports)
    const start = instance.exports['__wbindgen_start']
    if (typeof start === 'function') (start as () => void)()
    // The engine reports a panic here before it traps; without it the trap hides the reason.
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: { set_message: (message: string) => (panic = message) },
    })
  })()
  return instantiated
}

/**
 * The engine never clears the timer (10 s) it sets on its lock: it must not keep a finished process alive.
 * The names of generated bindings end in a hash.
 */
function patientTimers(): Record<string, unknown> {
  const names = Object.keys(bindings).filter((name) => name.startsWith('__wbg_setTimeout_'))
  const setUnreferenced = (callback: () => void, ms: number) => setTimeout(callback, ms).unref()
  return Object.fromEntries(names.map((name) => [name, setUnreferenced]))
}

/**
 * Runs `work` with Prisma's schema engine on one database. It is the WASM build, so nothing is
 * downloaded; it connects through `pg`, and the connections are closed when `work` settles.
 *
 * @param schema the text of schema.prisma (the engine wants a datamodel at construction)
 */
export async function withSchemaEngine<T>(
  databaseUrl: string,
  schema: string,
  work: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await instantiate()
  const connections = new EngineConnections(databaseUrl)
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(connections)
    const engine = await bindings.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter)
    try {
      return await work(engine)
    } catch (error) {
      if (panic !== undefined) throw new Error(`The schema engine panicked: ${panic}`, { cause: error })
      if (!(connections.scriptError instanceof Error)) throw error
      const migration = /migration_name="([^"]+)"/.exec(String(error))?.[1] ?? 'a script'
      throw new Error(`${migration} failed: ${connections.scriptError.message}`, { cause: error })
    } finally {
      engine.free()
    }
  } finally {
    await connections.close()
  }
}

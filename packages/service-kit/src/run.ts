import { ConfigError } from './config.ts'

/** What of a process `run` needs; `process` fits. */
export interface Exit {
  stderr: { write(text: string): unknown }
  exit(code: number): unknown
}

/** Starts a process: when `main` fails, its reason is printed as one sentence per problem and the process exits with 1. */
export async function run(service: string, main: () => Promise<unknown>, host: Exit = process): Promise<void> {
  try {
    await main()
  } catch (error) {
    host.stderr.write(explain(service, error))
    host.exit(1)
  }
}

function explain(service: string, error: unknown): string {
  const problems = error instanceof ConfigError ? error.problems : [error instanceof Error ? error.message : String(error)]
  const trace = process.env['LOG_LEVEL'] === 'debug' && error instanceof Error ? `${error.stack ?? ''}\n` : ''
  return `${problems.map((problem) => `${service} cannot start: ${problem}\n`).join('')}${trace}`
}

import { z } from 'zod'

/** The environment does not describe a service that can start. The message is one sentence per mistake. */
export class ConfigError extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** The fields every process reads; `port` is the one it listens on when PORT is not set. */
export function processFields(port: number) {
  return {
    HOST: z.string().default('127.0.0.1'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(port),
  }
}

/** A switch in the environment: `1`, `true`, `on`, `yes` and their opposites. */
export const flag = z.stringbool()

/**
 * Reads a process's configuration once, at start. An empty variable counts as one that is not set.
 * Throws a ConfigError with every mistake at once. Values are never shown: some of them are secrets.
 */
export function loadConfig<Schema extends z.ZodType>(schema: Schema, env: Readonly<Record<string, string | undefined>> = process.env): z.output<Schema> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  throw new ConfigError(parsed.error.issues.map((issue) => sentence(issue, present)))
}

function sentence(issue: z.core.$ZodIssue, env: Record<string, string | undefined>): string {
  const name = issue.path.join('.')
  const reason = issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '')
  if (name === '') return `The environment is not valid: ${reason}.`
  return env[name] === undefined ? `${name} is missing.` : `${name} is not valid: ${reason}.`
}

import pino, { type DestinationStream, type Logger } from 'pino'
import pretty from 'pino-pretty'

export type Log = Logger

/** Names of fields whose values never reach a log, wherever they stand in the logged object (three levels deep). */
const secretNames = [
  'token', 'accessToken', 'refreshToken', 'access_token', 'refresh_token', 'assertion', 'password', 'pin', 'secret',
  'authorization', 'cookie', 'apiKey', 'privateKey', '["switchboard-assertion"]', '["set-cookie"]', '["x-api-key"]',
]
const depths = ['', '*', '*.*']

const redactedPaths = depths.flatMap((depth) =>
  secretNames.map((name) => (depth === '' || name.startsWith('[') ? `${depth}${name}` : `${depth}.${name}`)))

/**
 * The log of one process: JSON lines, or readable ones on a terminal. `level` is a pino level, by default LOG_LEVEL
 * or `info`. Errors belong under `err`.
 */
export function createLog(service: string, options: { level?: string; destination?: DestinationStream } = {}): Log {
  const destination = options.destination ?? (process.stdout.isTTY ? pretty({ sync: true }) : pino.destination({ fd: 1, sync: true }))
  return pino({
    level: options.level ?? process.env['LOG_LEVEL'] ?? 'info',
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redactedPaths, censor: '[redacted]' },
  }, destination)
}

/** A log that writes nothing, for tests and tools. */
export function silentLog(): Log {
  return pino({ level: 'silent' })
}

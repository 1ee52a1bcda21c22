/** Takes what the processes write, one line at a time. */
export type LogSink = (process: string, line: string) => void

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
const COLOURS = ['\x1b[36m', '\x1b[32m', '\x1b[35m', '\x1b[34m', '\x1b[33m', '\x1b[96m', '\x1b[92m']
const DIM = '\x1b[2m'
const RED = '\x1b[31m'
const YELLOW = '\x1b[33m'
const PLAIN = '\x1b[0m'

/** Cuts a stream's chunks into lines; the rest of the last one is held back until `end`. */
export function lineSplitter(take: (line: string) => void): { write(chunk: Buffer): void; end(): void } {
  const decoder = new TextDecoder()
  let rest = ''
  return {
    write(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') take(line)
    },
    end() {
      if (rest.trim() !== '') take(rest)
      rest = ''
    },
  }
}

/** For machines: the lines as they came; JSON lines already name their service. */
export function plainSink(write: (text: string) => void): LogSink {
  return (process, line) => write(line.startsWith('{') ? `${line}\n` : `${JSON.stringify({ service: process, msg: line })}\n`)
}

/** For people: time, coloured name of the process, message, and what else the JSON line says. */
export function prettySink(write: (text: string) => void): LogSink {
  const colours = new Map<string, string>()
  return (process, line) => {
    const colour = colours.get(process) ?? COLOURS[colours.size % COLOURS.length] ?? ''
    colours.set(process, colour)
    write(`${colour}${process.padEnd(11)}${PLAIN} ${readable(line)}\n`)
  }
}

function readable(line: string): string {
  const entry = parsed(line)
  if (!entry) return line
  const { level, time, msg, service: _service, pid: _pid, hostname: _hostname, err, ...more } = entry
  const name = typeof level === 'number' ? (LEVELS[level / 10 - 1] ?? '') : String(level ?? '')
  const colour = name === 'error' || name === 'fatal' ? RED : name === 'warn' ? YELLOW : ''
  const details = Object.entries(more).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  const clock = time === undefined ? '' : `${DIM}${new Date(time as string | number).toISOString().slice(11, 23)}${PLAIN} `
  const cause = isRecord(err) ? ` ${RED}${String(err['message'] ?? '')}${PLAIN}` : ''
  return `${clock}${colour}${String(msg ?? '')}${PLAIN} ${DIM}${details.join(' ')}${PLAIN}${cause}`.trimEnd()
}

/** What a line says in words: its message if it is JSON, and the error's. */
export function messageOf(line: string): string {
  const entry = parsed(line)
  if (!entry) return line
  const cause = isRecord(entry['err']) ? `: ${String(entry['err']['message'] ?? '')}` : ''
  return `${String(entry['msg'] ?? line)}${cause}`
}

function parsed(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { Socket } from 'node:net'

export interface LeashedOptions extends Omit<SpawnOptions, 'detached'> {
  /** How the program is asked to stop; default SIGTERM. */
  stopSignal?: 'SIGTERM' | 'SIGINT'
}

/**
 * Waits on a pipe whose other end only this process holds. The pipe closes when this process ends,
 * however it ends, SIGKILL included; then the program is asked to stop, and killed 6 s later.
 */
const LEASH = `
read -r _
kill -"$2" "$1" 2>/dev/null
n=0
while kill -0 "$1" 2>/dev/null && [ "$n" -lt 60 ]; do sleep 0.1; n=$((n + 1)); done
kill -KILL "$1" 2>/dev/null
`

/**
 * Starts a program that cannot outlive this process. It is in a process group of its own, so Ctrl-C
 * in the terminal reaches this process alone and everything is stopped in order.
 */
export function spawnLeashed(command: string, args: readonly string[], options: LeashedOptions = {}): ChildProcess {
  const { stopSignal = 'SIGTERM', ...rest } = options
  const child = spawn(command, args, { ...rest, detached: true })
  if (child.pid === undefined) return child
  const leash = spawn('sh', ['-c', LEASH, 'leash', String(child.pid), stopSignal.slice(3)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  leash.on('error', () => undefined)
  leash.stdin.on('error', () => undefined)
  leash.unref()
  if (leash.stdin instanceof Socket) leash.stdin.unref()
  // The number of an ended process can be given to another: let go at once.
  child.once('exit', () => leash.kill('SIGKILL'))
  return child
}

/** Resolves when the program has ended; at once if it has already. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/** Asks a program to stop and kills it when it has not ended `patienceMs` later. */
export async function stopChild(
  child: ChildProcess,
  signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM',
  patienceMs = 10_000,
): Promise<void> {
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await ended(child)
  clearTimeout(timer)
}

import { spawnSync } from 'node:child_process'
import { StartError } from './start-error.ts'

const NAMES = ['redis-server', 'valkey-server']

/**
 * The Redis (or Valkey) server of this machine. Where none is installed and we are root on a system
 * with apt, it is installed without a question; elsewhere a StartError says in one sentence what to do.
 */
export function redisProgram(): string {
  const found = onPath()
  if (found) return found
  const isRoot = process.getuid?.() === 0
  if (process.platform === 'linux' && isRoot && runs('apt-get')) {
    if (installByApt()) {
      const installed = onPath()
      if (installed) return installed
    }
    throw new StartError('No Redis is installed and apt-get could not install it: run `apt-get install redis-server`, or set REDIS_URL.')
  }
  throw new StartError(advice())
}

function onPath(): string | undefined {
  return NAMES.find(runs)
}

function runs(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0
}

function installByApt(): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) => spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { env, stdio: 'ignore', timeout: 180_000 }).status === 0
  const install = () => apt('install', '-y', '-q', '--no-install-recommends', 'redis-server')
  return install() || (apt('update', '-q') && install())
}

function advice(): string {
  const start = 'No Redis server was found:'
  switch (process.platform) {
    case 'darwin':
      return `${start} run \`brew install redis\`, or set REDIS_URL.`
    case 'win32':
      return `${start} start one in WSL or Docker and set REDIS_URL.`
    default:
      return `${start} install redis-server or valkey with the system's package manager (for example \`sudo apt-get install redis-server\`), or set REDIS_URL.`
  }
}

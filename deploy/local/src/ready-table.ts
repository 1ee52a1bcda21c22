import type { System } from './boot.ts'
import { A_PASSWORD, A_PEOPLE, B_PEOPLE } from './seed.ts'

export interface ReadyNews {
  /** Milliseconds it took. */
  tookMs: number
  dataFolder: string
  seeded: boolean
  faults: boolean
}

/** What the person at the terminal wants to know once everything is ready. */
export function readyTable(system: System, news: ReadyNews): string {
  const rows = [...system.processes.values()].map((one) => [one.name, addressOf(one.name, one.url), String(one.pid ?? '')])
  if (system.processes.has('messages-2')) rows.push(['messages (all)', `${system.urls.messages}/graphql`, ''])
  if (system.postgres) rows.push(['postgres', `127.0.0.1:${system.postgres.port}`, String(system.postgres.pid ?? '')])
  if (system.redis) rows.push(['redis', `127.0.0.1:${system.redis.port}`, String(system.redis.pid ?? '')])
  const lines = [
    '',
    ...aligned([['process', 'address', 'pid'], ...rows]),
    '',
    'Each process answers /healthz, /readyz and /metrics (the companies only what their contracts say).',
    ...(news.seeded ? signIns() : []),
    ...(news.faults ? ['', `Faults on request: POST ${system.urls['company-a']}/__control/faults, ${system.urls['company-b']}/__control/faults`] : []),
    `Data: ${news.dataFolder}`,
    '',
    `Switchboard is ready in ${(news.tookMs / 1000).toFixed(1)} s${system.gateways.length > 0 ? ` at ${system.urls.gateway}/graphql` : ''}. Ctrl-C stops it.`,
    '',
  ]
  return lines.join('\n')
}

/** The same for machines, as one log line's fields. */
export function readyRecord(system: System, news: ReadyNews): string {
  const processes = Object.fromEntries([...system.processes.values()].map((one) => [one.name, { url: one.url, pid: one.pid }]))
  return JSON.stringify({ level: 'info', service: 'start', msg: 'ready', tookMs: Math.round(news.tookMs), data: news.dataFolder, processes })
}

function addressOf(name: string, url: string): string {
  return /^(gateway|users|messages)/.test(name) ? `${url}/graphql` : url
}

function signIns(): string[] {
  return [
    '',
    ...aligned([
      ['company', 'person', 'signs in with'],
      ...A_PEOPLE.map((person) => ['A', person.displayName, `${person.email}  ${A_PASSWORD}`]),
      ...B_PEOPLE.map((person) => ['B', person.shown, `${person.phone}  pin ${person.pin}`]),
    ]),
  ]
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length))) ?? []
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}`)
}

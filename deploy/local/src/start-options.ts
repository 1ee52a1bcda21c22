import { parseArgs } from 'node:util'
import { join } from 'node:path'
import { repositoryRoot } from './processes.ts'
import { StartError } from './start-error.ts'
import { COMPONENTS, DEFAULT_PORTS, type Component } from './system-ports.ts'
import type { BootOptions } from './boot.ts'

export const USAGE = `npm start -- [options]

  --data DIR            keep data in DIR (default .data; also SWITCHBOARD_DATA)
  --fresh               begin with an empty data folder
  --faults              turn the companies' fault and seed controls on (/__control)
  --gateways N          number of gateways (default 1)
  --messages N          number of messages servers, behind one address (default 1)
  --only a,b            start only these: ${COMPONENTS.join(', ')}
  --no-seed             no people and no history at the companies
  --<component>-port N  another port (also GATEWAY_PORT, COMPANY_A_PORT, ...):
                        ${COMPONENTS.map((name) => `${name} ${DEFAULT_PORTS[name]}`).join(', ')}
  --json                JSON logs, also on a terminal
  --help

With DATABASE_URL or REDIS_URL set, those servers are used instead of local ones.
`

export type StartOptions =
  | { help: true }
  | { help: false; json: boolean; boot: BootOptions }

/** Reads the command line, then the environment. Throws a StartError that says what is wrong. */
export function readStartOptions(args: readonly string[], env: Readonly<Record<string, string | undefined>>): StartOptions {
  const values = parse(args)
  if (values['help'] === true) return { help: true }
  const text = (name: string, variable?: string): string | undefined => {
    const flag = values[name]
    const given = typeof flag === 'string' ? flag : variable === undefined ? undefined : env[variable]
    return given === '' ? undefined : given
  }
  const only = text('only')?.split(',').map((name) => component(name.trim()))
  const ports = Object.fromEntries(
    COMPONENTS.flatMap((name) => {
      const variable = `${name.replaceAll('-', '_').toUpperCase()}_PORT`
      const given = text(`${name}-port`, variable)
      return given === undefined ? [] : [[name, whole(`--${name}-port`, given, 1, 65_535)]]
    }),
  ) as Partial<Record<Component, number>>
  const [databaseUrl, redisUrl] = [env['DATABASE_URL'], env['REDIS_URL']]
  return {
    help: false,
    json: values['json'] === true,
    boot: {
      dataFolder: text('data', 'SWITCHBOARD_DATA') ?? join(repositoryRoot, '.data'),
      fresh: values['fresh'] === true,
      faults: values['faults'] === true,
      seed: values['no-seed'] !== true,
      gateways: whole('--gateways', text('gateways') ?? '1', 1, 16),
      messages: whole('--messages', text('messages') ?? '1', 1, 16),
      ports,
      ...(only ? { only } : {}),
      ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }),
      ...(redisUrl === undefined || redisUrl === '' ? {} : { redisUrl }),
    },
  }
}

function parse(args: readonly string[]): Record<string, string | boolean | undefined> {
  const text = { type: 'string' } as const
  const mark = { type: 'boolean' } as const
  const ports = Object.fromEntries(COMPONENTS.map((name) => [`${name}-port`, text]))
  try {
    const options = { data: text, fresh: mark, faults: mark, gateways: text, messages: text, only: text, 'no-seed': mark, json: mark, help: mark, ...ports }
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)} (--help lists the options)`)
  }
}

function whole(name: string, given: string, least: number, most: number): number {
  const value = Number(given)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new StartError(`${name} takes a whole number from ${least} to ${most}, not "${given}".`)
}

function component(name: string): Component {
  const found = COMPONENTS.find((one) => one === name)
  if (!found) throw new StartError(`--only knows ${COMPONENTS.join(', ')}, not "${name}".`)
  return found
}

import { freePort, isPortTaken } from './port.ts'
import { StartError } from './start-error.ts'

export const COMPONENTS = ['company-a', 'company-b', 'users', 'messages', 'worker', 'gateway'] as const
export type Component = (typeof COMPONENTS)[number]

/** Where each component listens unless told otherwise. */
export const DEFAULT_PORTS: Readonly<Record<Component, number>> = {
  gateway: 4000, users: 4001, messages: 4002, worker: 4003, 'company-a': 4101, 'company-b': 4102,
}

export interface SystemPorts {
  /** The port others are told: of the component itself, or of its balancer. */
  entry: Record<Component, number>
  gateways: number[]
  messages: number[]
}

export interface PortWishes {
  ports?: Partial<Record<Component, number>>
  /** Every port not wished for is a free one; default: the fixed ones. */
  anyPort?: boolean
  gateways: number
  messages: number
}

/**
 * Decides every port before anything starts. Further gateways stand ten apart (4000, 4010, …); several
 * messages servers stand behind a balancer on the component's port, ten apart above it (4012, 4022, …).
 *
 * @throws StartError naming the first port that is taken
 */
export async function decidePorts(wishes: PortWishes, components: readonly Component[]): Promise<SystemPorts> {
  const entry = { ...DEFAULT_PORTS }
  for (const component of COMPONENTS) {
    const wished = wishes.ports?.[component]
    entry[component] = wished ?? (wishes.anyPort ? await freePort() : DEFAULT_PORTS[component])
  }
  const further = async (component: Component, count: number) =>
    Promise.all(Array.from({ length: count }, async (_, index) => (wishes.anyPort ? freePort() : entry[component] + 10 * (index + 1))))
  const ports: SystemPorts = {
    entry,
    gateways: [entry.gateway, ...(await further('gateway', wishes.gateways - 1))],
    messages: wishes.messages === 1 ? [entry.messages] : await further('messages', wishes.messages),
  }
  for (const component of components) {
    const mine = component === 'gateway' ? ports.gateways : component === 'messages' ? [entry.messages, ...ports.messages] : [entry[component]]
    for (const port of mine) {
      if (await isPortTaken(port)) {
        throw new StartError(`Port ${port} for ${component} is taken on this machine: free it, or choose another with --${component}-port.`)
      }
    }
  }
  return ports
}

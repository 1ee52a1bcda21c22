/** Faults that both stand-ins know (behaviour notes, section 10); rates from 0 to 1. */
export interface CommonFaults {
  latencyMs?: { p50: number; p99: number }
  errorRate?: number
  outage?: boolean
  commitThenTimeoutRate?: number
  /** How long a commit-then-timeout holds the socket; the stand-ins' default is 30,000. */
  hangMs?: number
  overloadAboveRps?: number
  clockAdvanceMs?: number
  /** Restarts the stand-in's random generator. */
  rng?: number
}

/** The test controls of a stand-in, from outside, as the contracts describe them. */
export class Control<Faults extends CommonFaults, Seed extends object, Dump extends string> {
  readonly #url: string
  #faults: Faults | undefined

  constructor(url: string) {
    this.#url = url
  }

  /** Puts exactly these faults in force; those of before are gone. */
  async faults(faults: Faults): Promise<void> {
    const { clockAdvanceMs: _once, ...lasting } = faults
    this.#faults = lasting as Faults
    await this.#post('faults', faults)
  }

  /** No faults from now on. The clock stays where it is. */
  calm(): Promise<void> {
    return this.faults({} as Faults)
  }

  /** Moves the stand-in's clock forward; the faults in force stay. */
  async advance(ms: number): Promise<void> {
    await this.#post('faults', { ...this.#faults, clockAdvanceMs: ms })
  }

  async seed(rows: Seed): Promise<void> {
    await this.#post('seed', rows)
  }

  /** Deletes everything. */
  async reset(): Promise<void> {
    this.#faults = undefined
    await this.#post('reset', {})
  }

  /** Everything stored of one entity; the rows are described in the behaviour note, section 11. */
  async dump<Row = Record<string, unknown>>(entity: Dump): Promise<Row[]> {
    const response = await fetch(`${this.#url}/__control/dump?entity=${entity}`)
    const text = await response.text()
    if (!response.ok) throw new Error(`dump of ${entity} answered ${response.status}: ${text}`)
    return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Row)
  }

  async #post(name: string, body: object): Promise<void> {
    const response = await fetch(`${this.#url}/__control/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`control ${name} answered ${response.status}: ${text}`)
  }
}

import { timestampOf } from '../clock.ts'
import type { Company } from '../company.ts'
import { dumpRows } from '../control/dump.ts'
import type { Faults } from '../control/fault-dice.ts'
import type { SeedInput } from '../control/seed.ts'
import { answer, type Operation } from '../http/operation.ts'
import { invalid } from '../problem.ts'

const CONTROL_LIMIT = 33_554_432
const LATEST_MS = Date.UTC(2200, 0, 1)

/** Liveness. */
export function healthOperations({ clock }: Company): Operation[] {
  return [{ id: 'getHealth', method: 'GET', path: '/healthz', access: 'open', handle: () => answer(200, { status: 'ok', now: clock.stamp() }) }]
}

/** The test controls; they exist with FAULTS=1 only. */
export function controlOperations(company: Company): Operation[] {
  const { clock, faults, seeding } = company

  const setFaults: Operation['handle'] = ({ body }) => {
    const wanted = body as Faults
    const advanceMs = wanted.clockAdvanceMs ?? 0
    if (clock.nowMs() + advanceMs > LATEST_MS) throw invalid('/clockAdvanceMs', `must not lead past ${timestampOf(LATEST_MS)}`)
    faults.set(wanted)
    if (advanceMs > 0) company.advanceClock(advanceMs)
    return answer(200, { faults: wanted, now: clock.stamp() })
  }

  const dump: Operation['handle'] = ({ query }) => {
    const rows = dumpRows(company.dumped, query.get('entity'))
    if (!rows) throw invalid('query:entity', 'is no entity')
    let text = ''
    for (const row of rows) text += `${row}\n`
    return { status: 200, text, headers: { 'Content-Type': 'application/x-ndjson' } }
  }

  return [
    { id: 'setFaults', method: 'POST', path: '/__control/faults', access: 'control', body: 'json', limit: CONTROL_LIMIT, handle: setFaults },
    {
      id: 'resetAll', method: 'POST', path: '/__control/reset', access: 'control',
      handle: () => {
        company.reset()
        return answer(200, { reset: true })
      },
    },
    {
      id: 'seed', method: 'POST', path: '/__control/seed', access: 'control', body: 'json', limit: CONTROL_LIMIT,
      handle: async ({ body }) => answer(200, await seeding.load(body as SeedInput)),
    },
    { id: 'dump', method: 'GET', path: '/__control/dump', access: 'control', handle: dump },
  ]
}

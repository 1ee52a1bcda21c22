import type { Call, Request } from './call.ts'
import { SECOND } from './clock.ts'

const LONGEST_WAIT_SECONDS = 25

/** The user's own ring, or the ring of `as`. */
export const poll: Call = {
  access: 'acting',
  uncounted: true,
  run({ polls, rings }, request) {
    const { since, waitMs } = window(request)
    return polls.poll(request.session, rings.ofUser(request.me), since, waitMs, request.whenClosed)
  },
}

/** The ring of the partner side: events of everyone. */
export const partnerPoll: Call = {
  access: 'partner',
  uncounted: true,
  run({ polls, rings }, request) {
    const { since, waitMs } = window(request)
    return polls.poll(request.session, rings.partner, since, waitMs, request.whenClosed)
  },
}

function window({ fields, accept }: Request): { since: number; waitMs: number } {
  const since = fields.integer('since', -1)
  const wait = fields.optionalInteger('wait', 0) ?? 0
  accept()
  return { since, waitMs: Math.min(wait, LONGEST_WAIT_SECONDS) * SECOND }
}

import type { z } from 'zod'
import type { paths } from './generated/api.ts'
import type { Deadlines } from './resilience/deadline.ts'
import { answers } from './shape.ts'
import type { ApiPath } from './transport.ts'

interface CallRule {
  path: ApiPath
  answer: z.ZodType
  deadline: keyof Deadlines
  /** Reads, and calls that set a state: the same call twice is the same as once. Never what adds something. */
  repeatable: boolean
  /** What it costs in B's throttle: a send costs a call too. */
  cost: 'none' | 'call' | 'send'
  /** Whose sid travels in the body. */
  session: 'none' | 'any'
}

const read = { deadline: 'read', repeatable: true, cost: 'call', session: 'any' } as const
const set = { deadline: 'write', repeatable: true, cost: 'call', session: 'any' } as const
const add = { deadline: 'write', repeatable: false, cost: 'call', session: 'any' } as const

/** Every call of B's API with its policy. Costs: company-b.behaviour.md, section 3. */
export const calls = {
  hello: { path: '/api/hello', answer: answers.hello, deadline: 'read', repeatable: true, cost: 'none', session: 'none' },
  login: { path: '/api/login', answer: answers.login, deadline: 'write', repeatable: false, cost: 'none', session: 'none' },
  partnerLogin: { path: '/api/partner/login', answer: answers.partnerLogin, deadline: 'write', repeatable: false, cost: 'none', session: 'none' },
  check: { path: '/api/check', answer: answers.check, ...read, cost: 'none' },
  logout: { path: '/api/logout', answer: answers.done, ...add, cost: 'none' },
  // Repeatable with an ext only, and the bridge never calls it without: a repeat answers err 31 with the uid.
  addUser: { path: '/api/partner/adduser', answer: answers.addUser, ...set },
  user: { path: '/api/user', answer: answers.user, ...read },
  users: { path: '/api/users', answer: answers.users, ...read },
  dir: { path: '/api/dir', answer: answers.dir, ...read },
  contacts: { path: '/api/contacts', answer: answers.users, ...read },
  setName: { path: '/api/setname', answer: answers.done, ...set },
  setPicture: { path: '/api/setpic', answer: answers.done, ...set },
  block: { path: '/api/block', answer: answers.done, ...set },
  send: { path: '/api/send', answer: answers.send, ...add, cost: 'send' },
  hist: { path: '/api/hist', answer: answers.hist, ...read },
  threads: { path: '/api/threads', answer: answers.threads, ...read },
  del: { path: '/api/del', answer: answers.done, ...set },
  react: { path: '/api/react', answer: answers.done, ...set },
  seen: { path: '/api/seen', answer: answers.changed, ...set },
  got: { path: '/api/got', answer: answers.changed, ...set },
  peer: { path: '/api/peer', answer: answers.peer, ...read },
  // Lossy by design: a late repeat would show somebody typing who is not.
  typing: { path: '/api/typing', answer: answers.done, ...add },
  // A late repeat would put away what was sent in between.
  archive: { path: '/api/archive', answer: answers.changed, ...add },
  listNew: { path: '/api/list/new', answer: answers.listNew, ...add },
  listAll: { path: '/api/list/all', answer: answers.listAll, ...read },
  listEdit: { path: '/api/list/edit', answer: answers.listEdit, ...set },
  listPost: { path: '/api/list/post', answer: answers.listPost, ...add, cost: 'send' },
  listHist: { path: '/api/list/hist', answer: answers.listHist, ...read },
  mediaPut: { path: '/api/media/put', answer: answers.mediaPut, ...add, deadline: 'media' },
  mediaGet: { path: '/api/media/get', answer: answers.mediaGet, ...read, deadline: 'media' },
  partnerPoll: { path: '/api/partner/poll', answer: answers.poll, ...read, deadline: 'poll', cost: 'none' },
} as const satisfies Record<string, CallRule>

export type CallName = keyof typeof calls
type BodyOf<P extends ApiPath> = paths[P]['post']['requestBody']['content']['application/json']

/** The fields of a call's body; the client adds the session's. */
export type Fields<C extends CallName> = Omit<BodyOf<(typeof calls)[C]['path']>, 'sid' | 'as'>
/** A call's answer, checked. */
export type Answer<C extends CallName> = z.infer<(typeof calls)[C]['answer']>

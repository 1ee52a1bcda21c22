import type { Call } from './call.ts'
import * as history from './history-calls.ts'
import * as lists from './list-calls.ts'
import * as media from './media-calls.ts'
import * as pairs from './pair-calls.ts'
import * as people from './people-calls.ts'
import * as polls from './poll-calls.ts'
import * as sessions from './session-calls.ts'

/** Every call by its path under /api. */
export const CALLS: ReadonlyMap<string, Call> = new Map(Object.entries({
  'hello': sessions.hello,
  'login': sessions.login,
  'check': sessions.check,
  'logout': sessions.logout,
  'partner/login': sessions.partnerLogin,
  'partner/adduser': people.partnerAddUser,
  'user': people.getUser,
  'users': people.getUsers,
  'dir': people.directory,
  'contacts': people.contacts,
  'setname': people.setName,
  'setpic': people.setPic,
  'block': people.block,
  'send': pairs.send,
  'hist': history.hist,
  'threads': history.threads,
  'del': pairs.del,
  'react': pairs.react,
  'seen': pairs.seen,
  'got': pairs.got,
  'peer': pairs.peer,
  'typing': pairs.typing,
  'archive': pairs.archive,
  'list/new': lists.listNew,
  'list/all': lists.listAll,
  'list/edit': lists.listEdit,
  'list/post': lists.listPost,
  'list/hist': lists.listHist,
  'media/put': media.mediaPut,
  'media/get': media.mediaGet,
  'poll': polls.poll,
  'partner/poll': polls.partnerPoll,
}))

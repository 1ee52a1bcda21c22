import type { CompanyB } from './client.ts'
import { isCompanyBError } from './error.ts'
import type { BIntent, IntentResults, SendIntent } from './intent.ts'
import { kindNumber } from './pair/row.ts'

/**
 * Makes the call of an intent. Fails with CompanyBError; when its outcome is unknown and the op adds something, search
 * for the tag (`findSent`) before performing it again.
 */
export async function perform<I extends BIntent>(intent: I, client: CompanyB): Promise<IntentResults[I['op']]> {
  // Each case answers with the result of its own op, which the compiler does not follow through the generic.
  return await performAny(intent, client) as IntentResults[I['op']]
}

async function performAny(intent: BIntent, client: CompanyB): Promise<IntentResults[BIntent['op']]> {
  switch (intent.op) {
    case 'send': return send(intent, client)
    case 'listPost': return postToList(intent, client)
    case 'listNew': {
      const { lid } = await client.ask('listNew', { name: intent.name, uids: [...intent.members] }, { as: intent.as })
      return { listId: lid }
    }
    case 'listEdit': return editList(intent, client)
    case 'delete': await client.ask('del', { with: intent.with, id: intent.id, all: intent.forAll ? 1 : 0 }, { as: intent.as }); return {}
    case 'react': await client.ask('react', { with: intent.with, id: intent.id, r: intent.slot }, { as: intent.as }); return {}
    case 'seen': case 'got': return { changed: (await client.ask(intent.op, { with: intent.with, ids: [...intent.ids] }, { as: intent.as })).n }
    case 'setName': await client.ask('setName', { name: intent.name }, { as: intent.as }); return {}
    case 'setPicture': await client.ask('setPicture', { pic: intent.picture }, { as: intent.as }); return {}
    case 'block': await client.ask('block', { with: intent.with, blk: intent.blocked ? 1 : 0 }, { as: intent.as }); return {}
    case 'archive': return { rows: (await client.ask('archive', { with: intent.with }, { as: intent.as })).n }
    case 'mediaPut': {
      const { link, till } = await client.ask('mediaPut', { mime: intent.mime, b64: intent.base64 }, { as: intent.as })
      return { link, until: till }
    }
    case 'addUser': return addUser(intent, client)
  }
}

async function send(intent: SendIntent, client: CompanyB): Promise<IntentResults['send']> {
  const { id, t } = await client.ask('send', {
    to: intent.to, txt: intent.text, typ: kindNumber(intent.kind), t: intent.time, tag: intent.tag,
    ...(intent.quote === undefined ? {} : { q: intent.quote }),
    ...(intent.replaces === undefined ? {} : { ref: { id: intent.replaces } }),
    ...(intent.expiresIn === undefined ? {} : { exp: intent.expiresIn }),
    ...(intent.link === undefined ? {} : { link: intent.link }),
  }, { as: intent.as })
  return { id, time: t }
}

async function postToList(intent: Extract<BIntent, { op: 'listPost' }>, client: CompanyB): Promise<IntentResults['listPost']> {
  const { pid, n, skip } = await client.ask('listPost', {
    lid: intent.listId, txt: intent.text, typ: kindNumber(intent.kind), t: intent.time, tag: intent.tag,
    ...(intent.link === undefined ? {} : { link: intent.link }),
  }, { as: intent.as })
  return { postId: pid, copies: n, skipped: skip }
}

async function editList(intent: Extract<BIntent, { op: 'listEdit' }>, client: CompanyB): Promise<IntentResults['listEdit']> {
  const { list } = await client.ask('listEdit', {
    lid: intent.listId,
    ...(intent.name === undefined ? {} : { name: intent.name }),
    ...(intent.add === undefined ? {} : { add: [...intent.add] }),
    ...(intent.remove === undefined ? {} : { rm: [...intent.remove] }),
    ...(intent.drop === true ? { drop: 1 as const } : {}),
  }, { as: intent.as })
  return { members: list?.uids ?? null }
}

async function addUser(intent: Extract<BIntent, { op: 'addUser' }>, client: CompanyB): Promise<IntentResults['addUser']> {
  try {
    const { uid } = await client.ask('addUser', { ext: intent.ext, name: intent.name })
    return { uid, existed: false }
  } catch (error) {
    if (isCompanyBError(error) && error.failure.kind === 'refused' && error.failure.err === 31 && error.failure.uid !== undefined) {
      return { uid: error.failure.uid, existed: true }
    }
    throw error
  }
}

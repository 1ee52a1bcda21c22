import { createHash } from 'node:crypto'
import type { AAttachment } from '@switchboard/company-a/answers/attachment'
import type { AMessage } from '@switchboard/company-a/answers/message'
import { CompanyAError } from '@switchboard/company-a/errors'
import type { IncomingChange } from '@switchboard/company-a/incoming'
import { messageAtA } from '../../adapters/postgres/message-at-a.ts'
import type { LegParts } from '../../ports/leg-parts.ts'
import type { BroughtFile, Prepared } from './desk.ts'

/** Most identities remembered; which identity an id of A means never changes. */
const remembered = 20_000

/** Fetches what a transaction will need of people and files, so that none has to call A. */
export interface Preparation {
  people(nativeIds: Iterable<string | null | undefined>): Promise<Map<string, string | null>>
  /** Everything that this document needs. Errors of A are thrown: nothing is applied without what it needs. */
  message(message: AMessage): Promise<Prepared>
  change(change: IncomingChange): Promise<Prepared>
}

export function preparation(parts: LegParts): Preparation {
  const known = new Map<string, string>()

  async function people(nativeIds: Iterable<string | null | undefined>): Promise<Map<string, string | null>> {
    const found = new Map<string, string | null>()
    const asked: string[] = []
    for (const id of nativeIds) {
      if (id === null || id === undefined || found.has(id)) continue
      const identity = known.get(id)
      found.set(id, identity ?? null)
      if (identity === undefined) asked.push(id)
    }
    if (asked.length === 0) return found
    for (const [id, resolved] of await parts.directory.resolveAll('A', asked)) {
      if (resolved.kind !== 'native' && resolved.kind !== 'shadow') continue
      found.set(id, resolved.identity.id)
      if (known.size >= remembered) known.clear()
      known.set(id, resolved.identity.id)
    }
    return found
  }

  async function files(message: AMessage): Promise<Map<string, BroughtFile>> {
    const brought = new Map<string, BroughtFile>()
    // What we sent ourselves has its files here; what is mapped was brought before.
    if (message.attachments.length === 0 || message.authorId === null || await messageAtA(parts.pool, message.id)) return brought
    for (const file of message.attachments) brought.set(file.id, await bring(parts, message.authorId, message.id, file))
    return brought
  }

  const message = async (shown: AMessage): Promise<Prepared> => ({ people: await people(peopleOf(shown)), files: await files(shown) })
  return {
    people,
    message,
    change: (change) => 'message' in change
      ? people([change.actorId]).then(async (actor) => {
          const prepared = await message(change.message)
          return { people: new Map([...actor, ...prepared.people]), files: prepared.files }
        })
      : people(peopleIn(change)).then((found) => ({ people: found, files: new Map() })),
  }
}

function* peopleOf(message: AMessage): Iterable<string | null> {
  yield message.authorId
  yield message.deleted?.by ?? null
  for (const reaction of message.reactions) yield* reaction.personIds
}

function* peopleIn(change: IncomingChange): Iterable<string | null> {
  yield change.actorId
  if ('personId' in change) yield change.personId
  if (change.type === 'member-removed') yield change.newOwnerId
  if (change.type === 'member-added') yield change.member.personId
  if (change.type === 'conversation-created') {
    yield change.conversation.createdBy
    for (const member of change.conversation.members) yield member.personId
  }
}

/** Copies one file of A into our store. A file that A refuses or mangles for good is kept as expired; an outage is thrown. */
async function bring(parts: LegParts, authorId: string, messageId: string, file: AAttachment): Promise<BroughtFile> {
  const { a } = parts.companies
  const described = { filename: file.name, contentType: file.mediaType, sizeBytes: file.bytes }
  try {
    const link = await a.attachments.get({ by: 'service', actAs: authorId }, file.id)
    const bytes = await a.attachments.download(link)
    const storageKey = `a-${messageId}-${file.id}`
    await parts.files.write(storageKey, bytes)
    return { ...described, sha256: createHash('sha256').update(bytes).digest('hex'), storageKey }
  } catch (error) {
    if (!(error instanceof CompanyAError) || (error.kind !== 'refused' && error.kind !== 'nonsense')) throw error
    parts.log.warn({ err: error, attachment: file.id }, 'a file of A could not be copied')
    return { ...described, sha256: file.sha256, storageKey: null }
  }
}

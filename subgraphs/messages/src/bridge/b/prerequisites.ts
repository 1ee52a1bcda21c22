import { perform } from '@switchboard/company-b/perform'
import { nameForB } from '@switchboard/company-b/translate/name'
import { roomName } from '@switchboard/company-b/translate/line'
import { activeMembers, idAt, type IdentityCard } from '../../adapters/postgres/identity.ts'
import { roomOf, storeRoom } from '../../adapters/postgres/room-at-b.ts'
import type { Sql } from '../../adapters/postgres/transaction.ts'
import { NotYet } from '../../ports/leg.ts'
import type { Scene } from './scene.ts'

/** What must be at B before a row can be planned. Planning reads only: what is missing is made beside it, and planning waits. */
export interface Prerequisites {
  /** What an identity is called at B. @throws NotYet while its shadow is being made */
  uidOf(identity: IdentityCard): number
  /** The uid of a group's room. @throws NotYet while it is being made */
  roomUid(sql: Sql, conversationId: string): Promise<number>
}

export function prerequisites(scene: Scene): Prerequisites {
  const making = new Map<string, Promise<void>>()

  function make(name: string, work: () => Promise<unknown>): never {
    if (!making.has(name)) {
      making.set(name, work().then(() => { scene.wake('B') }, (error: unknown) => { scene.log.warn({ err: error, what: name }, 'a prerequisite at company B could not be made yet') })
        .finally(() => making.delete(name)))
    }
    throw new NotYet(`${name} is being made at company B`, 150)
  }

  return {
    uidOf(identity) {
      const uid = idAt(identity, 'B')
      return uid === null ? make(`shadow of ${identity.id}`, () => scene.directory.ensureShadow(identity.id)) : Number(uid)
    },
    async roomUid(sql, conversationId) {
      const uid = await roomOf(sql, conversationId)
      return uid ?? make(`room of ${conversationId}`, () => makeRoom(scene, conversationId))
    },
  }
}

/** The shadow that stands for a group (mapping.md, "A GROUP with B members"). Repeating gives the same one, by its ext. */
async function makeRoom(scene: Scene, conversationId: string): Promise<void> {
  const members = await activeMembers(scene.pool, conversationId)
  const owner = members.find((member) => member.role === 'OWNER') ?? members[0]
  const { uid } = await perform({ op: 'addUser', ext: `room:${conversationId}`, name: nameForB(roomName(owner?.displayName ?? '?')).name }, scene.b)
  await storeRoom(scene.pool, conversationId, uid)
}

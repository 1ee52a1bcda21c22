import { perform } from '@switchboard/company-b/perform'
import { nameForB } from '@switchboard/company-b/translate/name'
import { nativeAtA, referenceOf, type NativePerson } from './native-person.ts'
import { sameShown, type Shown } from './shown-profile.ts'
import type { DirectoryParts } from './parts.ts'

type Ways = DirectoryParts['companies']

/** Changes a native account of A; answers how A shows it now. */
export async function pushNativeA({ a }: Ways, nativeId: string, wanted: Shown, seen: Shown | null): Promise<NativePerson | null> {
  const changes = {
    ...(wanted.displayName === seen?.displayName ? {} : { name: wanted.displayName }),
    ...(wanted.avatarUrl === (seen?.avatarUrl ?? null) ? {} : { avatarUrl: wanted.avatarUrl }),
    ...(wanted.handle === undefined || wanted.handle === seen?.handle ? {} : { handle: wanted.handle }),
  }
  return nativeAtA(await a.profile.update({ by: 'service', actAs: nativeId }, changes))
}

/** Gives the user `uid` of B, native or shadow, the wanted name and picture, where it shows other ones. */
export async function pushProfileB({ b }: Ways, uid: number, wanted: Shown, seen: Shown | null): Promise<void> {
  if (wanted.displayName !== seen?.displayName) await perform({ op: 'setName', as: uid, name: nameForB(wanted.displayName).name }, b)
  if (wanted.avatarUrl !== (seen?.avatarUrl ?? null)) await perform({ op: 'setPicture', as: uid, picture: wanted.avatarUrl ?? '' }, b)
}

/** Makes the shadow, or brings it to the wanted profile; answers its id. Repeating is harmless at both companies. */
export async function pushShadow(ways: Ways, identity: { company: 'A' | 'B'; nativeId: string; shadowNativeId: string | null }, wanted: Shown, pushed: Shown | null): Promise<string> {
  const reference = referenceOf(identity)
  if (identity.company === 'B') return (await ways.a.directory.putShadow(reference, wanted.displayName, wanted.avatarUrl)).id
  let uid = Number(identity.shadowNativeId ?? 0)
  let shows = pushed
  if (uid === 0) {
    const made = await perform({ op: 'addUser', ext: reference, name: nameForB(wanted.displayName).name }, ways.b)
    uid = made.uid
    shows = made.existed ? null : { displayName: wanted.displayName, avatarUrl: null }
  }
  if (!sameShown(shows, wanted)) await pushProfileB(ways, uid, wanted, shows)
  return String(uid)
}

import { decode } from '@switchboard/company-b/text/entities'
import { nameForB } from '@switchboard/company-b/translate/name'
import type { FidelityNote } from '@switchboard/domain/fidelity'
import type { Company } from '@switchboard/domain/ids'

/** What people see of somebody. */
export interface Profile { displayName: string; avatarUrl: string | null; handle: string }

/** A profile as one company can show it; B has no handles. */
export interface Shown { displayName: string; avatarUrl: string | null; handle?: string }

/** A's limits, in code points of the name and UTF-16 units of the URL. */
const nameLimitAtA = 80
const urlLimitAtA = 500
const left = ' (left)'

/** The profile as the identity's own company shows it once pushed. */
export function nativeForm(company: Company, profile: Profile): { shown: Shown; notes: FidelityNote[] } {
  if (company === 'A') return { shown: { displayName: profile.displayName, avatarUrl: profile.avatarUrl, handle: profile.handle }, notes: [] }
  return formAtB(profile.displayName, profile.avatarUrl)
}

/** The profile as the shadow at `company` shows it; a closed account's is renamed "… (left)". */
export function shadowForm(company: Company, profile: Profile, closed: boolean): { shown: Shown; notes: FidelityNote[] } {
  const suffix = closed ? left : ''
  if (company === 'B') return formAtB(profile.displayName + suffix, profile.avatarUrl)
  const room = nameLimitAtA - suffix.length
  const displayName = Array.from(profile.displayName).slice(0, room).join('') + suffix
  return { shown: { displayName, avatarUrl: urlForA(profile.avatarUrl) }, notes: [] }
}

function formAtB(displayName: string, avatarUrl: string | null): { shown: Shown; notes: FidelityNote[] } {
  const { name, notes } = nameForB(displayName)
  return { shown: { displayName: decode(name), avatarUrl }, notes }
}

function urlForA(url: string | null): string | null {
  return url !== null && url.length <= urlLimitAtA && URL.canParse(url) ? url : null
}

/** Whether two companies' views are the same, whatever the order of their fields. */
export function sameShown(one: Shown | null | undefined, other: Shown | null | undefined): boolean {
  return one?.displayName === other?.displayName && (one?.avatarUrl ?? null) === (other?.avatarUrl ?? null) && one?.handle === other?.handle
}

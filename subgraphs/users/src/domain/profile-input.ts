import { SwitchboardError } from '@switchboard/domain/errors'
import type { Company } from '@switchboard/domain/ids'

/** What a person wants to change; absent fields stay. */
export interface ProfileChange { displayName?: string; avatarUrl?: string | null; handle?: string }

/** Checks the limits of company A, whose model is the canonical one. Throws BAD_INPUT or TEXT_TOO_LONG. */
export function checkProfileChange(company: Company, change: ProfileChange): void {
  const { displayName, avatarUrl, handle } = change
  if (displayName === undefined && avatarUrl === undefined && handle === undefined) throw new SwitchboardError('BAD_INPUT', 'Nothing to change was given.')
  if (displayName !== undefined) checkName(displayName)
  if (avatarUrl !== undefined && avatarUrl !== null) checkPicture(avatarUrl)
  if (handle !== undefined) checkHandle(company, handle)
}

function checkName(name: string): void {
  if (name.trim() === '') throw new SwitchboardError('BAD_INPUT', 'The name is empty.')
  if (Array.from(name).length > 80) throw new SwitchboardError('TEXT_TOO_LONG', 'The name has more than 80 characters.')
  // Control characters and lone surrogates: one company refuses them, the other cannot store them.
  if (/[\p{Cc}\p{Cs}]/u.test(name)) throw new SwitchboardError('BAD_INPUT', 'The name has characters that cannot be shown.')
}

function checkPicture(url: string): void {
  if (url.length > 500) throw new SwitchboardError('TEXT_TOO_LONG', 'The URL of the picture has more than 500 characters.')
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new SwitchboardError('BAD_INPUT', 'The picture must be an http(s) URL.')
}

function checkHandle(company: Company, handle: string): void {
  if (company === 'B') throw new SwitchboardError('BAD_INPUT', 'Accounts of company B have no handle to change.')
  if (!/^[a-z0-9_]{3,30}$/.test(handle)) throw new SwitchboardError('BAD_INPUT', 'A handle has 3 to 30 of a-z, 0-9 and _.')
}

/**
 * The key that log-in and look-up compare: the last nine digits (section 4).
 * Null when the string holds no digit, so that a phoneless row never matches.
 */
export function lastNineDigits(phone: string): string | null {
  const digits = phone.replace(/\D/g, '')
  return digits === '' ? null : digits.slice(-9)
}

/**
 * Normal form used only for recycling: digits and `+`, leading `00` and `0` turned into `+` and `+country`.
 * Null when nothing is left.
 */
export function normalForm(phone: string, country: string): string | null {
  const kept = phone.replace(/[^\d+]/g, '')
  if (!/\d/.test(kept)) return null
  if (kept.startsWith('00')) return `+${kept.slice(2)}`
  if (kept.startsWith('0')) return `+${country}${kept.slice(1)}`
  return kept
}

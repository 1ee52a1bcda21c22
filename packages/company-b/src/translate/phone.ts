/**
 * A phone number in normal form: digits and `+` only, `00` at the start becomes `+`, a single leading `0` becomes
 * `+` and the country code (company-b.behaviour.md, section 4). B itself compares only the last nine digits.
 */
export function normalPhone(text: string, country: string): string {
  const digits = text.replace(/[^0-9+]/g, '')
  if (digits.startsWith('00')) return `+${digits.slice(2)}`
  if (digits.startsWith('0')) return `+${country}${digits.slice(1)}`
  return digits
}

/** What the ISO-8859-1 store cannot hold; without the `u` flag each UTF-16 unit counts alone (section 5). */
const FOREIGN = /[^\n\x20-\x7e\xa0-\xff]/g

/** Text as the store keeps it: every unit outside LF, U+0020-7E and U+00A0-FF becomes `?`. Entities are not looked at. */
export function stored(text: string): string {
  return text.replace(FOREIGN, '?')
}

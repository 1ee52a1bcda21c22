import type { Call } from './call.ts'
import { Refusal } from './refusal.ts'
import { stored } from './text.ts'

const BASE64_UNITS = 204_800
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

export const mediaPut: Call = {
  access: 'acting',
  writes: true,
  run({ clock, media }, { fields, accept }) {
    const mime = stored(fields.matching('mime', /^.{0,60}$/s))
    const b64 = fields.text('b64', 4, BASE64_UNITS)
    const tooLong = b64.length > BASE64_UNITS
    if (!tooLong && (!BASE64.test(b64) || b64.length % 4 !== 0)) fields.refuse('b64')
    accept()
    return media.put(mime, b64, clock.now())
  },
}

/** Every session can read every link. */
export const mediaGet: Call = {
  access: 'reading',
  run({ clock, media }, { fields, accept }) {
    const link = fields.matching('link', /^m-[0-9a-f]{10}$/)
    accept()
    const file = media.read(link)
    if (!file) throw new Refusal(9)
    if (clock.now() >= file.till) throw new Refusal(19)
    return file
  },
}

import { createHmac, timingSafeEqual } from 'node:crypto'

/** A place in one conversation's log: everything up to and including `seq` is behind it. */
export interface LogPlace {
  conversationId: string
  epoch: number
  seq: number
}

/** Opaque, signed cursors. What was not signed by this key decodes to undefined. */
export interface Cursors {
  encode(place: LogPlace): string
  decode(cursor: string): LogPlace | undefined
  /** A cursor of a list other than a log; `list` names the list and its owner, so that it fits nowhere else. */
  encodeList(list: string, values: readonly (string | number)[]): string
  decodeList(list: string, cursor: string): (string | number)[] | undefined
}

const macBytes = 16
const placeBytes = 24

/** `key`: at least 32 secret bytes, the same in every process. */
export function createCursors(key: Buffer): Cursors {
  if (key.length < 32) throw new Error('The cursor key must have at least 32 bytes.')
  const mac = (purpose: string, body: Buffer) => createHmac('sha256', key).update(purpose).update('\0').update(body).digest().subarray(0, macBytes)
  const seal = (purpose: string, body: Buffer) => Buffer.concat([body, mac(purpose, body)]).toString('base64url')
  const open = (purpose: string, cursor: string): Buffer | undefined => {
    if (cursor.length > 1_024 || !/^[\w-]+$/.test(cursor)) return undefined
    const whole = Buffer.from(cursor, 'base64url')
    // Only the canonical spelling counts: base64url has spare bits at its end.
    if (whole.length <= macBytes || whole.toString('base64url') !== cursor) return undefined
    const body = whole.subarray(0, -macBytes)
    return timingSafeEqual(whole.subarray(-macBytes), mac(purpose, body)) ? body : undefined
  }
  return {
    encode({ conversationId, epoch, seq }) {
      const body = Buffer.alloc(placeBytes)
      body.write(conversationId.replaceAll('-', ''), 'hex')
      body.writeUInt32BE(epoch, 16)
      body.writeUInt32BE(seq, 20)
      return seal('log', body)
    },
    decode(cursor) {
      const body = open('log', cursor)
      if (body?.length !== placeBytes) return undefined
      return { conversationId: body.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), epoch: body.readUInt32BE(16), seq: body.readUInt32BE(20) }
    },
    encodeList: (list, values) => seal(`list:${list}`, Buffer.from(JSON.stringify(values))),
    decodeList(list, cursor) {
      const body = open(`list:${list}`, cursor)
      return body === undefined ? undefined : JSON.parse(body.toString('utf8')) as (string | number)[]
    },
  }
}

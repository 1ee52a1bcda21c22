import { levelOf } from '@switchboard/domain/fidelity'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intentSchema } from '../src/intent.ts'
import { toOutgoing, type OutgoingMessage } from '../src/outgoing.ts'
import { forbidden, hostileText } from './hostile-text.ts'

const id = '019cadd5-6f68-7f3a-b1c4-0d2e4f6a8c01'
const plain: OutgoingMessage = { id, body: 'hi', attachments: [], replyTo: null, threadRoot: null }
const image = { id: 'i1', mediaType: 'image/png' }
const sound = { id: 's1', mediaType: 'audio/ogg' }

describe('a canonical message for A', () => {
  it('passes every body that A takes byte for byte, without a note, as an intent that survives JSON', () => {
    fc.assert(fc.property(hostileText({ minLength: 1, maxLength: 60 }), fc.uuid({ version: 7 }), (body, messageId) => {
      const out = toOutgoing({ ...plain, id: messageId, body })
      if (!out.ok) throw new Error(out.refusal.code)
      expect(out).toMatchObject({ key: `u-${messageId}`, notes: [], message: { kind: 'TEXT', body, clientKey: `u-${messageId}` } })
      const intent = { op: 'sendMessage', actAs: 'a', conversationId: 'c', key: out.key, message: out.message }
      expect(intentSchema.parse(JSON.parse(JSON.stringify(intent)))).toEqual(intent)
    }))
  })

  it('is refused with the reason when A could never take its text', () => {
    fc.assert(fc.property(hostileText({ maxLength: 10 }), forbidden, (text, bad) => {
      expect(toOutgoing({ ...plain, body: text + bad })).toMatchObject({ ok: false, refusal: { field: 'body', code: bad === '\u0000' ? 'NUL_CHARACTER' : 'LONE_SURROGATE' } })
    }))
    expect(toOutgoing({ ...plain, body: '👍'.repeat(8_000) }).ok).toBe(true)
    expect(toOutgoing({ ...plain, body: '👍'.repeat(8_001) })).toEqual({ ok: false, refusal: { field: 'body', code: 'TOO_LONG', length: 8_001, limit: 8_000 } })
    expect(toOutgoing({ ...plain, body: '' })).toEqual({ ok: false, refusal: { field: 'body', code: 'EMPTY' } })
  })

  it('takes its kind from its files', () => {
    expect(toOutgoing({ ...plain, body: '', attachments: [image] })).toMatchObject({ message: { kind: 'IMAGE', body: '', attachmentIds: ['i1'] } })
    expect(toOutgoing({ ...plain, attachments: [image, sound] })).toMatchObject({ message: { kind: 'FILE', body: 'hi' } })
    const files = Array.from({ length: 11 }, (_, n) => ({ id: `f${n}`, mediaType: 'image/png' }))
    expect(toOutgoing({ ...plain, attachments: files.slice(1) }).ok).toBe(true)
    expect(toOutgoing({ ...plain, attachments: files })).toMatchObject({ ok: false, refusal: { code: 'TOO_MANY_ATTACHMENTS', limit: 10 } })
  })

  it.each([
    [{ type: 'sticker', code: 'pack/12' } as const, [], '[sticker pack/12]', 'TEXT', 'EXT_FALLBACK', 'DEGRADED'],
    [{ type: 'nudge' } as const, [], '[nudge]', 'TEXT', 'EXT_FALLBACK', 'DEGRADED'],
    [{ type: 'voice' } as const, [sound], 'hi', 'FILE', 'EXT_FALLBACK', 'DEGRADED'],
    [{ type: 'scheduled' } as const, [], 'hi', 'TEXT', 'SCHEDULED', 'ADAPTED'],
    [{ type: 'expiring' } as const, [], 'hi', 'TEXT', 'EXPIRY', 'DEGRADED'],
  ])('shows %o in the form of the mapping', (extension, attachments, body, kind, code, level) => {
    const out = toOutgoing({ ...plain, extension, attachments })
    if (!out.ok) throw new Error(out.refusal.code)
    expect(out.message).toMatchObject({ body, kind })
    expect(out.notes).toMatchObject([{ leg: 'B>A', code }])
    expect(levelOf(out.notes)).toBe(level)
  })

  it('needs the sound of a voice message, and an id that fits A\'s key', () => {
    expect(toOutgoing({ ...plain, extension: { type: 'voice' } })).toMatchObject({ refusal: { code: 'ATTACHMENT_MISSING' } })
    expect(toOutgoing({ ...plain, id: 'ä' })).toMatchObject({ refusal: { code: 'BAD_ID' } })
    expect(toOutgoing({ ...plain, id: 'x'.repeat(62) }).ok).toBe(true)
    expect(toOutgoing({ ...plain, id: 'x'.repeat(63) })).toMatchObject({ refusal: { code: 'BAD_ID' } })
  })

  it('keeps its targets', () => {
    expect(toOutgoing({ ...plain, replyTo: 'r', threadRoot: 't' })).toMatchObject({ message: { replyTo: 'r', threadRoot: 't' } })
  })
})

describe('an intent read back', () => {
  it.each([
    { op: 'shout' },
    { op: 'react', actAs: 'a', conversationId: 'c', messageId: 'm', emoji: '\ud83d', on: true },
    { op: 'setTitle', actAs: 'a', conversationId: 'c', title: 'x'.repeat(121) },
    { op: 'addMembers', actAs: 'a', conversationId: 'c', personIds: [] },
    { op: 'putShadow', ref: 'b 1', name: 'x', avatarUrl: null },
  ])('is turned away when it is not one: %o', (intent) => {
    expect(intentSchema.safeParse(intent).success).toBe(false)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elderFirst, mayLink, mayUnlink, part } from '../src/domain/linking.ts'
import { referenceOf, shadowReference } from '../src/directory/native-person.ts'
import { checkProfileChange } from '../src/domain/profile-input.ts'
import { nativeForm, sameShown, shadowForm } from '../src/directory/shown-profile.ts'
import { searchQuery } from '../src/domain/search-words.ts'
import { freshProofMs, seesPrivate, type Proof } from '../src/domain/session-rules.ts'
import { imageType } from '../src/directory/avatars.ts'

const person = fc.record({ id: fc.uuid(), createdAt: fc.date({ noInvalidDate: true }) })
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })

describe('linking', () => {
  it('names one elder whoever asks', () => {
    fc.assert(fc.property(person, person, (one, other) => {
      fc.pre(one.id !== other.id)
      expect(elderFirst(one, other)).toEqual(elderFirst(other, one))
    }))
  })

  it('gives a leaving account the person it was born with and the others one of their own, for any number of accounts', () => {
    fc.assert(fc.property(fc.uniqueArray(person, { minLength: 2, maxLength: 5, selector: ({ id }) => id }), fc.nat(), (people, which) => {
      const elder = people.reduce((eldest, one) => elderFirst(eldest, one)[0])
      const linked = people.map((one) => ({ id: `i-${one.id}`, personId: elder.id, bornPersonId: one.id, bornAt: one.createdAt }))
      const leaving = linked[which % linked.length]
      if (leaving === undefined) throw new Error('nobody leaves')
      const parting = part(linked, leaving.id)
      const after = new Map(linked.map((one) => [one.id, parting?.moves.find((move) => move.identityId === one.id)?.personId ?? one.personId]))
      expect(after.get(leaving.id)).toBe(leaving.bornPersonId)
      const others = linked.filter((one) => one !== leaving)
      expect(new Set(others.map((one) => after.get(one.id)))).toEqual(new Set([parting?.remaining.personId]))
      expect(others.map((one) => one.bornPersonId)).toContain(parting?.remaining.personId)
      expect(parting?.remaining.personId).not.toBe(leaving.bornPersonId)
    }))
    expect(part([], 'x')).toBeUndefined()
  })

  it('wants fresh proofs of both sides and never two pins', () => {
    const now = new Date()
    const proof = fc.record({ identityId: fc.constantFrom('mine', 'theirs', 'other'), proof: fc.constantFrom<Proof>('a-password', 'a-token', 'b-pin', 'b-sid'), at: fc.integer({ min: 0, max: 2 * freshProofMs }).map((age) => new Date(now.getTime() - age)) })
    fc.assert(fc.property(fc.array(proof, { maxLength: 6 }), (proofs) => {
      const fresh = proofs.filter(({ at }) => now.getTime() - at.getTime() < freshProofMs)
      const both = ['mine', 'theirs'].every((side) => fresh.some(({ identityId }) => identityId === side))
      const strong = fresh.some(({ identityId, proof: how }) => identityId !== 'other' && how !== 'b-pin')
      expect(mayLink(proofs, new Set(['mine']), 'theirs', now)).toBe(both && strong)
      expect(mayUnlink(proofs, new Set(['mine']), now)).toBe(fresh.some(({ identityId, proof: how }) => identityId === 'mine' && how !== 'b-pin'))
    }))
  })
})

describe('a profile', () => {
  it('is shown by company B in what it can hold, and pushing what it shows changes nothing more', () => {
    fc.assert(fc.property(name, (displayName) => {
      const { shown } = nativeForm('B', { displayName, avatarUrl: null, handle: 'x' })
      expect(nativeForm('B', { displayName: shown.displayName, avatarUrl: null, handle: 'x' })).toEqual({ shown, notes: [] })
    }))
  })

  it('is shown by company A within its limits, also when the account has left', () => {
    fc.assert(fc.property(name, fc.boolean(), fc.option(fc.webUrl({ size: 'large' })), (displayName, closed, avatarUrl) => {
      const { shown } = shadowForm('A', { displayName: displayName.repeat(3), avatarUrl, handle: 'x' }, closed)
      expect(Array.from(shown.displayName).length).toBeLessThanOrEqual(80)
      expect(shown.displayName.endsWith(' (left)')).toBe(closed)
      expect((shown.avatarUrl ?? '').length).toBeLessThanOrEqual(500)
    }))
  })

  it('is compared field by field', () => {
    expect(sameShown({ displayName: 'a', avatarUrl: null }, { avatarUrl: null, displayName: 'a' })).toBe(true)
    expect(sameShown({ displayName: 'a', avatarUrl: null, handle: 'h' }, { displayName: 'a', avatarUrl: null })).toBe(false)
    expect(sameShown(null, { displayName: 'a', avatarUrl: null })).toBe(false)
  })

  it('takes names in any script', () => {
    for (const displayName of ['Ärger', '王小明', 'محمد', '👩‍👩‍👧']) expect(() => { checkProfileChange('A', { displayName }) }).not.toThrow()
    expect(() => { checkProfileChange('B', { avatarUrl: null }) }).not.toThrow()
  })
})

it('reads the references it gives to shadows, and nothing else', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 2_147_483_647 }), (uid) => {
    expect(shadowReference(referenceOf({ company: 'B', nativeId: String(uid) }))).toEqual({ kind: 'B', nativeId: String(uid) })
  }))
  fc.assert(fc.property(fc.uuid(), (id) => { expect(shadowReference(referenceOf({ company: 'A', nativeId: id }))).toEqual({ kind: 'A', nativeId: id }) }))
  for (const text of [null, '', 'b:0', 'b:', 'a:1', 'c:1', 'room:x']) expect(shadowReference(text)).toBeNull()
})

it('makes of any search a query of words only', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => { expect(searchQuery(text) ?? `'x':*`).toMatch(/^('[\p{L}\p{N}\p{M}]+':\*)( & '[\p{L}\p{N}\p{M}]+':\*)*$/u) }))
})

it('knows pictures by their first bytes', () => {
  expect(imageType(Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'))).toBe('image/png')
  expect(imageType(Buffer.from('\xff\xd8\xff\xe0', 'latin1'))).toBe('image/jpeg')
  expect(imageType(Buffer.from('GIF89a...'))).toBe('image/gif')
  expect(imageType(Buffer.from('RIFF0000WEBPVP8 '))).toBe('image/webp')
  for (const text of ['', '<svg/>', '<html>', 'RIFF0000WAVE']) expect(imageType(Buffer.from(text))).toBeNull()
})

it('shows what is private to the account itself, and to its linked ones only with more than a pin', () => {
  const caller = (proof: Proof) => ({ personId: 'p', sessionId: 's', identityId: 'mine', company: 'B' as const, proof, authTime: 0 })
  expect(seesPrivate(undefined, { id: 'mine', personId: 'p' }, 'p')).toBe(false)
  expect(seesPrivate(caller('b-pin'), { id: 'mine', personId: 'p' }, 'p')).toBe(true)
  expect(seesPrivate(caller('b-pin'), { id: 'linked', personId: 'p' }, 'p')).toBe(false)
  expect(seesPrivate(caller('b-sid'), { id: 'linked', personId: 'p' }, 'p')).toBe(true)
  expect(seesPrivate(caller('b-sid'), { id: 'other', personId: 'q' }, 'p')).toBe(false)
})

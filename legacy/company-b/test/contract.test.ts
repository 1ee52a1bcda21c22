import { expect, test } from 'vitest'
import { events } from './cases/events.ts'
import { faults } from './cases/faults.ts'
import { frame } from './cases/frame.ts'
import { lists } from './cases/lists.ts'
import { pairs } from './cases/pairs.ts'
import { people } from './cases/people.ts'
import { seeds } from './cases/seeds.ts'
import { sessions } from './cases/sessions.ts'
import { exercised, operationIds } from './contract.ts'

frame()
sessions()
people()
pairs()
lists()
events()
faults()
seeds()

// Stands last in this file on purpose: one worker runs it top to bottom, so everything above has been called by now.
test('every operation of the contract was exercised', () => {
  expect([...exercised].sort()).toEqual([...operationIds].sort())
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authSuite } from './suites/auth.ts'
import { feedSuite, webhookSuite } from './suites/changes.ts'
import { faultSuite, seedSuite } from './suites/control.ts'
import { conversationSuite } from './suites/conversations.ts'
import { messageSuite } from './suites/messages.ts'
import { ruleSuite } from './suites/rules.ts'
import { userSuite } from './suites/users.ts'
import { World } from './world.ts'

/** One server for all suites: each test empties it first, and the last one asks whether every operation was called. */
describe('company A', () => {
  let world: World
  beforeAll(async () => {
    world = await World.start()
  })
  afterAll(() => world.stop())

  for (const suite of [authSuite, userSuite, conversationSuite, messageSuite, feedSuite, webhookSuite, ruleSuite, faultSuite, seedSuite]) suite(() => world)

  it('was asked for every operation of the contract', () => {
    expect([...world.api.exercised].toSorted()).toEqual(world.api.operationIds.toSorted())
  })
})

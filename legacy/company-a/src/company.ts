import { randomBytes } from 'node:crypto'
import { AttachmentStore } from './attachments/attachment-store.ts'
import { SignedUrls } from './attachments/signed-urls.ts'
import { AccessTokens } from './auth/access-tokens.ts'
import { LoginFailures } from './auth/login-failures.ts'
import { Sessions } from './auth/sessions.ts'
import { SigningKeys } from './auth/signing-keys.ts'
import { Deliveries } from './changes/deliveries.ts'
import { Dispatcher } from './changes/dispatcher.ts'
import { EventLog } from './changes/event-log.ts'
import { Feed } from './changes/feed.ts'
import { WebhookStore } from './changes/webhook-store.ts'
import { ServerClock } from './clock.ts'
import type { CompanyAOptions } from './config.ts'
import { FaultDice } from './control/fault-dice.ts'
import { Seeding } from './control/seed.ts'
import { ConversationStore } from './conversations/conversation-store.ts'
import { Conversations } from './conversations/conversations.ts'
import { Membership } from './conversations/membership.ts'
import { ReadMarkers } from './conversations/read-markers.ts'
import { PageCursors } from './cursor.ts'
import { Housekeeping } from './housekeeping.ts'
import { IdempotencyRecords } from './idempotency.ts'
import { AscendingIds } from './ids.ts'
import { Changing } from './messages/changing.ts'
import { MessageStore } from './messages/message-store.ts'
import { Posting } from './messages/posting.ts'
import { Reading } from './messages/reading.ts'
import { RateLimits } from './rate-limits.ts'
import { Shapes } from './shapes.ts'
import { Storage } from './storage.ts'
import { Profiles } from './users/profiles.ts'
import { UserStore } from './users/user-store.ts'

export type Company = Awaited<ReturnType<typeof openCompany>>

/** A secret of this installation, made at the first start. */
function secretOf(storage: Storage, name: string): string {
  const known = storage.readMeta(name)
  if (known !== undefined) return known
  const fresh = randomBytes(32).toString('hex')
  storage.writeMeta(name, fresh)
  return fresh
}

/** Opens the data folder and joins all parts of the back-end. `publicUrl` is asked when the first signed URL is made. */
export async function openCompany(options: CompanyAOptions, publicUrl: () => string) {
  const storage = new Storage(options.dataDir)
  const signingKeys = await SigningKeys.open(storage)
  const clock = new ServerClock(Number(storage.readMeta('clock-offset-ms') ?? 0))
  const ids = new AscendingIds(storage.query<{ id: string }>('SELECT id FROM events ORDER BY pos DESC LIMIT 1').get()?.id)
  const faults = new FaultDice()

  const webhooks = new WebhookStore(storage, clock)
  const deliveries = new Deliveries(storage, clock, webhooks, faults)
  const events = new EventLog(storage, clock, ids, deliveries)
  const feed = new Feed(storage, clock, events)
  const dispatcher = new Dispatcher(clock, webhooks, deliveries)
  events.onCommit(() => dispatcher.wake())

  const users = new UserStore(storage)
  const conversationStore = new ConversationStore(storage)
  const messages = new MessageStore(storage)
  const attachments = new AttachmentStore(storage, clock)
  const conversations = new Conversations(storage, conversationStore, users, events, clock, ids)
  const parts = { storage, messages, conversations: conversationStore, attachments, events, clock, ids }
  const posting = new Posting(parts)

  const rates = new RateLimits(clock, options.rates)
  const failures = new LoginFailures(clock)
  const housekeeping = new Housekeeping(storage, clock)
  housekeeping.start()
  dispatcher.wake()

  return {
    storage, clock, ids, faults, rates, failures, signingKeys, clients: options.clients,
    shapes: new Shapes(),
    cursors: new PageCursors(secretOf(storage, 'page-cursor-secret')),
    signedUrls: new SignedUrls(secretOf(storage, 'url-secret'), clock, publicUrl),
    tokens: new AccessTokens(signingKeys, clock, options.issuer),
    sessions: new Sessions(storage, clock),
    idempotency: new IdempotencyRecords(storage, clock),
    users, conversationStore, attachments, conversations, posting, webhooks, feed, events,
    profiles: new Profiles(storage, users, events, clock, ids),
    membership: new Membership({ storage, store: conversationStore, conversations, posting, users, events, clock }),
    readMarkers: new ReadMarkers(storage, conversationStore, conversations, events, clock),
    changing: new Changing(parts),
    reading: new Reading(messages),
    seeding: new Seeding(storage, clock, users, conversationStore, messages),
    /** What can be dumped. */
    dumped: { users, conversations: conversationStore, messages, attachments, feed, webhooks, deliveries },

    /** Moves the server's clock forward, for good. */
    advanceClock(ms: number): void {
      clock.advance(ms)
      storage.writeMeta('clock-offset-ms', String(clock.offsetMs))
      dispatcher.wake()
    },

    /** Deletes all data, faults, the clock's offset and the counters; signing keys and clients stay. */
    reset(): void {
      storage.transaction(() => {
        storage.deleteAll()
        storage.writeMeta('clock-offset-ms', '0')
        feed.reset()
      })
      webhooks.reset()
      faults.set({})
      clock.reset()
      ids.reset()
      rates.reset()
      failures.reset()
    },

    /** Stops all work that goes on by itself, and closes the data folder. */
    close(): void {
      housekeeping.stop()
      dispatcher.stop()
      clock.stop()
      storage.close()
    },
  }
}

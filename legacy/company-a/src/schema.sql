CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS users (
  id TEXT PRIMARY KEY, email TEXT, email_key TEXT UNIQUE, email_verified INTEGER NOT NULL, handle TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL, avatar_url TEXT, external_ref TEXT UNIQUE, password TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, last_seen_at TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS users_updated ON users (updated_at, id);

-- What a search can begin with: the handle and the words of the display name, in lower case.
CREATE TABLE IF NOT EXISTS user_words (word TEXT, user_id TEXT, PRIMARY KEY (word, user_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS user_words_user ON user_words (user_id);

CREATE TABLE IF NOT EXISTS refresh_families (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, client TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refresh_tokens (
  hash TEXT PRIMARY KEY, family_id TEXT NOT NULL, issued_ms INTEGER NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS refresh_tokens_issued ON refresh_tokens (issued_ms);

CREATE TABLE IF NOT EXISTS idempotency (
  user_id TEXT, path TEXT, key TEXT, digest TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at_ms INTEGER NOT NULL,
  PRIMARY KEY (user_id, path, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idempotency_age ON idempotency (at_ms);

CREATE TABLE IF NOT EXISTS conversations (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT, created_by TEXT NOT NULL, direct_key TEXT UNIQUE, member_count INTEGER NOT NULL,
  last_seq INTEGER NOT NULL, last_activity_at TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS members (
  conversation_id TEXT, user_id TEXT, role TEXT NOT NULL, joined_at TEXT NOT NULL, last_read_seq INTEGER NOT NULL, read_at TEXT,
  PRIMARY KEY (conversation_id, user_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS members_user ON members (user_id, conversation_id);

-- attachments and reactions are the JSON arrays a Message shows.
CREATE TABLE IF NOT EXISTS messages (
  conversation_id TEXT, seq INTEGER, id TEXT NOT NULL UNIQUE, sender_id TEXT, client_message_id TEXT, kind TEXT NOT NULL, body TEXT NOT NULL,
  attachments TEXT NOT NULL, reply_to_id TEXT, thread_root_id TEXT, reactions TEXT NOT NULL, sent_at TEXT NOT NULL, edited_at TEXT,
  version INTEGER NOT NULL, deleted_at TEXT, deleted_by TEXT, pinned INTEGER NOT NULL, system TEXT,
  PRIMARY KEY (conversation_id, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS messages_client_id ON messages (conversation_id, sender_id, client_message_id) WHERE client_message_id IS NOT NULL;

-- The superseded bodies only; the present one stands in its message.
CREATE TABLE IF NOT EXISTS edits (message_id TEXT, version INTEGER, body TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (message_id, version)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS attachments (
  id TEXT PRIMARY KEY, uploader_id TEXT NOT NULL, filename TEXT NOT NULL, content_type TEXT NOT NULL, size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
  uploaded_ms INTEGER NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS attachments_unused ON attachments (uploaded_ms) WHERE used = 0;
CREATE TABLE IF NOT EXISTS attachment_bytes (id TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS attachment_places (attachment_id TEXT, message_id TEXT, conversation_id TEXT NOT NULL, PRIMARY KEY (attachment_id, message_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS attachment_places_message ON attachment_places (message_id);

CREATE TABLE IF NOT EXISTS events (pos INTEGER PRIMARY KEY, id TEXT NOT NULL, occurred_ms INTEGER NOT NULL, json TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS events_age ON events (occurred_ms);

CREATE TABLE IF NOT EXISTS webhooks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, client_id TEXT NOT NULL, name TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, old_secret TEXT, old_until_ms INTEGER,
  types TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (client_id, name)
);
-- body is kept here for typing only; all other events are in the feed for longer than a delivery lives.
CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, webhook_id INTEGER NOT NULL, client_id TEXT NOT NULL, webhook TEXT NOT NULL, event_id TEXT NOT NULL, event_pos INTEGER,
  body TEXT, state TEXT NOT NULL, attempts INTEGER NOT NULL, occurred_ms INTEGER NOT NULL, next_ms INTEGER, done_ms INTEGER
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (webhook_id, next_ms) WHERE state = 'PENDING';
CREATE INDEX IF NOT EXISTS deliveries_done ON deliveries (done_ms) WHERE done_ms IS NOT NULL;

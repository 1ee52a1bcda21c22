/** Tables of company B. `msgs` is clustered by (pair, archive epoch, id): history reads are one range scan. */
export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS users (
    uid INTEGER PRIMARY KEY, phone TEXT NOT NULL, pin TEXT, name TEXT NOT NULL, seen INTEGER NOT NULL,
    gone INTEGER NOT NULL, ext TEXT, shadow INTEGER NOT NULL, nine TEXT, normal TEXT, pic TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS users_nine ON users (nine) WHERE gone = 0 AND nine IS NOT NULL;
  CREATE INDEX IF NOT EXISTS users_normal ON users (normal) WHERE gone = 0 AND normal IS NOT NULL;
  CREATE INDEX IF NOT EXISTS users_ext ON users (ext) WHERE ext IS NOT NULL;

  -- lastLo / lastHi: newest row each side can still see (0 = none), with its server time, for threads.
  CREATE TABLE IF NOT EXISTS pairs (
    pair INTEGER PRIMARY KEY, lo INTEGER NOT NULL, hi INTEGER NOT NULL, ep INTEGER NOT NULL DEFAULT 0, top INTEGER NOT NULL DEFAULT 0,
    hidLo INTEGER NOT NULL DEFAULT 0, hidHi INTEGER NOT NULL DEFAULT 0,
    lastLo INTEGER NOT NULL DEFAULT 0, lastLoSrv INTEGER NOT NULL DEFAULT 0,
    lastHi INTEGER NOT NULL DEFAULT 0, lastHiSrv INTEGER NOT NULL DEFAULT 0, UNIQUE (lo, hi));
  CREATE INDEX IF NOT EXISTS pairs_hi ON pairs (hi);

  -- mask: 1 = hidden by the lower uid, 2 = by the higher one. due: server time at which the row expires.
  CREATE TABLE IF NOT EXISTS msgs (
    pair INTEGER NOT NULL, ep INTEGER NOT NULL, id INTEGER NOT NULL, fr INTEGER NOT NULL, "to" INTEGER NOT NULL, t INTEGER NOT NULL,
    srv INTEGER NOT NULL, txt TEXT NOT NULL, typ INTEGER NOT NULL, st INTEGER NOT NULL, r TEXT, ref INTEGER, q TEXT, exp INTEGER,
    at INTEGER, lid INTEGER, tag TEXT, link TEXT, mask INTEGER NOT NULL DEFAULT 0, hid TEXT, due INTEGER,
    PRIMARY KEY (pair, ep, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS msgs_unseen ON msgs (pair, ep, fr, mask) WHERE st < 2 AND typ <> 5;
  CREATE INDEX IF NOT EXISTS msgs_due ON msgs (due) WHERE due IS NOT NULL;

  CREATE TABLE IF NOT EXISTS held (
    seq INTEGER PRIMARY KEY, fr INTEGER NOT NULL, "to" INTEGER NOT NULL, at INTEGER NOT NULL, txt TEXT NOT NULL, typ INTEGER NOT NULL,
    ref INTEGER, q TEXT, exp INTEGER, tag TEXT, link TEXT);
  CREATE INDEX IF NOT EXISTS held_at ON held (at);

  CREATE TABLE IF NOT EXISTS blocks (by INTEGER NOT NULL, peer INTEGER NOT NULL, PRIMARY KEY (by, peer)) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS lists (
    lid INTEGER PRIMARY KEY, owner INTEGER NOT NULL, name TEXT NOT NULL, dropped INTEGER NOT NULL DEFAULT 0, posts INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX IF NOT EXISTS lists_owner ON lists (owner);
  CREATE TABLE IF NOT EXISTS members (lid INTEGER NOT NULL, uid INTEGER NOT NULL, PRIMARY KEY (lid, uid)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS posts (
    lid INTEGER NOT NULL, pid INTEGER NOT NULL, t INTEGER NOT NULL, txt TEXT NOT NULL, typ INTEGER NOT NULL,
    tag TEXT, link TEXT, n INTEGER NOT NULL, PRIMARY KEY (lid, pid)) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS media (link TEXT PRIMARY KEY, mime TEXT NOT NULL, len INTEGER NOT NULL, till INTEGER NOT NULL, b64 TEXT);
  CREATE INDEX IF NOT EXISTS media_till ON media (till) WHERE b64 IS NOT NULL;
`

/** Every table that a reset empties. */
export const TABLES = ['meta', 'users', 'pairs', 'msgs', 'held', 'blocks', 'lists', 'members', 'posts', 'media'] as const

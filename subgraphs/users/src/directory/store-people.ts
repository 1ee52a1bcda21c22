import { newId, type Company } from '@switchboard/domain/ids'
import type { NativePerson } from './native-person.ts'
import type { Sql } from './identity-record.ts'

export interface Stored { changed: number; closed: string[] }

const seen = `i.native_pushed->'seen'`
const pushed = `i.native_pushed->'pushed'`
const shown = `excluded.native_pushed->'seen'`

/**
 * The company changed a field itself: it shows neither what it last showed nor what we last pushed (delivery.md,
 * convergence). Such a value is a new revision; any other is the state that is known, or the echo of our push.
 */
const takes = (field: string) => `(${shown}->'${field}' IS DISTINCT FROM ${seen}->'${field}' AND ${shown}->'${field}' IS DISTINCT FROM ${pushed}->'${field}')`
const takesAny = ['displayName', 'avatarUrl', 'handle'].map(takes).join(' OR ')
const closes = '(excluded.closed_at IS NOT NULL AND i.closed_at IS NULL)'

const statement = `
WITH input AS (
  SELECT * FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, "personId" uuid, "nativeId" text, handle text, "displayName" text, "avatarUrl" text,
    email text, phone text, gone boolean, "updatedAt" timestamptz, "lastSeenAt" timestamptz, shown jsonb)
  ORDER BY "nativeId"
), stored AS (
  INSERT INTO users.identity AS i (id, person_id, born_person_id, company, native_id, handle, display_name, avatar_url, email, phone,
    source_updated_at, last_seen_at, closed_at, native_pushed, mirror_due_at)
  SELECT id, "personId", "personId", $1::users.company, "nativeId", handle, "displayName", "avatarUrl", email, phone,
    "updatedAt", "lastSeenAt", CASE WHEN gone THEN now() END, jsonb_build_object('seen', shown), CASE WHEN NOT gone THEN now() END
  FROM input
  ON CONFLICT (company, native_id) DO UPDATE SET
    display_name = CASE WHEN ${takes('displayName')} THEN excluded.display_name ELSE i.display_name END,
    avatar_url = CASE WHEN ${takes('avatarUrl')} THEN excluded.avatar_url ELSE i.avatar_url END,
    handle = CASE WHEN ${takes('handle')} THEN excluded.handle ELSE i.handle END,
    email = COALESCE(excluded.email, i.email),
    phone = COALESCE(excluded.phone, i.phone),
    profile_revision = i.profile_revision + CASE WHEN ${takesAny} THEN 1 ELSE 0 END,
    source_updated_at = COALESCE(excluded.source_updated_at, i.source_updated_at),
    last_seen_at = GREATEST(excluded.last_seen_at, i.last_seen_at),
    closed_at = COALESCE(i.closed_at, excluded.closed_at),
    native_pushed = CASE WHEN ${shown} = ${seen} THEN i.native_pushed ELSE excluded.native_pushed END,
    mirror_due_at = CASE WHEN ${takesAny} OR ${closes} THEN now() ELSE i.mirror_due_at END,
    mirror_attempts = CASE WHEN ${takesAny} OR ${closes} THEN 0 ELSE i.mirror_attempts END,
    updated_at = CASE WHEN ${takesAny} OR ${closes} THEN now() ELSE i.updated_at END
  WHERE (excluded.source_updated_at IS NULL OR i.source_updated_at IS NULL OR excluded.source_updated_at >= i.source_updated_at)
    AND (${shown} IS DISTINCT FROM ${seen} OR ${closes}
      OR excluded.source_updated_at IS DISTINCT FROM i.source_updated_at
      OR (excluded.email IS NOT NULL AND excluded.email IS DISTINCT FROM i.email)
      OR (excluded.phone IS NOT NULL AND excluded.phone IS DISTINCT FROM i.phone)
      OR excluded.last_seen_at > COALESCE(i.last_seen_at, '-infinity') + interval '1 minute')
  RETURNING i.id, i.person_id, xmax = 0 AS born, xmax <> 0 AND closed_at = now() AS closed
), born AS (
  INSERT INTO users.person (id) SELECT person_id FROM stored WHERE born
)
SELECT id, closed FROM stored`

/**
 * Stores native people of one company in one statement: new ones with a person of their own, known ones with what the
 * company changed. A state older than the known one changes nothing. Sessions of accounts that are gone end, and
 * their owner is told. Every person at most once per call; `sql` should be a transaction.
 */
export async function storePeople(sql: Sql, company: Company, people: readonly NativePerson[]): Promise<Stored> {
  if (people.length === 0) return { changed: 0, closed: [] }
  const last = new Map(people.map((person) => [person.nativeId, person]))
  const rows = [...last.values()].map((person) => ({
    ...person, email: person.email ?? null, id: newId(), personId: newId(),
    shown: { displayName: person.displayName, avatarUrl: person.avatarUrl, ...(company === 'A' ? { handle: person.handle } : {}) },
  }))
  const stored = await sql.query<{ id: string; closed: boolean }>(statement, [company, JSON.stringify(rows)])
  const closed = stored.rows.filter((row) => row.closed).map((row) => row.id)
  if (closed.length > 0) await endClosed(sql, closed)
  return { changed: stored.rows.length, closed }
}

async function endClosed(sql: Sql, identityIds: string[]): Promise<void> {
  await sql.query(`UPDATE users.session SET ended_at = now(), end_reason = 'identity-closed' WHERE identity_id = ANY($1) AND ended_at IS NULL`, [identityIds])
  await sql.query(`INSERT INTO users.notice (id, identity_id, kind) SELECT * FROM unnest($1::uuid[], $2::uuid[], array_fill('CLOSED'::text, ARRAY[cardinality($2::uuid[])]))`,
    [identityIds.map(() => newId()), identityIds])
}

-- CreateTable
CREATE TABLE "users"."avatar" (
    "hash" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "avatar_pkey" PRIMARY KEY ("hash")
);

-- What other subgraphs may know of a session: they check the one behind a stream again and again.
-- A session ends with its identity too.
CREATE VIEW "users"."session_card" AS
  SELECT s.id, s.person_id, s.identity_id, s.expires_at, COALESCE(s.ended_at, i.closed_at) AS ended_at
  FROM "users"."session" s JOIN "users"."identity" i ON i.id = s.identity_id;

-- People with an open identity whose name or handle matches every word of a to_tsquery text, by id, after an id.
CREATE FUNCTION "users"."search_people"(words text, after_id uuid, at_most integer)
  RETURNS TABLE (person_id uuid) LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT DISTINCT i.person_id
  FROM "users"."identity" i
  WHERE to_tsvector('simple', i.display_name || ' ' || i.handle) @@ to_tsquery('simple', words)
    AND i.closed_at IS NULL
    AND (after_id IS NULL OR i.person_id > after_id)
  ORDER BY i.person_id
  LIMIT at_most
$$;

-- A handle of A names one open account; the companies decide in the end, this keeps two of ours from wishing the same.
CREATE INDEX "identity_handle_idx" ON "users"."identity" (company, handle) WHERE closed_at IS NULL;
CREATE INDEX "session_open_idx" ON "users"."session" (identity_id) WHERE ended_at IS NULL;

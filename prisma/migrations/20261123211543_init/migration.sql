-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "messages";

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "users";

-- CreateEnum
CREATE TYPE "users"."company" AS ENUM ('A', 'B');

-- CreateTable
CREATE TABLE "users"."person" (
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "linked_to" UUID,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."identity" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "born_person_id" UUID NOT NULL,
    "company" "users"."company" NOT NULL,
    "native_id" TEXT NOT NULL,
    "handle" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "avatar_url" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "profile_revision" INTEGER NOT NULL DEFAULT 1,
    "fidelity" JSONB NOT NULL DEFAULT '[]',
    "source_updated_at" TIMESTAMPTZ(6),
    "last_seen_at" TIMESTAMPTZ(6),
    "last_used_at" TIMESTAMPTZ(6),
    "closed_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "shadow_native_id" TEXT,
    "shadow_pushed" JSONB,
    "native_pushed" JSONB,
    "mirror_due_at" TIMESTAMPTZ(6),
    "mirror_attempts" INTEGER NOT NULL DEFAULT 0,
    "mirror_error" TEXT,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."session" (
    "id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "proof" TEXT NOT NULL,
    "auth_time" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "end_reason" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."refresh_token" (
    "hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "issued_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "refresh_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "users"."session_proof" (
    "session_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "proof" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "session_proof_pkey" PRIMARY KEY ("session_id","identity_id")
);

-- CreateTable
CREATE TABLE "users"."notice" (
    "id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(6),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users"."directory_position" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "directory_position_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "messages"."conversation" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT,
    "title_revision" INTEGER NOT NULL DEFAULT 0,
    "direct_key" TEXT,
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "trimmed_seq" INTEGER NOT NULL DEFAULT 0,
    "last_message_id" UUID,
    "last_activity_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "legs" TEXT[],
    "birth" TEXT NOT NULL DEFAULT 'BORN',
    "birth_priority" INTEGER NOT NULL DEFAULT 0,
    "birth_error" TEXT,
    "archived_on_b" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."member" (
    "conversation_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'MEMBER',
    "joined_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "joined_seq" INTEGER NOT NULL DEFAULT 0,
    "left_at" TIMESTAMPTZ(6),
    "left_seq" INTEGER,
    "read_seq" INTEGER NOT NULL DEFAULT 0,
    "read_at" TIMESTAMPTZ(6),
    "logged_read_seq" INTEGER NOT NULL DEFAULT 0,
    "logged_read_at" TIMESTAMPTZ(6),
    "archived_at" TIMESTAMPTZ(6),
    "muted_until" TIMESTAMPTZ(6),

    CONSTRAINT "member_pkey" PRIMARY KEY ("conversation_id","identity_id")
);

-- CreateTable
CREATE TABLE "messages"."log_event" (
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "message_id" UUID,
    "actor_id" UUID,
    "origin" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "log_event_pkey" PRIMARY KEY ("conversation_id","seq")
);

-- CreateTable
CREATE TABLE "messages"."message" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "sender_id" UUID,
    "client_message_id" TEXT,
    "kind" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "extension" JSONB,
    "reply_to_id" UUID,
    "thread_root_id" UUID,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "edited_at" TIMESTAMPTZ(6),
    "deleted_at" TIMESTAMPTZ(6),
    "deleted_by" UUID,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "system" JSONB,
    "broadcast" JSONB,
    "origin" TEXT NOT NULL,
    "source_at" TIMESTAMPTZ(6),
    "accepted_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "fidelity" JSONB NOT NULL DEFAULT '[]',
    "archived_on_b" BOOLEAN NOT NULL DEFAULT false,
    "content_hash" TEXT,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."message_revision" (
    "message_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "message_revision_pkey" PRIMARY KEY ("message_id","revision")
);

-- CreateTable
CREATE TABLE "messages"."reaction" (
    "message_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "emoji" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reaction_pkey" PRIMARY KEY ("message_id","identity_id","emoji")
);

-- CreateTable
CREATE TABLE "messages"."receipt" (
    "message_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "delivered_at" TIMESTAMPTZ(6),
    "seen_at" TIMESTAMPTZ(6),

    CONSTRAINT "receipt_pkey" PRIMARY KEY ("message_id","identity_id")
);

-- CreateTable
CREATE TABLE "messages"."hidden" (
    "message_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "hidden_pkey" PRIMARY KEY ("message_id","identity_id")
);

-- CreateTable
CREATE TABLE "messages"."attachment" (
    "id" UUID NOT NULL,
    "uploader_id" UUID NOT NULL,
    "message_id" UUID,
    "position" INTEGER NOT NULL DEFAULT 0,
    "filename" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "sha256" TEXT,
    "storage_key" TEXT,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stored_at" TIMESTAMPTZ(6),

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."attachment_leg" (
    "attachment_id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "acting_id" TEXT NOT NULL DEFAULT '',
    "native_ref" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6),

    CONSTRAINT "attachment_leg_pkey" PRIMARY KEY ("attachment_id","company","acting_id")
);

-- CreateTable
CREATE TABLE "messages"."public_link" (
    "hash" BYTEA NOT NULL,
    "attachment_id" UUID NOT NULL,
    "recipient_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "public_link_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "messages"."block" (
    "blocker_id" UUID NOT NULL,
    "blocked_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "block_pkey" PRIMARY KEY ("blocker_id","blocked_id")
);

-- CreateTable
CREATE TABLE "messages"."broadcast_list" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "member_ids" UUID[],
    "native_id" INTEGER,
    "posts" INTEGER NOT NULL DEFAULT 0,
    "dropped_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "broadcast_list_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."broadcast_post" (
    "id" UUID NOT NULL,
    "list_id" UUID NOT NULL,
    "client_message_id" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "native_pid" INTEGER,
    "skipped" UUID[],
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "broadcast_post_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."scheduled_message" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "sender_id" UUID NOT NULL,
    "client_message_id" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "send_at" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "cancelled_at" TIMESTAMPTZ(6),
    "message_id" UUID,

    CONSTRAINT "scheduled_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."outbox" (
    "id" BIGSERIAL NOT NULL,
    "conversation_id" UUID,
    "seq" INTEGER,
    "message_id" UUID,
    "company" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "lane" TEXT NOT NULL,
    "target" TEXT,
    "part" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'UNPLANNED',
    "intent" JSONB,
    "depends_on" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "first_tried_at" TIMESTAMPTZ(6),
    "done_at" TIMESTAMPTZ(6),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."intent" (
    "id" BIGSERIAL NOT NULL,
    "company" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "by_native" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "outbox_id" BIGINT,
    "opened_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closed_at" TIMESTAMPTZ(6),

    CONSTRAINT "intent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."leg_value" (
    "company" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "pushed" TEXT,
    "seen" TEXT,
    "version" INTEGER,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "leg_value_pkey" PRIMARY KEY ("company","kind","object")
);

-- CreateTable
CREATE TABLE "messages"."delivery" (
    "message_id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "planned_at" TIMESTAMPTZ(6),
    "tried_at" TIMESTAMPTZ(6),
    "sent_at" TIMESTAMPTZ(6),
    "delivered_at" TIMESTAMPTZ(6),
    "seen_at" TIMESTAMPTZ(6),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("message_id","company")
);

-- CreateTable
CREATE TABLE "messages"."ingested" (
    "company" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ingested_pkey" PRIMARY KEY ("company","key")
);

-- CreateTable
CREATE TABLE "messages"."waiting_event" (
    "id" BIGSERIAL NOT NULL,
    "company" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "event" JSONB NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "waiting_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages"."conversation_at_a" (
    "native_id" TEXT NOT NULL,
    "conversation_id" UUID NOT NULL,
    "last_seq" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "conversation_at_a_pkey" PRIMARY KEY ("native_id")
);

-- CreateTable
CREATE TABLE "messages"."message_at_a" (
    "native_id" TEXT NOT NULL,
    "message_id" UUID NOT NULL,
    "native_conversation_id" TEXT NOT NULL,
    "native_seq" INTEGER NOT NULL,

    CONSTRAINT "message_at_a_pkey" PRIMARY KEY ("native_id")
);

-- CreateTable
CREATE TABLE "messages"."pair_at_b" (
    "lo" INTEGER NOT NULL,
    "hi" INTEGER NOT NULL,
    "conversation_id" UUID,
    "archive_no" INTEGER NOT NULL DEFAULT 0,
    "top" INTEGER NOT NULL DEFAULT 0,
    "hinted_at" TIMESTAMPTZ(6),
    "active_at" TIMESTAMPTZ(6),
    "scanned_at" TIMESTAMPTZ(6),

    CONSTRAINT "pair_at_b_pkey" PRIMARY KEY ("lo","hi")
);

-- CreateTable
CREATE TABLE "messages"."row_at_b" (
    "lo" INTEGER NOT NULL,
    "hi" INTEGER NOT NULL,
    "archive_no" INTEGER NOT NULL,
    "id" INTEGER NOT NULL,
    "message_id" UUID,
    "part" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "role" TEXT NOT NULL DEFAULT 'BODY',
    "row" JSONB NOT NULL,

    CONSTRAINT "row_at_b_pkey" PRIMARY KEY ("lo","hi","archive_no","id")
);

-- CreateTable
CREATE TABLE "messages"."room_at_b" (
    "conversation_id" UUID NOT NULL,
    "uid" INTEGER NOT NULL,

    CONSTRAINT "room_at_b_pkey" PRIMARY KEY ("conversation_id")
);

-- CreateTable
CREATE TABLE "messages"."room_list_at_b" (
    "conversation_id" UUID NOT NULL,
    "absent_uid" INTEGER NOT NULL,
    "chunk" INTEGER NOT NULL,
    "lid" INTEGER NOT NULL,
    "member_uids" INTEGER[],

    CONSTRAINT "room_list_at_b_pkey" PRIMARY KEY ("conversation_id","absent_uid","chunk")
);

-- CreateTable
CREATE TABLE "messages"."sync_position" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sync_position_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "messages"."timer" (
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL,
    "payload" JSONB NOT NULL DEFAULT '{}',
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "timer_pkey" PRIMARY KEY ("kind","key")
);

-- CreateTable
CREATE TABLE "messages"."lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "person_linked_to_idx" ON "users"."person"("linked_to");

-- CreateIndex
CREATE INDEX "identity_person_id_idx" ON "users"."identity"("person_id");

-- CreateIndex
CREATE INDEX "identity_mirror_due_at_idx" ON "users"."identity"("mirror_due_at");

-- CreateIndex
CREATE UNIQUE INDEX "identity_company_native_id_key" ON "users"."identity"("company", "native_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_company_shadow_key" ON "users"."identity"("company", "shadow_native_id");

-- CreateIndex
CREATE INDEX "session_person_id_idx" ON "users"."session"("person_id");

-- CreateIndex
CREATE INDEX "session_identity_id_idx" ON "users"."session"("identity_id");

-- CreateIndex
CREATE INDEX "refresh_token_session_id_idx" ON "users"."refresh_token"("session_id");

-- CreateIndex
CREATE INDEX "session_proof_identity_id_idx" ON "users"."session_proof"("identity_id");

-- CreateIndex
CREATE INDEX "notice_identity_id_created_at_idx" ON "users"."notice"("identity_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_direct_key_key" ON "messages"."conversation"("direct_key");

-- CreateIndex
CREATE INDEX "conversation_birth_birth_priority_created_at_idx" ON "messages"."conversation"("birth", "birth_priority" DESC, "created_at");

-- CreateIndex
CREATE INDEX "member_identity_id_conversation_id_idx" ON "messages"."member"("identity_id", "conversation_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_client_id_key" ON "messages"."message"("conversation_id", "sender_id", "client_message_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_conversation_id_seq_key" ON "messages"."message"("conversation_id", "seq");

-- CreateIndex
CREATE INDEX "hidden_identity_id_idx" ON "messages"."hidden"("identity_id");

-- CreateIndex
CREATE INDEX "attachment_message_id_position_idx" ON "messages"."attachment"("message_id", "position");

-- CreateIndex
CREATE INDEX "attachment_state_created_at_idx" ON "messages"."attachment"("state", "created_at");

-- CreateIndex
CREATE INDEX "attachment_leg_company_native_ref_idx" ON "messages"."attachment_leg"("company", "native_ref");

-- CreateIndex
CREATE INDEX "public_link_attachment_id_idx" ON "messages"."public_link"("attachment_id");

-- CreateIndex
CREATE INDEX "block_blocked_id_idx" ON "messages"."block"("blocked_id");

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_list_native_id_key" ON "messages"."broadcast_list"("native_id");

-- CreateIndex
CREATE INDEX "broadcast_list_owner_id_idx" ON "messages"."broadcast_list"("owner_id");

-- CreateIndex
CREATE INDEX "broadcast_post_list_id_at_idx" ON "messages"."broadcast_post"("list_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "broadcast_post_list_id_client_message_id_key" ON "messages"."broadcast_post"("list_id", "client_message_id");

-- CreateIndex
CREATE INDEX "scheduled_message_conversation_id_sender_id_send_at_idx" ON "messages"."scheduled_message"("conversation_id", "sender_id", "send_at");

-- CreateIndex
CREATE UNIQUE INDEX "scheduled_message_conversation_id_sender_id_client_message__key" ON "messages"."scheduled_message"("conversation_id", "sender_id", "client_message_id");

-- CreateIndex
CREATE INDEX "outbox_message_id_idx" ON "messages"."outbox"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_once_key" ON "messages"."outbox"("conversation_id", "seq", "company", "target", "part", "kind");

-- CreateIndex
CREATE INDEX "intent_company_object_kind_idx" ON "messages"."intent"("company", "object", "kind");

-- CreateIndex
CREATE INDEX "intent_outbox_id_idx" ON "messages"."intent"("outbox_id");

-- CreateIndex
CREATE INDEX "ingested_at_idx" ON "messages"."ingested"("at");

-- CreateIndex
CREATE INDEX "waiting_event_company_object_id_idx" ON "messages"."waiting_event"("company", "object", "id");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_at_a_conversation_id_key" ON "messages"."conversation_at_a"("conversation_id");

-- CreateIndex
CREATE INDEX "message_at_a_message_id_idx" ON "messages"."message_at_a"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_at_a_native_conversation_id_native_seq_key" ON "messages"."message_at_a"("native_conversation_id", "native_seq");

-- CreateIndex
CREATE INDEX "pair_at_b_conversation_id_idx" ON "messages"."pair_at_b"("conversation_id");

-- CreateIndex
CREATE INDEX "pair_at_b_hinted_at_idx" ON "messages"."pair_at_b"("hinted_at");

-- CreateIndex
CREATE INDEX "pair_at_b_active_at_scanned_at_idx" ON "messages"."pair_at_b"("active_at", "scanned_at");

-- CreateIndex
CREATE INDEX "row_at_b_message_id_idx" ON "messages"."row_at_b"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "room_at_b_uid_key" ON "messages"."room_at_b"("uid");

-- CreateIndex
CREATE INDEX "timer_due_at_idx" ON "messages"."timer"("due_at");

-- AddForeignKey
ALTER TABLE "users"."person" ADD CONSTRAINT "person_linked_to_fkey" FOREIGN KEY ("linked_to") REFERENCES "users"."person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."identity" ADD CONSTRAINT "identity_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users"."person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."identity" ADD CONSTRAINT "identity_born_person_id_fkey" FOREIGN KEY ("born_person_id") REFERENCES "users"."person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."session" ADD CONSTRAINT "session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "users"."person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."session" ADD CONSTRAINT "session_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "users"."identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."refresh_token" ADD CONSTRAINT "refresh_token_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "users"."session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."session_proof" ADD CONSTRAINT "session_proof_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "users"."session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."session_proof" ADD CONSTRAINT "session_proof_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "users"."identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "users"."notice" ADD CONSTRAINT "notice_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "users"."identity"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages"."member" ADD CONSTRAINT "member_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "messages"."conversation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- By hand from here: what the schema language cannot say.

-- The one view through which the messages subgraph reads who is who.
CREATE VIEW "users"."identity_card" AS
  SELECT i.id, i.person_id, i.company::text AS company, i.native_id, i.shadow_native_id, i.display_name, i.handle, i.closed_at
  FROM "users"."identity" i;

-- People are found by the first letters of any word of name or handle.
CREATE INDEX "identity_search_idx" ON "users"."identity" USING gin (to_tsvector('simple', display_name || ' ' || handle));
CREATE INDEX "identity_email_idx" ON "users"."identity" (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX "message_search_idx" ON "messages"."message" USING gin (to_tsvector('simple', body)) WHERE deleted_at IS NULL;

-- The queue: what can be planned, what can be tried, what stands parked.
CREATE INDEX "outbox_unplanned_idx" ON "messages"."outbox" (company, id) WHERE state = 'UNPLANNED';
CREATE INDEX "outbox_open_idx" ON "messages"."outbox" (company, lane, id) WHERE state IN ('PENDING', 'UNKNOWN');
CREATE INDEX "outbox_parked_idx" ON "messages"."outbox" (company, id) WHERE state IN ('PARKED', 'REFUSED');
CREATE INDEX "intent_open_idx" ON "messages"."intent" (company, object, kind) WHERE closed_at IS NULL;
CREATE INDEX "member_active_idx" ON "messages"."member" (identity_id, conversation_id) WHERE left_at IS NULL;
CREATE INDEX "member_unlogged_read_idx" ON "messages"."member" (conversation_id) WHERE read_seq > logged_read_seq;

-- States of which nothing else may stand in the record.
ALTER TABLE "messages"."conversation"
  ADD CONSTRAINT "conversation_kind" CHECK (kind IN ('DIRECT', 'GROUP')),
  ADD CONSTRAINT "conversation_birth" CHECK (birth IN ('WAITING', 'RUNNING', 'BORN')),
  ADD CONSTRAINT "conversation_direct" CHECK ((kind = 'DIRECT') = (direct_key IS NOT NULL));
ALTER TABLE "messages"."member" ADD CONSTRAINT "member_role" CHECK (role IN ('OWNER', 'MEMBER'));
ALTER TABLE "messages"."message"
  ADD CONSTRAINT "message_kind" CHECK (kind IN ('TEXT', 'IMAGE', 'FILE', 'SYSTEM')),
  ADD CONSTRAINT "message_log" FOREIGN KEY (conversation_id, seq) REFERENCES "messages"."log_event" (conversation_id, seq) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE "messages"."outbox"
  ADD CONSTRAINT "outbox_state" CHECK (state IN ('UNPLANNED', 'PENDING', 'UNKNOWN', 'SENT', 'REFUSED', 'PARKED', 'DROPPED'));
ALTER TABLE "messages"."attachment"
  ADD CONSTRAINT "attachment_state" CHECK (state IN ('PENDING', 'STORED', 'FORBIDDEN', 'EXPIRED'));

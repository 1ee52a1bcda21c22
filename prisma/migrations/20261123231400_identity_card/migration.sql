-- After linking, the younger person's id stays an alias: messages finds by it who the person is now. And of several identities
-- of one person, the one used last is told apart.
CREATE OR REPLACE VIEW "users"."identity_card" AS
  SELECT i.id, i.person_id, i.company::text AS company, i.native_id, i.shadow_native_id, i.display_name, i.handle, i.closed_at,
         i.born_person_id, i.last_used_at
  FROM "users"."identity" i;

CREATE INDEX "identity_alias_idx" ON "users"."identity" (born_person_id) WHERE born_person_id <> person_id;

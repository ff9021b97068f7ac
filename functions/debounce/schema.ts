/** The role that processors connect as. */
export const APP_ROLE = "debounce_processor";

/** The table that every processor needs, as migrations by name: part of the program, and not files beside it. */
export const SCHEMA: Readonly<Record<string, string>> = {
  "1700000000000_entities": `
-- Up Migration

CREATE TABLE entities (
  entity_id text PRIMARY KEY,
  -- What the external API answered last; NULL once it knows the entity no longer.
  state jsonb,
  -- Changes seen so far that this state is no older than.
  changes bigint NOT NULL,
  processed_at timestamptz NOT NULL DEFAULT now(),
  -- Of the claim that read the state: one with a lower version has read an older state, and is ignored.
  claim_version bigint NOT NULL,
  -- Which tracking record the last changes were counted in, and the count before it, so that it may be counted again.
  record_born bigint NOT NULL,
  changes_before bigint NOT NULL
);

CREATE INDEX entities_processed_at ON entities (processed_at);

-- Down Migration

DROP TABLE entities;
`,
  "1700000001000_app-role": `
-- Up Migration

-- The role that processors connect as; its password is given to it by them. Roles belong to the server, not to the database.
DO $$ BEGIN CREATE ROLE ${APP_ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT SELECT, INSERT, UPDATE ON entities TO ${APP_ROLE};

-- Down Migration

REVOKE ALL ON entities FROM ${APP_ROLE};
DROP ROLE ${APP_ROLE};
`,
};

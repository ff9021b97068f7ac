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

/** The role that workers connect as. */
export const APP_ROLE = "webhook_worker";

/**
 * The tables that every worker needs, as migrations by name. They are part of the program, and not files beside it, so that an image of one's
 * own has them by calling `runWorker`.
 */
export const SCHEMA: Readonly<Record<string, string>> = {
  "1700000000000_webhook-deliveries": `
-- Up Migration

CREATE TABLE webhook_deliveries (
  source text NOT NULL,
  -- The sender's own id where it sends one, so that its repeats are known; otherwise that of the request.
  delivery_id text NOT NULL,
  -- The bytes as they were received: what JSON or text they are is the reader's business.
  body bytea NOT NULL,
  -- When the queue took it.
  received_at timestamptz NOT NULL,
  processed_at timestamptz NOT NULL DEFAULT now(),
  -- What the external API answered.
  api_status smallint NOT NULL,
  -- Two sources may use the same id.
  PRIMARY KEY (source, delivery_id)
);

CREATE INDEX webhook_deliveries_processed_at ON webhook_deliveries (processed_at);

-- Down Migration

DROP TABLE webhook_deliveries;
`,
  "1700000001000_app-role": `
-- Up Migration

-- The role that workers connect as; its password is given to it by them. Roles belong to the server, not to the database.
DO $$ BEGIN CREATE ROLE ${APP_ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT SELECT, INSERT ON webhook_deliveries TO ${APP_ROLE};

-- Down Migration

REVOKE ALL ON webhook_deliveries FROM ${APP_ROLE};
DROP ROLE ${APP_ROLE};
`,
  "1700000002000_own-process": `
-- Up Migration

-- Code of one's own calls no external API, or several.
ALTER TABLE webhook_deliveries ALTER COLUMN api_status DROP NOT NULL;

-- Down Migration

ALTER TABLE webhook_deliveries ALTER COLUMN api_status SET NOT NULL;
`,
};

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

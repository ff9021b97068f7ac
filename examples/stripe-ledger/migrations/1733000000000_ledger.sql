-- Up Migration

-- Double entry: what a payment adds to one account, it takes from another. Amounts are in the currency's smallest unit, as Stripe's are.
CREATE TABLE entries (
  event_id text NOT NULL,
  account text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  booked_at timestamptz NOT NULL
);
CREATE INDEX entries_account ON entries (account, booked_at);
GRANT INSERT ON entries TO webhook_worker;

-- Down Migration

DROP TABLE entries;

-- Up Migration

CREATE TABLE entries (delivery_id text NOT NULL, side text NOT NULL);
GRANT INSERT ON entries TO webhook_worker;

-- Down Migration

DROP TABLE entries;

-- Up Migration

CREATE TABLE contacts (
  id text PRIMARY KEY,
  name text NOT NULL,
  email text,
  -- When the CRM no longer had the contact.
  deleted_at timestamptz
);
CREATE INDEX contacts_email ON contacts (lower(email));
GRANT SELECT, INSERT, UPDATE ON contacts TO debounce_processor;

-- Down Migration

DROP TABLE contacts;

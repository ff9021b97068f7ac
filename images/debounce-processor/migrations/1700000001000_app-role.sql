-- Up Migration

-- The role that processors connect as; its password is given to it by them. Roles belong to the server, not to the database.
DO $$ BEGIN CREATE ROLE debounce_processor NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT SELECT, INSERT, UPDATE ON entities TO debounce_processor;

-- Down Migration

REVOKE ALL ON entities FROM debounce_processor;
DROP ROLE debounce_processor;

-- Up Migration

-- The role that workers connect as; its password is given to it by them. Roles belong to the server, not to the database.
DO $$ BEGIN CREATE ROLE webhook_worker NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
GRANT SELECT, INSERT ON webhook_deliveries TO webhook_worker;

-- Down Migration

REVOKE ALL ON webhook_deliveries FROM webhook_worker;
DROP ROLE webhook_worker;

/** The role that jobs connect to the stack's own database as. */
export const APP_ROLE = "interval_jobs";

/**
 * SQL that makes the role, and grants what the jobs do. It is in no migration, because those also run in databases that are hosted
 * elsewhere, where roles are the business of somebody else.
 */
export const APP_ROLE_SET_UP = `
  DO $$ BEGIN CREATE ROLE ${APP_ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
  GRANT SELECT, UPDATE ON records TO ${APP_ROLE};
  GRANT SELECT, INSERT, UPDATE ON job_runs TO ${APP_ROLE};`;

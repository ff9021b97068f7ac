/**
 * Classes of SQLSTATE that are about the values of a row ("Appendix A. PostgreSQL Error Codes"): data exceptions, violated
 * constraints, exceeded program limits. The statements are the same for all rows, so whatever else Postgres refuses (a password that
 * has just been changed, a table that is not there yet, a full disk), it would refuse for any of them: that passes once somebody mends
 * it.
 */
const ABOUT_THE_ROW = /^(22|23|54)...$/;

/** Tells whether an error of the package `pg` is Postgres's final word on the row, and not one on itself or the connection. */
export function isAboutTheRow(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return "severity" in error && typeof code === "string" && ABOUT_THE_ROW.test(code);
}

/**
 * Classes of SQLSTATE that say nothing about a statement: the connection, who connects, a transaction that lost against another one, full
 * disks, a server that goes down or that has become the standby, and faults of the server itself.
 */
const ABOUT_THE_SERVER = /^(08|28|40|53|58|XX)...$|^57P..$|^25006$/;

/** Tells if an error of the package `pg` comes from a server that cannot answer now, and not from the statement that it was sent. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error) || !("severity" in error)) return true;
  return ABOUT_THE_SERVER.test(String((error as { code?: unknown }).code));
}

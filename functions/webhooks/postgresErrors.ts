/**
 * Classes and codes of SQLSTATE that pass ("Appendix A. PostgreSQL Error Codes"): connections (08), resources (53), an operator or a
 * fail-over that ends sessions (57P), a server that is read-only after a fail-over (25006), transactions that met (40, 55P03), and a
 * password that was refused (28): RDS has changed it, and the next connection asks for the new one.
 */
const PASSING = /^(08...|28...|53...|57P..|25006|40...|55P03)$/;

/** Whether an error of the package `pg` is likely to pass: everything that is not Postgres's judgement of a statement. */
export function isPassing(error: Error): boolean {
  const { code } = error as { code?: unknown };
  // Errors of sockets have codes, too, such as ECONNREFUSED, but no severity.
  return !("severity" in error) || typeof code !== "string" || PASSING.test(code);
}

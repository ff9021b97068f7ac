import type { ClientConfig } from "pg";

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * How to connect to a database that is hosted elsewhere: over TLS, and only to a server with a certificate for its name. An
 * `sslmode` of the URL other than those that ask for just that is refused, for it would quietly ask for less.
 *
 * @param url `postgres://user:password@host:port/name`
 * @throws Error that does not quote the URL, which holds a password
 */
export function connectionOfUrl(url: string, applicationName: string): ClientConfig {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !["postgres:", "postgresql:"].includes(parsed.protocol) || parsed.pathname.length < 2) {
    throw new Error("DATABASE_URL must be of the form postgres://user:password@host:port/name");
  }
  const mode = parsed.searchParams.get("sslmode") ?? "verify-full";
  if (!["require", "verify-ca", "verify-full"].includes(mode)) {
    throw new Error(`DATABASE_URL must not ask for sslmode=${mode}: the password would go to whoever answers`);
  }
  return {
    host: parsed.hostname,
    port: Number(parsed.port || 5432),
    database: decodeURIComponent(parsed.pathname.slice(1)),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    ssl: { rejectUnauthorized: true },
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: applicationName,
  };
}

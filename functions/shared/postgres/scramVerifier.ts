import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** PostgreSQL's own (its documentation, `scram_iterations`). */
const ITERATIONS = 4096;
const SALT_BYTES = 16;

/**
 * Makes the text that Postgres keeps of a password, and takes in the place of one, as psql's command for passwords sends it. Nobody gets the
 * password back from it (PostgreSQL documentation, "pg_authid", `rolpassword`; RFC 5802, "SCRAM Algorithm Overview").
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(SALT_BYTES)): string {
  const salted = pbkdf2Sync(prepared(password), salt, ITERATIONS, 32, "sha256");
  const keyOf = (name: string) => createHmac("sha256", salted).update(name).digest();
  const storedKey = createHash("sha256").update(keyOf("Client Key")).digest("base64");
  const serverKey = keyOf("Server Key").toString("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${storedKey}:${serverKey}`;
}

/** Spaces beyond ASCII, and characters that nobody sees (RFC 3454, tables C.1.2 and B.1). */
const SPACES = /[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000]/g;
const INVISIBLE = /\u00AD|\u034F|\u1806|[\u180B-\u180D]|\u200C|\u200D|\u2060|[\uFE00-\uFE0F]|\uFEFF/g;

/** The form in which client and server compare passwords (RFC 4013, "SASLprep"). */
function prepared(password: string): string {
  return password.replace(SPACES, " ").replace(INVISIBLE, "").normalize("NFKC");
}

import { randomBytes } from "node:crypto";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Client, type ClientConfig } from "pg";
import { z } from "zod";
import { valueOrFirst } from "../madeSecret";
import { withoutTimeouts } from "./database";
import { scramVerifier } from "./scramVerifier";

/** A role of Postgres that may do what a worker does, and nothing else. */
export interface AppRole {
  name: string;
  /** ARN of the secret `{"username": ..., "password": ...}`, which has no value at first. */
  secretArn: string;
  /** SQL that makes the role and grants what it may, and may be run again; absent where a migration does it. */
  setUp?: string;
}

const secretSchema = z.object({ password: z.string().min(1) });

const FIRST_VERSION = "first-password-of-the-app-role-0";

/**
 * How to connect as the app role, once the role has the password in its secret. The first who asks makes it, so that it is in no program,
 * no state file and no log. Whoever puts another value into the secret changes it: the next new connection of any worker gives it to the
 * role. That connection itself is refused, for Postgres has looked the old password up by then; the next try is let in. Connections that are
 * there stay.
 *
 * @param owner how to connect as the owner of the database, who may give roles passwords
 * @throws what Postgres or Secrets Manager answers
 */
export async function asAppRole(
  owner: ClientConfig,
  role: AppRole,
  secrets: SecretsManagerClient,
): Promise<ClientConfig> {
  const first = () => JSON.stringify({ username: role.name, password: randomBytes(32).toString("base64url") });
  let given: { password: string; done: Promise<void> } | undefined;
  const password = async (): Promise<string> => {
    const wanted = passwordIn(
      role.secretArn,
      await valueOrFirst({ secrets, secretArn: role.secretArn }, FIRST_VERSION, first),
    );
    if (given?.password !== wanted) given = { password: wanted, done: givePassword(owner, role, wanted) };
    try {
      await given.done;
    } catch (error) {
      given = undefined;
      throw error;
    }
    return wanted;
  };
  await password();
  return { ...owner, user: role.name, password };
}

function passwordIn(secretArn: string, text: string): string {
  try {
    return secretSchema.parse(JSON.parse(text)).password;
  } catch {
    // The cause would quote the secret.
    throw new Error(`The secret ${secretArn} is not JSON with the name password.`);
  }
}

/**
 * Workers take turns: Postgres refuses two changes of a role at the same time. It is sent what it would keep of the password, and not the
 * password: it logs the text of a statement that fails.
 */
async function givePassword(owner: ClientConfig, role: AppRole, password: string): Promise<void> {
  // Waiting for the others' turns may take longer than any statement of normal work.
  const client = new Client(withoutTimeouts(owner));
  await client.connect();
  try {
    const name = client.escapeIdentifier(role.name);
    // One request, so one transaction.
    await client.query(
      `SELECT pg_advisory_xact_lock(hashtext(${client.escapeLiteral(role.name)}));
       ${role.setUp ?? ""}
       ALTER ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(scramVerifier(password))}`,
    );
  } finally {
    await client.end();
  }
}

import { randomBytes } from "node:crypto";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { Client, type ClientConfig } from "pg";
import { z } from "zod";

/** A role of Postgres that may do what a worker does, and nothing else. */
export interface AppRole {
  name: string;
  /** ARN of the secret `{"username": ..., "password": ...}`, which has no value at first. */
  secretArn: string;
  /** SQL that makes the role and grants what it may, and may be run again; absent where a migration does it. */
  setUp?: string;
}

const secretSchema = z.object({ password: z.string().min(1) });

/** The same for all who make the first password at the same time: one of them makes it, the others are told so. */
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
  let given: { password: string; done: Promise<void> } | undefined;
  const password = async (): Promise<string> => {
    const wanted = (await currentPassword(role, secrets)) ?? (await firstPassword(role, secrets));
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

async function currentPassword({ secretArn }: AppRole, secrets: SecretsManagerClient): Promise<string | undefined> {
  try {
    const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
    return passwordIn(secretArn, SecretString);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

function passwordIn(secretArn: string, text: string): string {
  try {
    return secretSchema.parse(JSON.parse(text)).password;
  } catch {
    // The cause would quote the secret.
    throw new Error(`The secret ${secretArn} is not JSON with the name password.`);
  }
}

async function firstPassword(role: AppRole, secrets: SecretsManagerClient): Promise<string> {
  const password = randomBytes(32).toString("base64url");
  try {
    await secrets.send(
      new PutSecretValueCommand({
        SecretId: role.secretArn,
        SecretString: JSON.stringify({ username: role.name, password }),
        ClientRequestToken: FIRST_VERSION,
      }),
    );
    return password;
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
    const made = await currentPassword(role, secrets);
    if (made === undefined) throw error;
    return made;
  }
}

/** Workers take turns: Postgres refuses two changes of a role at the same time. */
async function givePassword(owner: ClientConfig, role: AppRole, password: string): Promise<void> {
  const client = new Client(owner);
  await client.connect();
  try {
    const name = client.escapeIdentifier(role.name);
    // One request, so one transaction.
    await client.query(
      `SELECT pg_advisory_xact_lock(hashtext(${client.escapeLiteral(role.name)}));
       ${role.setUp ?? ""}
       ALTER ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(password)}`,
    );
  } finally {
    await client.end();
  }
}

import { createHash, randomBytes } from "node:crypto";
import type { Services } from "../../services";

/** The password of an instance's master user, and the secret that holds it where RDS manages it. */
export interface MasterPassword {
  password: string;
  /** ARN. */
  secretArn?: string;
}

const RANDOM_BYTES = 21;

/**
 * Makes a password and puts it in a secret, in the form and under the kind of name that RDS gives it (RDS User Guide, "Password
 * management with Amazon RDS and AWS Secrets Manager").
 */
export function managedPassword(
  secretsManager: Services["secretsManager"],
  { username, seed }: { username: string; seed: string },
): MasterPassword {
  const password = randomBytes(RANDOM_BYTES).toString("base64url");
  const { arn } = secretsManager.createSecret({
    name: `rds!db-${uuidOf(seed)}`,
    description: "The secret associated with the primary RDS DB instance",
    seed,
  });
  secretsManager.putValue(arn, JSON.stringify({ username, password }));
  return { password, secretArn: arn };
}

/** The password that is in force, of a secret made by {@link managedPassword}. */
export function passwordIn(secretsManager: Services["secretsManager"], secretArn: string): string {
  const { password } = JSON.parse(secretsManager.value(secretArn)) as { password: string };
  return password;
}

function uuidOf(seed: string): string {
  const digits = createHash("sha256").update(seed).digest("hex");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

import { randomBytes } from "node:crypto";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { keptValue, valueOrFirst } from "../shared/madeSecret";

export interface LinkKeyPlace {
  secrets: SecretsManagerClient;
  /** ARN of the secret that holds what links are signed with. */
  keySecretArn: string;
}

const FIRST_VERSION = "first-key-of-the-approval-links-0";

/**
 * The key to sign with. The first who needs one makes it, so that it is in no program, no state file and no log; whoever puts another
 * value into the secret changes the key, and links signed with the one before stay good until the next change.
 */
export function signingKey({ secrets, keySecretArn }: LinkKeyPlace): Promise<string> {
  const make = () => randomBytes(32).toString("base64url");
  return valueOrFirst({ secrets, secretArn: keySecretArn }, FIRST_VERSION, make);
}

/** The keys that a link may be signed with, the newest first. */
export async function acceptedKeys({ secrets, keySecretArn: secretArn }: LinkKeyPlace): Promise<string[]> {
  const place = { secrets, secretArn };
  const values = await Promise.all([keptValue(place), keptValue(place, "AWSPREVIOUS")]);
  return values.filter((value) => value !== undefined);
}

import { randomBytes } from "node:crypto";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

export interface LinkKeyPlace {
  secrets: SecretsManagerClient;
  /** ARN of the secret that holds what links are signed with. */
  keySecretArn: string;
}

/** The same for all who make the first key at the same time: one of them makes it, the others are told so. */
const FIRST_VERSION = "first-key-of-the-approval-links-0";

/**
 * The key to sign with. The first who needs one makes it, so that it is in no program, no state file and no log; whoever puts another
 * value into the secret changes the key, and links signed with the one before stay good until the next change.
 */
export async function signingKey(place: LinkKeyPlace): Promise<string> {
  const current = await keyAt(place, "AWSCURRENT");
  if (current !== undefined) return current;
  try {
    const SecretString = randomBytes(32).toString("base64url");
    const SecretId = place.keySecretArn;
    await place.secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken: FIRST_VERSION }));
    return SecretString;
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
    const made = await keyAt(place, "AWSCURRENT");
    if (made === undefined) throw error;
    return made;
  }
}

/** The keys that a link may be signed with, the newest first. */
export async function acceptedKeys(place: LinkKeyPlace): Promise<string[]> {
  const values = await Promise.all([keyAt(place, "AWSCURRENT"), keyAt(place, "AWSPREVIOUS")]);
  return values.filter((value) => value !== undefined);
}

async function keyAt({ secrets, keySecretArn }: LinkKeyPlace, VersionStage: string): Promise<string | undefined> {
  try {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: keySecretArn, VersionStage }));
    return SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

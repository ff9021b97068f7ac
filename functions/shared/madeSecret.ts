import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

/** A secret that has no value until somebody needs one, so that the value is in no program, no state file and no log. */
export interface MadeSecret {
  secrets: SecretsManagerClient;
  secretArn: string;
}

/** @returns `undefined` where the secret has no value of that stage yet */
export async function keptValue(
  { secrets, secretArn }: MadeSecret,
  VersionStage: "AWSCURRENT" | "AWSPREVIOUS" = "AWSCURRENT",
): Promise<string | undefined> {
  try {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn, VersionStage }));
    return SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * The present value. The first who asks makes it; of several who do so at the same time, one makes it and all get his.
 *
 * @param version id of the first version, 32 to 64 characters, the same for all who may make it (AWS Secrets Manager API reference,
 *   "PutSecretValue", `ClientRequestToken`)
 */
export async function valueOrFirst(place: MadeSecret, version: string, make: () => string): Promise<string> {
  const current = await keptValue(place);
  if (current !== undefined) return current;
  const SecretString = make();
  try {
    await place.secrets.send(
      new PutSecretValueCommand({ SecretId: place.secretArn, SecretString, ClientRequestToken: version }),
    );
    return SecretString;
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
    const made = await keptValue(place);
    if (made === undefined) throw error;
    return made;
  }
}

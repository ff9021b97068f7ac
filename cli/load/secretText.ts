import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** The text of a secret. */
export async function secretText(secrets: SecretsManagerClient, SecretId: string): Promise<string> {
  const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId }));
  return SecretString;
}

import { createHash } from "node:crypto";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import type { Secret } from "./secret";
import type { SecretsManager } from "./secretsManager";
import { secretsManagerApi } from "./secretsManagerApi";
import { SecretVersions } from "./secretVersions";

const SUFFIX_LENGTH = 6;

/** Secrets live in memory: nothing here is encrypted, rotated or kept for recovery. */
export function createSecretsManager({ clock }: Pick<Services, "clock">): SecretsManager {
  const secrets = new Map<string, Secret>();

  const find = (id: string): Secret | undefined =>
    secrets.get(id) ??
    [...secrets.values()].find((secret) => id === secret.name || id === secret.arn.slice(0, -(SUFFIX_LENGTH + 1)));
  const secretOf = (id: string): Secret => {
    const secret = find(id);
    if (secret) return secret;
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  };

  return {
    api: secretsManagerApi({ clock, find, secretOf }),
    createSecret({ name, description, seed }) {
      if (find(name)) {
        throw new AwsError(
          "ResourceExistsException",
          `The operation failed because the secret ${name} already exists.`,
        );
      }
      const secretArn = arn("secretsmanager", `secret:${name}-${suffixOf(seed)}`);
      secrets.set(secretArn, {
        arn: secretArn,
        name,
        createdAt: clock.now(),
        versions: new SecretVersions(),
        ...(description !== undefined && { description }),
      });
      return { arn: secretArn };
    },
    updateSecret(secretArn, { description }) {
      const { description: _, ...secret } = secretOf(secretArn);
      secrets.set(secretArn, { ...secret, ...(description !== undefined && { description }) });
    },
    deleteSecret: (secretArn) => void secrets.delete(secretArn),
    putValue: (id, value) => ({ versionId: secretOf(id).versions.put(value, clock.now()) }),
    deleteVersion: (secretArn, versionId) => secrets.get(secretArn)?.versions.delete(versionId),
    arnOf: (id) => secretOf(id).arn,
    value: (id) => secretOf(id).versions.find({}).value,
  };
}

/** Six letters and digits, the same for the same seed: as many and of the same kind as on AWS. */
function suffixOf(seed: string): string {
  const digits = createHash("sha256")
    .update(seed)
    .digest("base64")
    .replace(/[^A-Za-z0-9]/g, "");
  return digits.slice(0, SUFFIX_LENGTH);
}

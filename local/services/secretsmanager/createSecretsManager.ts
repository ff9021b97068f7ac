import { createHash } from "node:crypto";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Services } from "../../services";
import type { Secret } from "./secret";
import type { SecretsManager } from "./secretsManager";
import { secretsManagerApi } from "./secretsManagerApi";
import { SecretVersions } from "./secretVersions";

const SUFFIX_LENGTH = 6;

/**
 * Secrets live in memory: nothing here is encrypted, rotated or kept for recovery.
 *
 * @param kept the versions that secrets had in an earlier process
 */
export function createSecretsManager({ clock }: Pick<Services, "clock">, kept: KeptMaps = noMaps): SecretsManager {
  const secrets = new Map<string, Secret>();
  const createdAt = kept.map<number>("created at");

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
      const known = createdAt.entries().get(secretArn);
      if (known === undefined) createdAt.set(secretArn, clock.now());
      secrets.set(secretArn, {
        arn: secretArn,
        name,
        createdAt: known ?? clock.now(),
        versions: new SecretVersions(kept, secretArn),
        ...(description !== undefined && { description }),
      });
      return { arn: secretArn };
    },
    updateSecret(secretArn, { description }) {
      const { description: _, ...secret } = secretOf(secretArn);
      secrets.set(secretArn, { ...secret, ...(description !== undefined && { description }) });
    },
    deleteSecret(secretArn) {
      secrets.get(secretArn)?.versions.forget();
      secrets.delete(secretArn);
      createdAt.delete(secretArn);
    },
    putValue: (id, value) => ({ versionId: secretOf(id).versions.put(value, clock.now()) }),
    declareValue: (id, value) => ({ versionId: secretOf(id).versions.declare(value, clock.now()) }),
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

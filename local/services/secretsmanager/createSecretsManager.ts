import { createHash, randomUUID } from "node:crypto";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Services } from "../../services";
import { usable } from "./operations/secretOperation";
import type { Secret } from "./secret";
import type { SecretsManager } from "./secretsManager";
import { secretsManagerApi } from "./secretsManagerApi";
import { SecretVersions } from "./secretVersions";

const SUFFIX_LENGTH = 6;

/**
 * Secrets live in memory: nothing here is encrypted or rotated.
 *
 * @param kept the versions that secrets had in an earlier process
 */
export function createSecretsManager(
  { clock, inventory }: Pick<Services, "clock" | "inventory">,
  kept: KeptMaps = noMaps,
): SecretsManager {
  const secrets = new Map<string, Secret>();
  const createdAt = kept.map<number>("created at");

  const remove = (secretArn: string) => {
    secrets.get(secretArn)?.versions.forget();
    secrets.delete(secretArn);
    createdAt.delete(secretArn);
  };
  /** Secrets whose time is over are gone when somebody looks: no timer waits for them. */
  const present = (): readonly Secret[] => {
    for (const secret of secrets.values()) {
      if (secret.deletedAt !== undefined && secret.deletedAt <= clock.now()) remove(secret.arn);
    }
    return [...secrets.values()];
  };
  const find = (id: string): Secret | undefined =>
    present().find((secret) => [secret.arn, secret.name, secret.arn.slice(0, -(SUFFIX_LENGTH + 1))].includes(id));
  const secretOf = (id: string): Secret => {
    const secret = find(id);
    if (secret) return secret;
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  };
  const change = (secret: Secret) => void secrets.set(secret.arn, { ...secret, changedAt: clock.now() });

  return {
    api: secretsManagerApi({ clock, inventory, find, secretOf, change, secrets: present }),
    createSecret({ name, description, kmsKeyId, seed }) {
      const known = find(name);
      if (known?.deletedAt !== undefined) {
        throw new AwsError(
          "InvalidRequestException",
          "You can't create this secret because a secret with this name is already scheduled for deletion.",
        );
      }
      if (known) {
        throw new AwsError(
          "ResourceExistsException",
          `The operation failed because the secret ${name} already exists.`,
        );
      }
      const secretArn = arn("secretsmanager", `secret:${name}-${suffixOf(seed ?? randomUUID())}`);
      const before = seed === undefined ? undefined : createdAt.entries().get(secretArn);
      if (seed !== undefined && before === undefined) createdAt.set(secretArn, clock.now());
      secrets.set(secretArn, {
        arn: secretArn,
        name,
        createdAt: before ?? clock.now(),
        changedAt: clock.now(),
        versions: new SecretVersions(seed === undefined ? noMaps : kept, secretArn),
        ...(description !== undefined && { description }),
        ...(kmsKeyId !== undefined && { kmsKeyId }),
      });
      return { arn: secretArn };
    },
    updateSecret(secretArn, { description, kmsKeyId }) {
      const { description: _, kmsKeyId: _key, ...secret } = secretOf(secretArn);
      change({
        ...secret,
        ...(description !== undefined && { description }),
        ...(kmsKeyId !== undefined && { kmsKeyId }),
      });
    },
    deleteSecret: remove,
    scheduleDeletion(secretArn, at) {
      const { deletedAt: _, ...secret } = secretOf(secretArn);
      change({ ...secret, ...(at !== undefined && { deletedAt: at }) });
    },
    find,
    putValue: (id, value) => ({ versionId: secretOf(id).versions.put(value, clock.now()) }),
    declareValue: (id, value) => ({ versionId: secretOf(id).versions.declare(value, clock.now()) }),
    deleteVersion: (secretArn, versionId) => secrets.get(secretArn)?.versions.delete(versionId),
    arnOf: (id) => secretOf(id).arn,
    value: (id) => usable(secretOf(id)).versions.find({}).value,
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

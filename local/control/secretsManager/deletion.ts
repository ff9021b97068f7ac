import { randomBytes } from "node:crypto";
import type {
  DeleteSecretCommandInput,
  DeleteSecretCommandOutput,
  RestoreSecretCommandInput,
  RestoreSecretCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { arn } from "../../base/arn";
import { onSecret, usable } from "../../services/secretsmanager/operations/secretOperation";
import { invalidParameter, resourceOf, type SecretControl, secretIn } from "./secretParts";

const DAY_MS = 24 * 60 * 60_000;
/** Days in which a secret can be restored (AWS Secrets Manager API Reference, "DeleteSecret"). */
const [SHORTEST, LONGEST] = [7, 30];

/** Deletes at the end of the recovery window. With force, at once: then even what is not there is no error. */
export const deleteSecret: SecretControl<DeleteSecretCommandInput, DeleteSecretCommandOutput> = {
  parameters: { SecretId: "text", RecoveryWindowInDays: "number?", ForceDeleteWithoutRecovery: "flag?" },
  permissions: ({ SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force }, { secretsManager }) =>
    onSecret("secretsmanager:DeleteSecret", SecretId, secretsManager, {
      ...(days !== undefined && { "secretsmanager:RecoveryWindowInDays": String(days) }),
      ...(force !== undefined && { "secretsmanager:ForceDeleteWithoutRecovery": String(force) }),
    }),
  async run({ SecretId, RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force = false }, parts) {
    const { clock, resources, secretsManager } = parts;
    if (force && days !== undefined) {
      throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    }
    if (days !== undefined && (days < SHORTEST || days > LONGEST)) {
      throw invalidParameter("RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
    }
    if (force && secretsManager.find(SecretId) === undefined)
      return { ...absent(SecretId), DeletionDate: clock.now() / 1000 };
    const secret = secretIn(parts, SecretId);
    const { arn: ARN, name: Name } = secret;
    if (force) {
      await resources.delete(resourceOf(parts, secret));
      return { ARN, Name, DeletionDate: clock.now() / 1000 };
    }
    const deletedAt = clock.now() + (days ?? LONGEST) * DAY_MS;
    resourceOf(parts, usable(secret));
    secretsManager.scheduleDeletion(ARN, deletedAt);
    return { ARN, Name, DeletionDate: deletedAt / 1000 };
  },
};

export const restoreSecret: SecretControl<RestoreSecretCommandInput, RestoreSecretCommandOutput> = {
  parameters: { SecretId: "text" },
  permissions: ({ SecretId }, { secretsManager }) => onSecret("secretsmanager:RestoreSecret", SecretId, secretsManager),
  run({ SecretId }, parts) {
    const { arn: ARN, name: Name } = secretIn(parts, SecretId);
    parts.secretsManager.scheduleDeletion(ARN, undefined);
    return { ARN, Name };
  },
};

function absent(id: string): { ARN: string; Name: string } {
  if (id.startsWith("arn:")) return { ARN: id, Name: id.replace(/^.*:secret:|-\w{6}$/g, "") };
  return { ARN: arn("secretsmanager", `secret:${id}-${randomBytes(3).toString("hex")}`), Name: id };
}

import type {
  ListSecretVersionIdsCommandInput,
  ListSecretVersionIdsCommandOutput,
  UpdateSecretVersionStageCommandInput,
  UpdateSecretVersionStageCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { AwsError } from "../../../base/awsError";
import { pageOf } from "../../../base/page";
import { invalidToken, onSecret, type SecretOperation, usable } from "./secretOperation";

/** Versions without a label are deprecated, and left out unless they are asked for. */
export const listSecretVersionIds: SecretOperation<
  ListSecretVersionIdsCommandInput,
  ListSecretVersionIdsCommandOutput
> = {
  parameters: { SecretId: "text", IncludeDeprecated: "flag?" },
  permissions: ({ SecretId }, parts) => onSecret("secretsmanager:ListSecretVersionIds", SecretId, parts),
  run({ SecretId, MaxResults: limit, NextToken: token, IncludeDeprecated = false }, { secretOf }) {
    const { arn, name, versions } = secretOf(SecretId);
    const all = versions.all
      .map(({ id, createdAt }) => ({
        VersionId: id,
        VersionStages: versions.labelsOf(id),
        CreatedDate: createdAt / 1000,
      }))
      .filter(({ VersionStages }) => IncludeDeprecated || VersionStages.length > 0);
    const { items, next } = pageOf(all, { token, limit }, invalidToken);
    return { Versions: items, ARN: arn, Name: name, ...(next !== undefined && { NextToken: next }) };
  },
};

/** Moves a label, or takes it away. Source: AWS Secrets Manager API Reference, "UpdateSecretVersionStage". */
export const updateSecretVersionStage: SecretOperation<
  UpdateSecretVersionStageCommandInput,
  UpdateSecretVersionStageCommandOutput
> = {
  parameters: { SecretId: "text", VersionStage: "text", RemoveFromVersionId: "text?", MoveToVersionId: "text?" },
  permissions: ({ SecretId, VersionStage }, parts) =>
    onSecret("secretsmanager:UpdateSecretVersionStage", SecretId, parts, {
      "secretsmanager:VersionStage": VersionStage,
    }),
  run({ SecretId, VersionStage: label, RemoveFromVersionId: from, MoveToVersionId: to }, { secretOf, change }) {
    const secret = usable(secretOf(SecretId));
    const { versions } = secret;
    const holder = versions.all.find(({ id }) => versions.labelsOf(id).includes(label))?.id;
    if (to === undefined && label === "AWSCURRENT") {
      throw invalid(
        "You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.",
      );
    }
    if (from !== undefined && from !== holder) {
      throw invalid(
        `The parameter RemoveFromVersionId can't be ${from}. Staging label ${label} is not attached to it.`,
      );
    }
    if (from === undefined && holder !== undefined && holder !== to) {
      throw invalid(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you ` +
          "must explicitly reference that version in RemoveFromVersionId.",
      );
    }
    versions.label(label, to === undefined ? undefined : versions.find({ id: to }).id);
    change(secret);
    return { ARN: secret.arn, Name: secret.name };
  },
};

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

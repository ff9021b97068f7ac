import type {
  BatchGetSecretValueCommandInput,
  BatchGetSecretValueCommandOutput,
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
  PutSecretValueCommandInput,
  PutSecretValueCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { AwsError } from "../../../base/awsError";
import { pageOf } from "../../../base/page";
import type { Request } from "../../../edge/wireTypes";
import type { Secret } from "../secret";
import { passes } from "./descriptions";
import { invalidToken, onSecret, type SecretOperation, type SecretParts, usable, valueIn } from "./secretOperation";

export const getSecretValue: SecretOperation<GetSecretValueCommandInput, GetSecretValueCommandOutput> = {
  parameters: { SecretId: "text", VersionId: "text?", VersionStage: "text?" },
  permissions: ({ SecretId }, parts) => onSecret("secretsmanager:GetSecretValue", SecretId, parts),
  run: ({ SecretId, VersionId: id, VersionStage: label }, { secretOf }) =>
    currentOf(usable(secretOf(SecretId)), { id, label }),
};

/**
 * The current values of several secrets. What is not there is an error of its own; a secret that the caller may not read refuses the call, where
 * AWS lists it among the errors.
 */
export const batchGetSecretValue: SecretOperation<BatchGetSecretValueCommandInput, BatchGetSecretValueCommandOutput> = {
  parameters: { SecretIdList: "texts?", Filters: "structures?" },
  permissions: (input, parts) => [
    { action: "secretsmanager:BatchGetSecretValue", resource: "*" },
    ...wantedIn(input, parts).flatMap((id) => onSecret("secretsmanager:GetSecretValue", id, parts)),
  ],
  run(input, parts) {
    const { SecretIdList: ids, Filters: filters, MaxResults: limit, NextToken: token } = input;
    if ((ids === undefined) === (filters === undefined)) {
      throw new AwsError("InvalidParameterException", "Either SecretIdList or Filters must be provided, but not both.");
    }
    const { items, next } = pageOf(wantedIn(input, parts), { token, limit, most: 20 }, invalidToken);
    const read = items.map((id) => {
      try {
        return { value: currentOf(usable(parts.secretOf(id)), {}) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return { error: { SecretId: id, ErrorCode: error.code, Message: error.message } };
      }
    });
    return {
      SecretValues: read.flatMap(({ value }) => value ?? []),
      Errors: read.flatMap(({ error }) => error ?? []),
      ...(next !== undefined && { NextToken: next }),
    };
  },
};

function wantedIn(
  { SecretIdList, Filters: filters = [] }: Request<BatchGetSecretValueCommandInput>,
  { secrets, inventory }: SecretParts,
): readonly string[] {
  if (SecretIdList !== undefined) return SecretIdList;
  const found = secrets().filter(
    (secret) =>
      secret.deletedAt === undefined && filters.every((filter) => passes(filter, secret, inventory.tagsOf(secret.arn))),
  );
  return found.map(({ arn }) => arn);
}

/** @throws AwsError `ResourceNotFoundException`, `InvalidRequestException` */
function currentOf(
  secret: Secret,
  { id, label }: { readonly id?: string | undefined; readonly label?: string | undefined },
) {
  const version = secret.versions.find({ ...(id !== undefined && { id }), ...(label !== undefined && { label }) });
  const labels = secret.versions.labelsOf(version.id);
  if (id !== undefined && label !== undefined && !labels.includes(label)) {
    throw new AwsError("InvalidRequestException", `The version ${id} is not the one labelled ${label}.`);
  }
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    ...(version.isBinary ? { SecretBinary: version.value } : { SecretString: version.value }),
    VersionStages: labels,
    CreatedDate: version.createdAt / 1000,
  };
}

export const putSecretValue: SecretOperation<PutSecretValueCommandInput, PutSecretValueCommandOutput> = {
  parameters: { SecretId: "text", ClientRequestToken: "text?", VersionStages: "texts?", SecretString: "text?" },
  permissions: ({ SecretId }, parts) => onSecret("secretsmanager:PutSecretValue", SecretId, parts),
  run(input, { clock, secretOf, change }) {
    const secret = usable(secretOf(input.SecretId));
    const given = valueIn(input);
    if (given === undefined) {
      throw new AwsError("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
    }
    const id = secret.versions.put(given.value, clock.now(), {
      id: input.ClientRequestToken,
      labels: input.VersionStages,
      isBinary: given.isBinary,
    });
    change(secret);
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: secret.versions.labelsOf(id) };
  },
};

import type {
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
  PutSecretValueCommandInput,
  PutSecretValueCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { AwsError } from "../../../base/awsError";
import { onSecret, type SecretOperation, usable, valueIn } from "./secretOperation";

export const getSecretValue: SecretOperation<GetSecretValueCommandInput, GetSecretValueCommandOutput> = {
  parameters: { SecretId: "text", VersionId: "text?", VersionStage: "text?" },
  permissions: ({ SecretId }, parts) => onSecret("secretsmanager:GetSecretValue", SecretId, parts),
  run({ SecretId, VersionId: id, VersionStage: label }, { secretOf }) {
    const secret = usable(secretOf(SecretId));
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
  },
};

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

import type {
  DescribeSecretCommandInput,
  DescribeSecretCommandOutput,
  GetSecretValueCommandInput,
  GetSecretValueCommandOutput,
  PutSecretValueCommandInput,
  PutSecretValueCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import { awsApi, type Operation } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import type { Secret } from "./secret";

interface Parts {
  clock: Clock;
  find(id: string): Secret | undefined;
  /** @throws AwsError `ResourceNotFoundException` */
  secretOf(id: string): Secret;
}

type SecretOperation<Input extends object, Output extends object> = Operation<Parts, Input, Output>;

/** Secrets Manager's API, as far as programs use it when they run: secrets themselves are made by the stack. */
export function secretsManagerApi(parts: Parts): AwsService {
  return awsApi({
    signingName: "secretsmanager",
    protocol: "json-1.1",
    parts,
    operations: { GetSecretValue: getSecretValue, DescribeSecret: describeSecret, PutSecretValue: putSecretValue },
    unknown: (operation, known) =>
      new AwsError(
        "InvalidAction",
        `secretsmanager:${operation} is not supported locally (supported: ${known.join(", ")}): ` +
          "make secrets with aws.secretsmanager.Secret, or add it to local/services/secretsmanager/secretsManagerApi.ts",
      ),
    refused: ({ parameter, value }) =>
      value === undefined || value === ""
        ? new AwsError("ValidationException", `${parameter} must be a text of at least one character`)
        : new AwsError("SerializationException", `${parameter} must be a text`),
  });
}

const getSecretValue: SecretOperation<GetSecretValueCommandInput, GetSecretValueCommandOutput> = {
  parameters: { SecretId: "text", VersionId: "text?", VersionStage: "text?" },
  permissions: ({ SecretId }, parts) => onSecret("secretsmanager:GetSecretValue", SecretId, parts),
  run({ SecretId, VersionId: id, VersionStage: label }, { secretOf }) {
    const secret = secretOf(SecretId);
    const version = secret.versions.find({ ...(id !== undefined && { id }), ...(label !== undefined && { label }) });
    const labels = secret.versions.labelsOf(version.id);
    if (id !== undefined && label !== undefined && !labels.includes(label)) {
      throw new AwsError("InvalidRequestException", `The version ${id} is not the one labelled ${label}.`);
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      SecretString: version.value,
      VersionStages: labels,
      CreatedDate: version.createdAt / 1000,
    };
  },
};

const describeSecret: SecretOperation<DescribeSecretCommandInput, DescribeSecretCommandOutput> = {
  parameters: { SecretId: "text" },
  permissions: ({ SecretId }, parts) => onSecret("secretsmanager:DescribeSecret", SecretId, parts),
  run({ SecretId }, { secretOf }) {
    const secret = secretOf(SecretId);
    const labelled = secret.versions.all.map(({ id }) => [id, secret.versions.labelsOf(id)] as const);
    return {
      ARN: secret.arn,
      Name: secret.name,
      ...(secret.description !== undefined && { Description: secret.description }),
      CreatedDate: secret.createdAt / 1000,
      VersionIdsToStages: Object.fromEntries(labelled.filter(([, labels]) => labels.length > 0)),
    };
  },
};

const putSecretValue: SecretOperation<PutSecretValueCommandInput, PutSecretValueCommandOutput> = {
  parameters: { SecretId: "text", ClientRequestToken: "text?", VersionStages: "list?" },
  permissions: ({ SecretId }, parts) => onSecret("secretsmanager:PutSecretValue", SecretId, parts),
  run(input, { clock, secretOf }) {
    const secret = secretOf(input.SecretId);
    if (input.SecretBinary !== undefined) {
      throw new AwsError(
        "InvalidParameterException",
        "SecretBinary is not supported locally yet: put a SecretString, or add it to local/services/secretsmanager.",
      );
    }
    const value = input.SecretString;
    if (typeof value !== "string" || value === "") {
      throw new AwsError("ValidationException", "SecretString must be a text of at least one character");
    }
    const id = secret.versions.put(value, clock.now(), {
      id: input.ClientRequestToken,
      labels: input.VersionStages,
    });
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: secret.versions.labelsOf(id) };
  },
};

/** Tells a caller that may not know of a secret so, whether there is one or not. */
function onSecret(action: string, id: string, { find }: Parts): readonly Permission[] {
  const resource = find(id)?.arn ?? (id.startsWith("arn:") ? id : arn("secretsmanager", `secret:${id}`));
  return [{ action, resource }];
}

import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { describeSecret, listSecrets } from "./operations/descriptions";
import { getRandomPassword } from "./operations/randomPassword";
import type { SecretParts } from "./operations/secretOperation";
import { batchGetSecretValue, getSecretValue, putSecretValue } from "./operations/values";
import { listSecretVersionIds, updateSecretVersionStage } from "./operations/versions";

/**
 * Secrets Manager's API, as far as programs use it when they run; secrets themselves are made by `control/secretsManager`.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for AWS Secrets Manager".
 */
export function secretsManagerApi(parts: SecretParts): AwsService {
  return awsApi({
    signingName: "secretsmanager",
    protocol: "json-1.1",
    parts,
    operations: {
      BatchGetSecretValue: batchGetSecretValue,
      DescribeSecret: describeSecret,
      GetRandomPassword: getRandomPassword,
      GetSecretValue: getSecretValue,
      ListSecretVersionIds: listSecretVersionIds,
      ListSecrets: listSecrets,
      PutSecretValue: putSecretValue,
      UpdateSecretVersionStage: updateSecretVersionStage,
    },
    unknown: (operation) =>
      new AwsError(
        "InvalidAction",
        `secretsmanager:${operation} is not supported locally: there are no rotations and no replicas`,
      ),
    refused: ({ parameter, value }) =>
      value === undefined || value === ""
        ? new AwsError("ValidationException", `${parameter} must be a text of at least one character`)
        : new AwsError("SerializationException", `${parameter} must be a text`),
  });
}

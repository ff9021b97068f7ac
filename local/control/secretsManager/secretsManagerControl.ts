import { AwsError } from "../../base/awsError";
import { withOperations } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { usable } from "../../services/secretsmanager/operations/secretOperation";
import { tagOperations } from "../tagOperations";
import { deleteSecret, restoreSecret } from "./deletion";
import { deleteResourcePolicy, getResourcePolicy, putResourcePolicy } from "./policies";
import { type SecretControlParts, secretIn } from "./secretParts";
import { createSecret, updateSecret } from "./secrets";

const { TagResource, UntagResource } = tagOperations<SecretControlParts>({
  prefix: "secretsmanager",
  members: { arn: "SecretId", tags: "Tags", keys: "TagKeys" },
  inventory: ({ resources }) => resources.inventory,
  tagged: (id, parts) => usable(secretIn(parts, id)).arn,
  resourceOf: (id, { secretsManager }) => secretsManager.find(id)?.arn ?? id,
});

/** Secrets Manager's API with the operations that make, change and delete secrets. */
export function secretsManagerControl(parts: SecretControlParts): AwsService {
  return withOperations(parts.secretsManager.api, {
    parts,
    operations: {
      CreateSecret: createSecret,
      DeleteResourcePolicy: deleteResourcePolicy,
      DeleteSecret: deleteSecret,
      GetResourcePolicy: getResourcePolicy,
      PutResourcePolicy: putResourcePolicy,
      RestoreSecret: restoreSecret,
      TagResource,
      UntagResource,
      UpdateSecret: updateSecret,
    },
    refused: ({ parameter, kind }) => new AwsError("ValidationException", `${parameter} must be a ${kind}`),
  });
}

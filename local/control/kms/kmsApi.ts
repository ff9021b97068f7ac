import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { createAlias, deleteAlias, listAliases, updateAlias } from "./aliases";
import { cancelKeyDeletion, scheduleKeyDeletion } from "./deletion";
import { createKey, describeKey, disableKey, enableKey, listKeys, updateKeyDescription } from "./keys";
import { type KmsParts, unsupported } from "./kmsOperation";
import { getKeyPolicy, listKeyPolicies, putKeyPolicy } from "./policies";
import { disableKeyRotation, enableKeyRotation, getKeyRotationStatus } from "./rotation";
import { listResourceTags, tagResource, untagResource } from "./tags";

/**
 * KMS's API about keys, their aliases and policies. Nothing is encrypted here, so there is no `Encrypt` and no `Decrypt`.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for AWS Key Management Service".
 */
export function kmsApi(parts: KmsParts): AwsService {
  return awsApi({
    signingName: "kms",
    protocol: "json-1.1",
    parts,
    operations: {
      CancelKeyDeletion: cancelKeyDeletion,
      CreateAlias: createAlias,
      CreateKey: createKey,
      DeleteAlias: deleteAlias,
      DescribeKey: describeKey,
      DisableKey: disableKey,
      DisableKeyRotation: disableKeyRotation,
      EnableKey: enableKey,
      EnableKeyRotation: enableKeyRotation,
      GetKeyPolicy: getKeyPolicy,
      GetKeyRotationStatus: getKeyRotationStatus,
      ListAliases: listAliases,
      ListKeyPolicies: listKeyPolicies,
      ListKeys: listKeys,
      ListResourceTags: listResourceTags,
      PutKeyPolicy: putKeyPolicy,
      ScheduleKeyDeletion: scheduleKeyDeletion,
      TagResource: tagResource,
      UntagResource: untagResource,
      UpdateAlias: updateAlias,
      UpdateKeyDescription: updateKeyDescription,
    },
    unknown: (operation, known) =>
      unsupported(
        `kms:${operation} is not supported locally: nothing is encrypted here (supported: ${known.join(", ")})`,
      ),
    refused: ({ parameter, value }) =>
      new AwsError(
        "ValidationException",
        `1 validation error detected: Value ${value === undefined ? "null" : `'${String(value)}'`} at ` +
          `'${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}' failed to satisfy constraint: Member must not be null`,
      ),
  });
}

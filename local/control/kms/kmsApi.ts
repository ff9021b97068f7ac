import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { createAlias, deleteAlias, listAliases, updateAlias } from "./aliases";
import { cancelKeyDeletion, scheduleKeyDeletion } from "./deletion";
import {
  decrypt,
  encrypt,
  generateDataKey,
  generateDataKeyWithoutPlaintext,
  generateRandom,
  reEncrypt,
} from "./encryption";
import { createKey, describeKey, disableKey, enableKey, listKeys, updateKeyDescription } from "./keys";
import { type KmsParts, unsupported } from "./kmsOperation";
import { getKeyPolicy, listKeyPolicies, putKeyPolicy } from "./policies";
import { disableKeyRotation, enableKeyRotation, getKeyRotationStatus } from "./rotation";
import { listResourceTags, tagResource, untagResource } from "./tags";

/**
 * KMS's API, for symmetric keys, their aliases and policies, and what they encrypt.
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
      Decrypt: decrypt,
      DeleteAlias: deleteAlias,
      DescribeKey: describeKey,
      DisableKey: disableKey,
      DisableKeyRotation: disableKeyRotation,
      EnableKey: enableKey,
      EnableKeyRotation: enableKeyRotation,
      Encrypt: encrypt,
      GenerateDataKey: generateDataKey,
      GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
      GenerateRandom: generateRandom,
      GetKeyPolicy: getKeyPolicy,
      GetKeyRotationStatus: getKeyRotationStatus,
      ListAliases: listAliases,
      ListKeyPolicies: listKeyPolicies,
      ListKeys: listKeys,
      ListResourceTags: listResourceTags,
      PutKeyPolicy: putKeyPolicy,
      ReEncrypt: reEncrypt,
      ScheduleKeyDeletion: scheduleKeyDeletion,
      TagResource: tagResource,
      UntagResource: untagResource,
      UpdateAlias: updateAlias,
      UpdateKeyDescription: updateKeyDescription,
    },
    unknown: (operation, known) =>
      unsupported(
        `kms:${operation} is not supported locally: keys are symmetric, and there are no grants (supported: ${known.join(", ")})`,
      ),
    refused: ({ parameter, value }) =>
      new AwsError(
        "ValidationException",
        `1 validation error detected: Value ${value === undefined ? "null" : `'${String(value)}'`} at ` +
          `'${parameter.charAt(0).toLowerCase()}${parameter.slice(1)}' failed to satisfy constraint: Member must not be null`,
      ),
  });
}

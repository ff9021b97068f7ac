import type {
  CreateSecretCommandInput,
  CreateSecretCommandOutput,
  UpdateSecretCommandInput,
  UpdateSecretCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { arn, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { tagsIn } from "../../base/tagList";
import { creating } from "../../iam/creating";
import type { Permission } from "../../iam/iam";
import { onSecret, usable, valueIn } from "../../services/secretsmanager/operations/secretOperation";
import {
  invalidParameter,
  resourceOf,
  SECRET,
  type SecretControl,
  type SecretControlParts,
  secretIn,
} from "./secretParts";

/** Source: AWS Secrets Manager API Reference, "CreateSecret", `Name`. */
const NAME = /^[\w/+=.@-]{1,512}$/;

/** Makes a secret with or without a value. The same call again, with the same token, answers the secret that it has made. */
export const createSecret: SecretControl<CreateSecretCommandInput, CreateSecretCommandOutput> = {
  parameters: { Name: "text", Description: "text?", KmsKeyId: "text?", SecretString: "text?", Tags: "structures?" },
  permissions(input, parts) {
    const { Name, Description, KmsKeyId, Tags } = input;
    const actions = { create: "secretsmanager:CreateSecret", tag: "secretsmanager:TagResource" };
    const [create, ...tagging] = creating(arn("secretsmanager", `secret:${Name}`), tagsIn(Tags), actions);
    const facts = {
      "secretsmanager:Name": Name,
      ...(Description !== undefined && { "secretsmanager:Description": Description }),
      ...(KmsKeyId !== undefined && { "secretsmanager:KmsKeyId": KmsKeyId }),
    };
    const making = create === undefined ? [] : [{ ...create, context: { ...create.context, ...facts } }];
    return [...making, ...tagging, ...usingKey(KmsKeyId, parts)];
  },
  async run(input, parts) {
    const { Name: name, Description: description, KmsKeyId: kmsKeyId, ClientRequestToken: token, Tags } = input;
    const { clock, resources, secretsManager } = parts;
    if (!NAME.test(name)) {
      throw new AwsError(
        "ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
      );
    }
    if (input.AddReplicaRegions?.length)
      throw invalidParameter("AddReplicaRegions must be empty locally: there is one region");
    const given = valueIn(input);
    const existing = secretsManager.find(name);
    if (existing !== undefined && existing.deletedAt === undefined && token !== undefined && given !== undefined) {
      const version = existing.versions.all.find(({ id }) => id === token);
      if (version?.value === given.value) return { ARN: existing.arn, Name: name, VersionId: token };
    }
    const made = await resources.create(SECRET, { name, description, kmsKeyId }, { name, tags: tagsIn(Tags) });
    const { versions } = secretIn(parts, made.id);
    const put = given && versions.put(given.value, clock.now(), { id: token, isBinary: given.isBinary });
    return { ARN: made.id, Name: name, ...(put !== undefined && { VersionId: put }) };
  },
};

/** Changes what is given; a value is a new version. */
export const updateSecret: SecretControl<UpdateSecretCommandInput, UpdateSecretCommandOutput> = {
  parameters: { SecretId: "text", Description: "text?", KmsKeyId: "text?", SecretString: "text?" },
  permissions: ({ SecretId, Description, KmsKeyId }, parts) => [
    ...onSecret("secretsmanager:UpdateSecret", SecretId, parts.secretsManager, {
      ...(Description !== undefined && { "secretsmanager:Description": Description }),
      ...(KmsKeyId !== undefined && { "secretsmanager:KmsKeyId": KmsKeyId }),
    }),
    ...usingKey(KmsKeyId, parts),
  ],
  async run(input, parts) {
    const { SecretId, Description: description, KmsKeyId: kmsKeyId, ClientRequestToken: token } = input;
    const secret = usable(secretIn(parts, SecretId));
    const given = valueIn(input);
    const put = given && secret.versions.put(given.value, parts.clock.now(), { id: token, isBinary: given.isBinary });
    const changes = { ...(description !== undefined && { description }), ...(kmsKeyId !== undefined && { kmsKeyId }) };
    await parts.resources.update(resourceOf(parts, secret), changes);
    return { ARN: secret.arn, Name: secret.name, ...(put !== undefined && { VersionId: put }) };
  },
};

/**
 * The permissions to encrypt with a key that is not AWS's own.
 * Source: AWS Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager", "Permissions for the KMS key".
 */
function usingKey(keyId: string | undefined, { kms }: SecretControlParts): readonly Permission[] {
  if (keyId === undefined || /(^|:)alias\/aws\//.test(keyId)) return [];
  const context = { "kms:ViaService": `secretsmanager.${REGION}.amazonaws.com` };
  return ["kms:GenerateDataKey", "kms:Decrypt"].map((action) => ({ action, resource: kms.keyArn(keyId), context }));
}

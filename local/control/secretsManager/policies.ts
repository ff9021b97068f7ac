import type {
  DeleteResourcePolicyCommandInput,
  DeleteResourcePolicyCommandOutput,
  GetResourcePolicyCommandInput,
  GetResourcePolicyCommandOutput,
  PutResourcePolicyCommandInput,
  PutResourcePolicyCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import { AwsError } from "../../base/awsError";
import { isPublic } from "../../iam/publicPolicy";
import { onSecret, usable } from "../../services/secretsmanager/operations/secretOperation";
import { resourceOf, type SecretControl, secretIn } from "./secretParts";

export const getResourcePolicy: SecretControl<GetResourcePolicyCommandInput, GetResourcePolicyCommandOutput> = {
  parameters: { SecretId: "text" },
  permissions: ({ SecretId }, { secretsManager }) =>
    onSecret("secretsmanager:GetResourcePolicy", SecretId, secretsManager),
  run({ SecretId }, parts) {
    const secret = secretIn(parts, SecretId);
    const policy = String(resourceOf(parts, secret).state.policy ?? "");
    return { ARN: secret.arn, Name: secret.name, ...(policy !== "" && { ResourcePolicy: policy }) };
  },
};

export const putResourcePolicy: SecretControl<PutResourcePolicyCommandInput, PutResourcePolicyCommandOutput> = {
  parameters: { SecretId: "text", ResourcePolicy: "text", BlockPublicPolicy: "flag?" },
  permissions: ({ SecretId, BlockPublicPolicy: block }, { secretsManager }) =>
    onSecret("secretsmanager:PutResourcePolicy", SecretId, secretsManager, {
      ...(block !== undefined && { "secretsmanager:BlockPublicPolicy": String(block) }),
    }),
  async run({ SecretId, ResourcePolicy: policy, BlockPublicPolicy: block = false }, parts) {
    const { resources } = parts;
    const secret = usable(secretIn(parts, SecretId));
    try {
      if (block && isPublic(policy)) {
        throw new AwsError(
          "PublicPolicyException",
          "You can't attach a resource policy that grants broad access to the secret.",
        );
      }
      await resources.update(resourceOf(parts, secret), { policy });
    } catch (error) {
      if (!(error instanceof AwsError && error.code === "MalformedPolicyDocument")) throw error;
      throw new AwsError("MalformedPolicyDocumentException", error.message);
    }
    return { ARN: secret.arn, Name: secret.name };
  },
};

export const deleteResourcePolicy: SecretControl<DeleteResourcePolicyCommandInput, DeleteResourcePolicyCommandOutput> =
  {
    parameters: { SecretId: "text" },
    permissions: ({ SecretId }, { secretsManager }) =>
      onSecret("secretsmanager:DeleteResourcePolicy", SecretId, secretsManager),
    async run({ SecretId }, parts) {
      const secret = usable(secretIn(parts, SecretId));
      await parts.resources.update(resourceOf(parts, secret), { policy: undefined });
      return { ARN: secret.arn, Name: secret.name };
    },
  };

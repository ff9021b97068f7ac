import { AwsError } from "../../base/awsError";
import type { Principal } from "../../iam/iam";
import { changed, type KmsOperation, type KmsParts, keyOf, malformed, type OnKey, onKey } from "./kmsOperation";

export const getKeyPolicy: KmsOperation<OnKey> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:GetKeyPolicy", input, parts),
  run: (input, parts) => ({ Policy: keyOf(input, parts).policy, PolicyName: "default" }),
};

export const listKeyPolicies: KmsOperation<OnKey> = {
  parameters: { KeyId: "text" },
  permissions: (input, parts) => onKey("kms:ListKeyPolicies", input, parts),
  run(input, parts) {
    keyOf(input, parts);
    return { PolicyNames: ["default"], Truncated: false };
  },
};

/** Refuses a policy with which the caller could not change it again, unless the caller says that it may be so. */
export const putKeyPolicy: KmsOperation<
  OnKey & { readonly Policy: string; readonly BypassPolicyLockoutSafetyCheck?: boolean }
> = {
  parameters: { KeyId: "text", Policy: "text" },
  permissions: (input, parts) => onKey("kms:PutKeyPolicy", input, parts),
  async run({ Policy: policy, BypassPolicyLockoutSafetyCheck: bypass, ...input }, parts, { principal }) {
    const key = keyOf(input, parts);
    await changed(input, parts, { policy }).catch(malformed);
    if (bypass === true || mayChangePolicy(parts, principal, key.arn)) return {};
    await changed(input, parts, { policy: key.policy });
    throw lockedOut();
  },
};

export function mayChangePolicy({ iam }: KmsParts, principal: Principal, resource: string): boolean {
  return iam.allows(principal, { action: "kms:PutKeyPolicy", resource });
}

export function lockedOut(): AwsError {
  return new AwsError(
    "MalformedPolicyDocumentException",
    "The new key policy will not allow you to update the key policy in the future.",
  );
}

import { AwsError } from "../../base/awsError";
import type { Iam, Principal } from "../../iam/iam";
import type { FunctionSpec } from "./lambda";

/**
 * The variables of a function that names a key are decrypted as its role, whenever an environment starts.
 * Source: AWS Lambda API Reference, Invoke, `KMSAccessDeniedException`.
 */
export function requireKey(iam: Pick<Iam, "allows">, principal: Principal, { name, keyArn }: FunctionSpec): void {
  if (keyArn === undefined || iam.allows(principal, { action: "kms:Decrypt", resource: keyArn })) return;
  throw new AwsError(
    "KMSAccessDeniedException",
    "Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function's KMS key " +
      `settings: the role of ${name} needs kms:Decrypt on ${keyArn}`,
    502,
  );
}

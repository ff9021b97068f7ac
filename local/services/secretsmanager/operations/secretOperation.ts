import { arn } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import type { Operation } from "../../../edge/awsApi";
import type { RequestContext } from "../../../iam/conditionKeys";
import type { Permission } from "../../../iam/iam";
import type { Services } from "../../../services";
import type { Secret } from "../secret";

/** Secrets, as the operations of the API see them. */
export interface SecretParts extends Pick<Services, "clock" | "inventory"> {
  /** @param id name, ARN, or ARN without its last seven characters */
  find(id: string): Secret | undefined;
  /** @param id as of `find` @throws AwsError `ResourceNotFoundException` */
  secretOf(id: string): Secret;
  /** Every secret, in the order of their creation. */
  secrets(): readonly Secret[];
  /** Puts a secret as it is now. */
  change(secret: Secret): void;
}

export type SecretOperation<Input extends object, Output extends object> = Operation<SecretParts, Input, Output>;

/** A permission on a secret. Tells a caller that may not know of a secret so, whether there is one or not. */
export function onSecret(
  action: string,
  id: string,
  { find }: Pick<SecretParts, "find">,
  context?: RequestContext,
): readonly Permission[] {
  const resource = find(id)?.arn ?? (id.startsWith("arn:") ? id : arn("secretsmanager", `secret:${id}`));
  return [{ action, resource, ...(context !== undefined && { context }) }];
}

/** The secret. @throws AwsError `InvalidRequestException` where it is to be deleted */
export function usable(secret: Secret): Secret {
  if (secret.deletedAt === undefined) return secret;
  throw new AwsError(
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

/** A value as a call gives it. */
export interface GivenValue {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
}

/**
 * Reads the value that a call gives: a text, or bytes in base64. There is none where it gives neither.
 * @throws AwsError `InvalidParameterException` for both
 */
export function valueIn({ SecretString, SecretBinary }: GivenValue): { value: string; isBinary: boolean } | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError("InvalidParameterException", "You can't specify both SecretString and SecretBinary.");
  }
  if (SecretString === "")
    throw new AwsError("ValidationException", "SecretString must be a text of at least one character");
  if (SecretString !== undefined) return { value: SecretString, isBinary: false };
  return SecretBinary === undefined ? undefined : { value: SecretBinary, isBinary: true };
}

/** The error for a token that no page has. */
export function invalidToken(): AwsError {
  return new AwsError("InvalidNextTokenException", "Invalid Token");
}

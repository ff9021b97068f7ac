import { AwsError } from "../../base/awsError";
import type { ResourceContext } from "../../engine/resourceHandler";
import type { Iam } from "../../iam/iam";

/**
 * A physical name from `name`, `namePrefix` or Pulumi's auto-naming.
 *
 * @param maxLength AWS's limit in characters (IAM User Guide, "IAM and AWS STS quotas")
 * @throws Error when both are set, or the name is too long or has characters that IAM refuses
 */
export function iamName(
  context: ResourceContext,
  { name, namePrefix }: { name?: string; namePrefix?: string },
  maxLength: number,
): string {
  if (name !== undefined && namePrefix !== undefined) throw new Error("name and namePrefix exclude each other");
  const generated = context.physicalName(undefined, maxLength);
  const result = namePrefix === undefined ? (name ?? generated) : namePrefix + generated.slice(-7);
  if (result.length > maxLength || !/^[\w+=,.@-]+$/.test(result)) {
    throw new Error(`name must be 1 to ${maxLength} characters out of letters, digits and _+=,.@-, got "${result}"`);
  }
  return result;
}

/** @throws Error for a path that IAM refuses */
export function iamPath(path: string | undefined): string {
  if (path === undefined) return "/";
  if (!/^\/([\x21-\x7e]+\/)?$/.test(path)) throw new Error(`path must start and end with "/", got "${path}"`);
  return path;
}

/** The ARN of a role by its name, which is its id too; `undefined` when the role is gone, and its policies with it. */
export function existingRole(iam: Pick<Iam, "roleArnOf">, roleName: unknown): string | undefined {
  try {
    return iam.roleArnOf(String(roleName));
  } catch (error) {
    if (error instanceof AwsError && error.code === "NoSuchEntity") return undefined;
    throw error;
  }
}

import type { Permission } from "./iam";

/**
 * Says that a caller hands a role over to a service: none where the call names no role.
 * Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
 *
 * @param service such as `"lambda.amazonaws.com"`
 */
export function passing(roleArn: string | undefined, service: string): readonly Permission[] {
  const context = { "iam:PassedToService": service };
  return roleArn === undefined ? [] : [{ action: "iam:PassRole", resource: roleArn, context }];
}

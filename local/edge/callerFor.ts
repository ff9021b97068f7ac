import { ACCOUNT_ID } from "../base/arn";
import { AwsError } from "../base/awsError";
import type { Iam, Permission, Principal } from "../iam/iam";
import type { Caller } from "./streamingService";

/** The caller for whom a service of the local cloud reads objects. @param sourceArn the resource of the service that it does so for */
export function callerFor(iam: Iam, principal: Principal, sourceArn?: string): Caller {
  const source = sourceArn === undefined ? {} : { "aws:SourceArn": sourceArn, "aws:SourceAccount": ACCOUNT_ID };
  const withSource = (permission: Permission) => ({ ...permission, context: { ...source, ...permission.context } });
  return {
    principal,
    authorize(permissions) {
      // A file that is missing is nobody's fault: without leave to list, a 403 says so, and no report.
      const isListing = permissions.some(({ action }) => action === "s3:ListBucket");
      if (isListing && !permissions.every((permission) => iam.allows(principal, withSource(permission)))) {
        throw new AwsError("AccessDenied", "Access Denied", 403);
      }
      iam.authorize(principal, permissions.map(withSource));
    },
    allows: (permission) => iam.allows(principal, withSource(permission)),
  };
}

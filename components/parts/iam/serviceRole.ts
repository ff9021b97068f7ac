import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type Allow, type Condition, policyDocument, trustPolicy } from "./policies";

export interface ServiceRoleArgs {
  /** The AWS service that assumes the role, such as `"lambda.amazonaws.com"`. */
  service: string;
  /** The requests of the service to let in; see {@link trustPolicy}. */
  trustCondition?: Condition;
  /** All that the role may do; at least one statement, for IAM refuses a policy without any. */
  permissions: readonly Allow[];
  tags: Record<string, string>;
}

export interface ServiceRole {
  role: aws.iam.Role;
  /** Whatever uses the role waits for its policy: without it the role has no permissions. */
  policy: aws.iam.RolePolicy;
}

/** A role that one AWS service may assume, and that may do exactly what is listed. */
export function serviceRole(name: string, args: ServiceRoleArgs, opts: pulumi.CustomResourceOptions): ServiceRole {
  const role = new aws.iam.Role(
    `${name}-role`,
    { assumeRolePolicy: trustPolicy(args.service, args.trustCondition), tags: args.tags },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: role.name, policy: policyDocument(args.permissions) },
    opts,
  );
  return { role, policy };
}

import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { missingMember } from "../../edge/constraints";
import { GROUP_OPERATIONS } from "./groups";
import type { IamParts } from "./iamOperation";
import { PROFILE_OPERATIONS } from "./instanceProfiles";
import { POLICY_OPERATIONS } from "./policies";
import { ROLE_OPERATIONS } from "./roles";
import { SIMULATION_OPERATIONS } from "./simulation";
import { USER_OPERATIONS } from "./users";

/**
 * IAM's API, for roles, policies, users, groups and instance profiles.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity and Access Management".
 */
export function iamApi(parts: Omit<IamParts, "versions">): AwsService {
  return awsApi({
    signingName: "iam",
    protocol: "query",
    parts: { ...parts, versions: new Map() },
    operations: {
      ...ROLE_OPERATIONS,
      ...POLICY_OPERATIONS,
      ...GROUP_OPERATIONS,
      ...USER_OPERATIONS,
      ...PROFILE_OPERATIONS,
      ...SIMULATION_OPERATIONS,
    },
    unknown: (operation) =>
      new AwsError("InvalidAction", `Could not find operation ${operation}: the local cloud does not run it.`),
    refused: (problem) => new AwsError("ValidationError", missingMember(problem)),
  });
}

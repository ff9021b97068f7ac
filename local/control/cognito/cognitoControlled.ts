import { AwsError } from "../../base/awsError";
import type { KeptResource } from "../../base/inventory";
import type { Operation } from "../../edge/awsApi";
import type { Controlled } from "../controlled";

/** The types of what user pools are made of. */
export const TYPES = {
  pool: "aws:cognito/userPool:UserPool",
  client: "aws:cognito/userPoolClient:UserPoolClient",
  domain: "aws:cognito/userPoolDomain:UserPoolDomain",
  group: "aws:cognito/userGroup:UserGroup",
  user: "aws:cognito/user:User",
  member: "aws:cognito/userInGroup:UserInGroup",
} as const;

export type CognitoControl<Input extends object, Output extends object> = Operation<Controlled, Input, Output>;

/** @throws AwsError `ResourceNotFoundException` */
export function poolIn(resources: Controlled, userPoolId: string): KeptResource {
  const found = resources.find(TYPES.pool, userPoolId);
  if (found) return found;
  throw notFound(`User pool ${userPoolId} does not exist.`);
}

/** Everything of a type that belongs to a pool. @throws AwsError `ResourceNotFoundException` */
export function ofPool(resources: Controlled, type: string, userPoolId: string): readonly KeptResource[] {
  const { id } = poolIn(resources, userPoolId);
  return resources.all(type).filter(({ state }) => state.userPoolId === id);
}

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message);
}

export function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

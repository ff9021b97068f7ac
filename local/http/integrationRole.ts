import { AwsError } from "../base/awsError";
import type { Principal } from "../iam/iam";
import type { Services } from "../services";

const API_GATEWAY = "apigateway.amazonaws.com";

/** Takes on an integration's role; `undefined` where API Gateway may not assume it, which the report tells. */
export function integrationRole(iam: Services["iam"], credentialsArn: string): Principal | undefined {
  try {
    return iam.assumeRole(credentialsArn, "BackplaneAssumeRoleSession", API_GATEWAY).principal;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

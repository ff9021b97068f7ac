import { AwsError } from "../../base/awsError";
import type { AwsCall, AwsService } from "../../edge/awsService";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";

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

/**
 * Calls an action of a service as an integration's role, with the decision of IAM that a call through the edge gets.
 * @throws AwsError of the service, or of IAM
 */
export async function callAsRole(
  iam: Services["iam"],
  service: AwsService,
  principal: Principal,
  { operation, params }: Pick<AwsCall, "operation" | "params">,
): Promise<Record<string, unknown>> {
  const call: AwsCall = {
    ...{ operation, params, principal },
    ...{ method: "POST", path: "/", headers: {}, body: Buffer.alloc(0) },
  };
  iam.authorize(principal, service.permissions(call));
  const answer = await service.handle(call);
  return "result" in answer ? answer.result : {};
}

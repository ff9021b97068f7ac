import type { RequestContext } from "../iam/conditionKeys";
import type { Iam, Principal } from "../iam/iam";
import type { Answer, AwsCall, AwsService } from "./awsService";

export interface CallWithin extends Pick<AwsCall, "operation" | "target" | "params"> {
  /** Facts for the conditions of policies, such as `aws:SourceArn`. */
  context?: RequestContext;
}

/**
 * Calls an API of the local cloud from one of its services, as a principal, with the decision of IAM that a call through the edge gets.
 * @throws AwsError of the service, or of IAM
 */
export async function callWithin(
  iam: Pick<Iam, "authorize">,
  service: AwsService,
  principal: Principal,
  { context, ...request }: CallWithin,
): Promise<Answer> {
  const { permissions, run } = service.prepare({ ...request, principal });
  iam.authorize(principal, context ? permissions.map((permission) => ({ ...permission, context })) : permissions);
  return run();
}

/** The same, for a service whose answers are all made here. */
export async function resultOfCall(...call: Parameters<typeof callWithin>): Promise<Record<string, unknown>> {
  const answer = await callWithin(...call);
  return "result" in answer ? answer.result : {};
}

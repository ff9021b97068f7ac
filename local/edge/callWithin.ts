import type { RequestContext } from "../iam/conditionKeys";
import type { Iam, Principal } from "../iam/iam";
import { currentSpan } from "../trace/openSpan";
import type { Answer, AwsCall, AwsService } from "./awsService";
import { recorded, spanOfCall } from "./recordedCall";

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
  const { permissions: needed, run } = service.prepare({ ...request, principal });
  const permissions = context ? needed.map((permission) => ({ ...permission, context })) : needed;
  const decided = async () => {
    iam.authorize(principal, permissions);
    return run();
  };
  const within = currentSpan();
  if (within === undefined) return decided();
  const call = { operation: request.operation, principal, permissions };
  return recorded(
    () => within.child(spanOfCall(service, call, JSON.stringify(request.params))),
    request.params,
    decided,
  );
}

/** The same, for a service whose answers are all made here. */
export async function resultOfCall(...call: Parameters<typeof callWithin>): Promise<Record<string, unknown>> {
  const answer = await callWithin(...call);
  return "result" in answer ? answer.result : {};
}

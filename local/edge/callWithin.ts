import type { RequestContext } from "../iam/conditionKeys";
import type { Iam, Principal } from "../iam/iam";
import { carriedMark } from "../trace/correlation";
import type { Answer, AwsCall, AwsService } from "./awsService";
import { recorded, recordOf, spanOfCall } from "./recordedCall";

export interface CallWithin extends Pick<AwsCall, "operation" | "target" | "params"> {
  /** Facts for the conditions of policies, such as `aws:SourceArn`. */
  context?: RequestContext;
  /** X-Ray's header of the request that it is made for. */
  traceHeader?: string | undefined;
  /** False for a look that is no part of what happens, such as a page's. @default true */
  isRecorded?: boolean;
}

/**
 * Calls an API of the local cloud from one of its services, as a principal, with the decision of IAM that a call through the edge gets.
 * @throws AwsError of the service, or of IAM
 */
export async function callWithin(
  iam: Pick<Iam, "authorize">,
  service: AwsService,
  principal: Principal,
  { context, traceHeader, isRecorded = true, ...request }: CallWithin,
): Promise<Answer> {
  const { permissions: needed, run } = service.prepare({ ...request, principal });
  const permissions = context ? needed.map((permission) => ({ ...permission, context })) : needed;
  const decided = async () => {
    iam.authorize(principal, permissions);
    return run();
  };
  const calls = isRecorded ? recordOf(service) : undefined;
  if (calls === undefined) return decided();
  const call = { operation: request.operation, principal, permissions };
  const begin = () => {
    const open = calls.begin({ ...spanOfCall(service, call, JSON.stringify(request.params)), traceHeader });
    const mark = carriedMark(request.params);
    if (mark !== undefined) calls.follow(mark, open?.span);
    return open;
  };
  return recorded(begin, request.params, decided);
}

/** The same, for a service whose answers are all made here. */
export async function resultOfCall(...call: Parameters<typeof callWithin>): Promise<Record<string, unknown>> {
  const answer = await callWithin(...call);
  return "result" in answer ? answer.result : {};
}

import type { IncomingMessage } from "node:http";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { gatewayReply, type Reply } from "../../http/gatewayReply";
import type { HttpRequest } from "../../http/requestEvent";
import { factsOf, type IdentityContext, identityContext, signedCaller } from "../../http/signedCaller";
import type { Services } from "../../services";

/**
 * Lets a request through, or not, as a route with IAM authorization does: it is signed for `execute-api`, by somebody whose policies allow
 * `execute-api:Invoke` on stage, method and path. An HTTP API has no policy of its own that could.
 *
 * Sources: API Gateway Developer Guide, "Control access to HTTP APIs with IAM authorization in API Gateway"
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html), and, for the ARN, "Control access to
 * an API with IAM permissions".
 *
 * @param path without the stage, as it was sent
 */
export function authorizeByIam(
  { iam, calls }: Pick<Services, "iam"> & Partial<Pick<Services, "calls">>,
  { stage, path }: { stage: string; path: string },
  request: HttpRequest,
  incoming: IncomingMessage,
): { iam: IdentityContext } | { reply: Reply; error: string } {
  try {
    const caller = signedCaller(iam, "execute-api", incoming);
    const resource = arn("execute-api", `${request.apiId}/${stage}/${request.method}${path}`);
    const permission = { action: "execute-api:Invoke", resource, context: factsOf(request) };
    calls?.decidedFor(request.trace, caller.principal, permission);
    iam.authorize(caller.principal, [permission]);
    return { iam: identityContext(caller) ?? {} };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { reply: gatewayReply(403, "Forbidden"), error: error.message };
  }
}

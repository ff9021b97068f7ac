import { ACCOUNT_ID, REGION } from "../../../base/arn";
import { formatTwoEvent, type HttpRequest } from "../../../http/requestEvent";
import { type Caller, identityContext } from "../../../http/signedCaller";

/**
 * The event of a function URL: payload format 2.0, except that the path stays encoded, where HTTP APIs decode it, and that
 * `accountId` is `"anonymous"` for a request that nobody signed
 * (AWS Lambda Developer Guide, "Invoking Lambda function URLs", "Request payload format").
 */
export function urlEvent(request: HttpRequest, caller: Caller, body: Buffer): Record<string, unknown> {
  const iam = identityContext(caller);
  const place = {
    accountId: iam ? ACCOUNT_ID : "anonymous",
    domainName: `${request.apiId}.lambda-url.${REGION}.on.aws`,
    domainPrefix: request.apiId,
    path: request.path,
    ...(iam && { context: { authorizer: { iam } } }),
  };
  const destination = { stage: "$default", routeKey: "$default", pathParameters: {}, stageVariables: {} };
  return formatTwoEvent(request, destination, place, body);
}

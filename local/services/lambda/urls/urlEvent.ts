import { ACCOUNT_ID, REGION } from "../../../base/arn";
import { formatTwoEvent, type HttpRequest } from "../../../http/requestEvent";
import type { Principal } from "../../../iam/iam";
import { uniqueId } from "../../../iam/uniqueId";

/** The sender of a signed request, as far as the event tells. */
export interface UrlCaller {
  principal: Principal;
  accessKeyId?: string;
}

/**
 * The event of a function URL: payload format 2.0, except that the path stays encoded, where HTTP APIs decode it, and that
 * `accountId` is `"anonymous"` for a request that nobody signed
 * (AWS Lambda Developer Guide, "Invoking Lambda function URLs", "Request payload format").
 */
export function urlEvent(request: HttpRequest, caller: UrlCaller, body: Buffer): Record<string, unknown> {
  const { principal, accessKeyId } = caller;
  const signed = principal.kind === "role" || principal.kind === "operator";
  const place = {
    accountId: signed ? ACCOUNT_ID : "anonymous",
    domainName: `${request.apiId}.lambda-url.${REGION}.on.aws`,
    path: request.path,
    ...(signed && { context: { authorizer: { iam: identityOf(principal, accessKeyId) } } }),
  };
  const destination = { stage: "$default", routeKey: "$default", pathParameters: {}, stageVariables: {} };
  return formatTwoEvent(request, destination, place, body);
}

function identityOf(
  principal: Extract<Principal, { arn: string }>,
  accessKeyId: string | undefined,
): Record<string, string | null> {
  const userId =
    principal.kind === "role"
      ? `${uniqueId("AROA", principal.roleArn)}:${principal.arn.split("/").at(-1)}`
      : uniqueId("AIDA", principal.arn);
  return {
    accessKey: accessKeyId ?? null,
    accountId: ACCOUNT_ID,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: principal.arn,
    userId,
  };
}

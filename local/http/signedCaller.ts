import type { IncomingMessage } from "node:http";
import { ACCOUNT_ID } from "../base/arn";
import { AwsError } from "../base/awsError";
import { credentialScope } from "../edge/request";
import type { RequestContext } from "../iam/conditionKeys";
import type { Iam, Principal } from "../iam/iam";
import { uniqueId } from "../iam/uniqueId";
import type { HttpRequest } from "./requestEvent";

/** The sender of a request, as far as the event tells. */
export interface Caller {
  principal: Principal;
  accessKeyId?: string;
}

/** A signed request's sender, as `requestContext.authorizer.iam` has it. */
export type IdentityContext = Readonly<Record<string, string | null>>;

/**
 * Reads who signed a request to an API or a function URL.
 * @param service that it has to be signed for, such as `"execute-api"`
 * @throws AwsError for a request that is not signed, by an unknown key, or for another service
 */
export function signedCaller(iam: Pick<Iam, "principalOf">, service: string, request: IncomingMessage): Caller {
  const { accessKeyId, sessionToken, signingName } = credentialScope(request);
  if (signingName !== service) {
    throw new AwsError("SignatureDoesNotMatch", `Credential should be scoped to correct service: '${service}'.`, 403);
  }
  return { principal: iam.principalOf(accessKeyId, sessionToken), accessKeyId };
}

/** Condition keys that every request to an API or a function URL has. */
export function factsOf({ sourceIp, receivedAt }: HttpRequest): RequestContext {
  return {
    "aws:SourceIp": sourceIp,
    "aws:CurrentTime": new Date(receivedAt).toISOString(),
    "aws:EpochTime": String(Math.floor(receivedAt / 1000)),
  };
}

/** Names the sender of a signed request; `undefined` for one that nobody signed. */
export function identityContext({ principal, accessKeyId }: Caller): IdentityContext | undefined {
  if (principal.kind !== "role" && principal.kind !== "operator") return undefined;
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

import { AwsError } from "../../../base/awsError";
import { attributeClaims } from "../tokens";
import type { HostedOperation, HostedReply } from "./exchange";
import { json } from "./exchange";

/** `/oauth2/userInfo`. Source: Cognito Developer Guide, "The userInfo endpoint". */
export const userInfo: HostedOperation = async ({ pool, headers }, { tokens }) => {
  const [, accessToken] = headers.authorization?.match(/^Bearer\s+(\S+)$/i) ?? [];
  if (accessToken === undefined) return refused(401, "invalid_request", "The request has no access token");
  try {
    const { user, claims } = await tokens.holder(pool, accessToken);
    if (!String(claims.scope).split(" ").includes("openid")) {
      return refused(403, "insufficient_scope", "The access token does not have the scope openid");
    }
    const client = pool.client(String(claims.client_id));
    // Unlike in tokens, these are texts, as on AWS.
    const told = Object.entries(attributeClaims(user, client)).map(([name, value]) => [name, String(value)]);
    return json(200, { sub: user.sub, ...Object.fromEntries(told), username: user.username });
  } catch (error) {
    if (error instanceof AwsError) return refused(401, "invalid_token", error.message);
    throw error;
  }
};

function refused(status: number, error: string, error_description: string): HostedReply {
  const reply = json(status, { error, error_description });
  const authenticate = `Bearer error="${error}", error_description="${error_description}"`;
  return { ...reply, headers: { ...reply.headers, "www-authenticate": authenticate } };
}

import { decodeJwt } from "jose";
import type { AwsCall } from "../../edge/awsService";
import { type ApiParts, attributeList, authenticationResult, clientOf, type Operation, text } from "./apiCall";
import { answerChallenge, signInBy } from "./apiSignIn";
import { ADMIN_SCOPE, unauthorized } from "./tokens";
import type { User, UserPool } from "./userPool";

/** The operations of users for themselves: nobody signs these calls, and IAM has no say. */
export const userOperations: Readonly<Record<string, Operation>> = {
  async InitiateAuth(call, parts) {
    return signInBy("USER_PASSWORD_AUTH", call, clientOf(call, parts), parts, ", or the hosted login");
  },

  RespondToAuthChallenge: (call, parts) => answerChallenge(call, clientOf(call, parts), parts),

  async GetTokensFromRefreshToken(call, parts) {
    const { pool, client } = clientOf(call, parts);
    if (client.secret !== undefined && call.params.ClientSecret !== client.secret) {
      throw unauthorized(`Unable to verify secret for client ${client.id}`);
    }
    return authenticationResult(await parts.tokens.refresh(pool, client, text(call, "RefreshToken")));
  },

  async GetUser(call, parts) {
    const { user } = await holderOf(call, parts);
    return { Username: user.username, UserAttributes: attributeList(user) };
  },

  async GlobalSignOut(call, parts) {
    const { pool, user } = await holderOf(call, parts);
    parts.tokens.revokeAll(pool.spec.id, user.id);
    return {};
  },

  async RevokeToken(call, parts) {
    const { client } = clientOf(call, parts);
    if (client.secret !== undefined && call.params.ClientSecret !== client.secret) {
      throw unauthorized(`Unable to verify secret for client ${client.id}`);
    }
    parts.tokens.revoke(client, text(call, "Token"));
    return {};
  },
};

/** @throws AwsError `NotAuthorizedException`, also for a token that is not for this API */
async function holderOf(call: AwsCall, { pools, tokens }: ApiParts): Promise<{ pool: UserPool; user: User }> {
  const accessToken = text(call, "AccessToken");
  const issuer = issuerOf(accessToken);
  const pool = [...pools.values()].find((candidate) => candidate.issuer === issuer);
  if (!pool) throw unauthorized("Invalid Access Token");
  const { user, claims } = await tokens.holder(pool, accessToken);
  if (!String(claims.scope).split(" ").includes(ADMIN_SCOPE)) {
    throw unauthorized("Access Token does not have required scopes");
  }
  return { pool, user };
}

function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

import type {
  GetTokensFromRefreshTokenCommandInput,
  GetTokensFromRefreshTokenCommandOutput,
  GetUserCommandInput,
  GetUserCommandOutput,
  GlobalSignOutCommandInput,
  GlobalSignOutCommandOutput,
  InitiateAuthCommandInput,
  InitiateAuthCommandOutput,
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput,
  RevokeTokenCommandInput,
  RevokeTokenCommandOutput,
} from "@aws-sdk/client-cognito-identity-provider";
import { decodeJwt } from "jose";
import { type ApiParts, attributeList, authenticationResult, type CognitoOperation, clientOf } from "./apiCall";
import { answerChallenge, signInBy } from "./apiSignIn";
import { ADMIN_SCOPE, unauthorized } from "./tokens";
import type { User, UserPool } from "./userPool";

/** Users act for themselves: nobody signs these calls, and IAM has no say. */
const NO_PERMISSIONS = () => [];

export const initiateAuth: CognitoOperation<InitiateAuthCommandInput, InitiateAuthCommandOutput> = {
  parameters: { ClientId: "text", AuthFlow: "text", AuthParameters: "map?" },
  permissions: NO_PERMISSIONS,
  run: async (input, parts) =>
    signInBy("USER_PASSWORD_AUTH", input, clientOf(input.ClientId, parts), parts, ", or the hosted login"),
};

export const respondToAuthChallenge: CognitoOperation<
  RespondToAuthChallengeCommandInput,
  RespondToAuthChallengeCommandOutput
> = {
  parameters: { ClientId: "text", ChallengeName: "text", ChallengeResponses: "map?", Session: "text?" },
  permissions: NO_PERMISSIONS,
  run: async (input, parts) => answerChallenge(input, clientOf(input.ClientId, parts), parts),
};

export const getTokensFromRefreshToken: CognitoOperation<
  GetTokensFromRefreshTokenCommandInput,
  GetTokensFromRefreshTokenCommandOutput
> = {
  parameters: { ClientId: "text", RefreshToken: "text" },
  permissions: NO_PERMISSIONS,
  async run({ ClientId, ClientSecret, RefreshToken }, parts) {
    const { pool, client } = clientOf(ClientId, parts);
    if (client.secret !== undefined && ClientSecret !== client.secret) {
      throw unauthorized(`Unable to verify secret for client ${client.id}`);
    }
    return authenticationResult(await parts.tokens.refresh(pool, client, RefreshToken));
  },
};

export const getUser: CognitoOperation<GetUserCommandInput, GetUserCommandOutput> = {
  parameters: { AccessToken: "text" },
  permissions: NO_PERMISSIONS,
  async run({ AccessToken }, parts) {
    const { user } = await holderOf(AccessToken, parts);
    return { Username: user.username, UserAttributes: attributeList(user) };
  },
};

export const globalSignOut: CognitoOperation<GlobalSignOutCommandInput, GlobalSignOutCommandOutput> = {
  parameters: { AccessToken: "text" },
  permissions: NO_PERMISSIONS,
  async run({ AccessToken }, parts) {
    const { pool, user } = await holderOf(AccessToken, parts);
    parts.tokens.revokeAll(pool.spec.id, user.id);
    return {};
  },
};

export const revokeToken: CognitoOperation<RevokeTokenCommandInput, RevokeTokenCommandOutput> = {
  parameters: { ClientId: "text", Token: "text" },
  permissions: NO_PERMISSIONS,
  run({ ClientId, ClientSecret, Token }, parts) {
    const { client } = clientOf(ClientId, parts);
    if (client.secret !== undefined && ClientSecret !== client.secret) {
      throw unauthorized(`Unable to verify secret for client ${client.id}`);
    }
    parts.tokens.revoke(client, Token);
    return {};
  },
};

/** @throws AwsError `NotAuthorizedException`, also for a token that is not for this API */
async function holderOf(accessToken: string, { pools, tokens }: ApiParts): Promise<{ pool: UserPool; user: User }> {
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

import type { AuthenticationResultType } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../base/awsError";
import { type ApiParts, authenticationResult, checkSecretHash, missing } from "./apiCall";
import { attempt } from "./signInAttempt";
import { ADMIN_SCOPE, unauthorized } from "./tokens";
import type { User, UserPool } from "./userPool";
import type { UserPoolClientSpec } from "./userPoolSpec";

const NEW_PASSWORD = "NEW_PASSWORD_REQUIRED";

type Texts = Readonly<Record<string, string | undefined>>;

/** The parameters of InitiateAuth and AdminInitiateAuth. */
interface SignIn {
  readonly AuthFlow: string;
  readonly AuthParameters?: Texts | undefined;
}

/** The parameters of RespondToAuthChallenge and AdminRespondToAuthChallenge. */
interface ChallengeAnswer {
  readonly ChallengeName: string;
  readonly ChallengeResponses?: Texts | undefined;
  readonly Session?: string | undefined;
}

interface SignInAnswer {
  ChallengeName?: "NEW_PASSWORD_REQUIRED";
  Session?: string;
  ChallengeParameters: Record<string, string>;
  AuthenticationResult?: AuthenticationResultType;
}

/** Where a call signs somebody in. */
export interface Place {
  pool: UserPool;
  client: UserPoolClientSpec;
}

/**
 * Signs in with a name and a password.
 *
 * @param flow what the client has to allow: `"ALLOW_USER_PASSWORD_AUTH"`
 * @throws AwsError `InvalidParameterException` where it does not, and what an attempt throws
 */
async function signInByPassword(
  texts: Texts,
  { pool, client }: Place,
  flow: string,
  parts: ApiParts,
): Promise<SignInAnswer> {
  const name = flow.replace("ALLOW_", "");
  if (!client.authFlows.includes(flow)) throw invalid(`${name} flow not enabled for this client`);
  const { USERNAME: login, PASSWORD: password, SECRET_HASH: hash } = texts;
  if (!login) throw invalid("Missing required parameter USERNAME");
  if (!password) throw invalid("Missing required parameter PASSWORD");
  checkSecretHash(client, login, hash);
  const user = await attempt(pool, client, { login, password }, parts.clock.now());
  if (user.status === "CONFIRMED") return signedIn(user, { pool, client }, parts);
  const session = parts.pendingPasswords.add({ poolId: pool.spec.id, clientId: client.id, user });
  return {
    ChallengeName: NEW_PASSWORD,
    Session: session,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: "[]",
      userAttributes: JSON.stringify(user.attributes),
    },
  };
}

/** @throws AwsError `InvalidParameterException` where the client does not allow it, or `NotAuthorizedException` */
async function signInByRefresh(texts: Texts, { pool, client }: Place, parts: ApiParts): Promise<SignInAnswer> {
  if (!client.authFlows.includes("ALLOW_REFRESH_TOKEN_AUTH") || client.rotation) {
    throw invalid("REFRESH_TOKEN_AUTH flow not enabled for this client");
  }
  const { REFRESH_TOKEN: refreshToken, SECRET_HASH: secret } = texts;
  if (!refreshToken) throw invalid("Missing required parameter REFRESH_TOKEN");
  // With a token, the hash would need a name that the caller may not know: AWS takes the secret itself, too.
  if (client.secret !== undefined && secret !== client.secret) {
    throw unauthorized(`Unable to verify secret hash for client ${client.id}`);
  }
  return authenticationResult(await parts.tokens.refresh(pool, client, refreshToken));
}

/**
 * Answers a challenge: a temporary password was right, and this is the password that follows it.
 * @throws AwsError `NotAuthorizedException` for a session that is over, or `InvalidPasswordException`
 */
export async function answerChallenge(
  { ChallengeName: challenge, ChallengeResponses: texts = {}, Session: secret }: ChallengeAnswer,
  { pool, client }: Place,
  parts: ApiParts,
): Promise<SignInAnswer> {
  if (challenge !== NEW_PASSWORD)
    throw invalid(`ChallengeName ${challenge} is not supported locally: only ${NEW_PASSWORD} is`);
  const { USERNAME: login, NEW_PASSWORD: password, SECRET_HASH: hash } = texts;
  if (!login) throw invalid("Missing required parameter USERNAME");
  if (!password) throw invalid("Missing required parameter NEW_PASSWORD");
  checkSecretHash(client, login, hash);
  if (secret === undefined || secret === "") throw missing("Session");
  const pending = parts.pendingPasswords.get(secret);
  const user = pool.find(login);
  if (pending?.poolId !== pool.spec.id || pending.clientId !== client.id || !user || pending.user.id !== user.id) {
    throw unauthorized("Invalid session for the user.");
  }
  const changed = await pool.setPassword(user, password, "CONFIRMED", parts.clock.now());
  parts.pendingPasswords.take(secret);
  return signedIn(changed, { pool, client }, parts);
}

async function signedIn({ id: userId }: User, { pool, client }: Place, { tokens }: ApiParts): Promise<SignInAnswer> {
  const signIn = tokens.newSignIn({ userPoolId: pool.spec.id, userId, clientId: client.id, scopes: [ADMIN_SCOPE] });
  return authenticationResult(await tokens.issue(pool, client, signIn));
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/**
 * Starts a sign-in by the flow that a call names: the password flow of its kind, or a refresh token.
 * @param others further ways to sign in, for who named another flow
 * @throws AwsError `InvalidParameterException` for another flow
 */
export async function signInBy(
  passwordFlow: "ADMIN_USER_PASSWORD_AUTH" | "USER_PASSWORD_AUTH",
  { AuthFlow: flow, AuthParameters: texts = {} }: SignIn,
  place: Place,
  parts: ApiParts,
  others = "",
): Promise<SignInAnswer> {
  switch (flow) {
    case passwordFlow:
      return signInByPassword(texts, place, `ALLOW_${passwordFlow}`, parts);
    case "REFRESH_TOKEN_AUTH":
    case "REFRESH_TOKEN":
      return signInByRefresh(texts, place, parts);
    default:
      throw new AwsError(
        "InvalidParameterException",
        `AuthFlow ${flow} is not supported locally: use ${passwordFlow} or REFRESH_TOKEN_AUTH${others}`,
      );
  }
}

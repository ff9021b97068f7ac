import { createHmac } from "node:crypto";
import type { AuthenticationResultType, UserType } from "@aws-sdk/client-cognito-identity-provider";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import type { Operation } from "../../edge/awsApi";
import type { OnWire } from "../../edge/wireTypes";
import type { Expiring } from "./expiring";
import type { PendingPassword } from "./hosted/exchange";
import { type IssuedTokens, type Tokens, unauthorized } from "./tokens";
import type { User, UserPool } from "./userPool";
import type { UserPoolClientSpec } from "./userPoolSpec";

export interface ApiParts {
  clock: Clock;
  pools: ReadonlyMap<string, UserPool>;
  tokens: Tokens;
  pendingPasswords: Expiring<PendingPassword>;
}

export type CognitoOperation<Input extends object, Output extends object> = Operation<ApiParts, Input, Output>;

export function missing(parameter: string): AwsError {
  return new AwsError("InvalidParameterException", `${parameter} must be a text of at least one character`);
}

/** @throws AwsError `ResourceNotFoundException` */
export function poolOf(id: string, { pools }: ApiParts): UserPool {
  const pool = pools.get(id);
  if (pool) return pool;
  throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
}

/** @throws AwsError `ResourceNotFoundException` */
export function clientOf(id: string, { pools }: ApiParts): { pool: UserPool; client: UserPoolClientSpec } {
  for (const pool of pools.values()) {
    const client = pool.clients.get(id);
    if (client) return { pool, client };
  }
  throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
}

/**
 * A client with a secret proves with every name that it has it.
 * Source: Cognito Developer Guide, "Computing secret hash values".
 *
 * @throws AwsError `NotAuthorizedException`
 */
export function checkSecretHash({ id, secret }: UserPoolClientSpec, login: string, given: string | undefined): void {
  if (secret === undefined) return;
  if (given === undefined) {
    throw unauthorized(`Client ${id} is configured with secret but SECRET_HASH was not received`);
  }
  const expected = createHmac("sha256", secret).update(`${login}${id}`).digest("base64");
  if (given !== expected) throw unauthorized(`Unable to verify secret hash for client ${id}`);
}

export function authenticationResult(issued: IssuedTokens): {
  ChallengeParameters: Record<string, string>;
  AuthenticationResult: AuthenticationResultType;
} {
  return {
    ChallengeParameters: {},
    AuthenticationResult: {
      AccessToken: issued.accessToken,
      ExpiresIn: issued.expiresIn,
      TokenType: "Bearer",
      ...(issued.refreshToken !== undefined && { RefreshToken: issued.refreshToken }),
      IdToken: issued.idToken,
    },
  };
}

interface Attribute {
  Name: string;
  Value: string;
}

/** A user as lists show one. */
export function described(user: User): OnWire<UserType> & { Attributes: readonly Attribute[] } {
  return {
    Username: user.username,
    Attributes: attributeList(user),
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

export function attributeList({ attributes, sub }: User): Attribute[] {
  return Object.entries({ ...attributes, sub }).map(([Name, Value]) => ({ Name, Value }));
}

/** One page of a list. @throws AwsError `InvalidParameterException` for a limit or a token that is none */
export function paged<Item>(
  items: readonly Item[],
  limit: number = MAX_PAGE,
  token?: string,
): { page: readonly Item[]; next?: string } {
  if (typeof limit !== "number" || !Number.isInteger(limit) || limit < 0 || limit > MAX_PAGE) {
    throw new AwsError("InvalidParameterException", `Limit must be from 0 to ${MAX_PAGE}, got ${String(limit)}`);
  }
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64url").toString());
  if (!Number.isInteger(start)) throw new AwsError("InvalidParameterException", "Invalid pagination token given");
  const end = start + (limit || MAX_PAGE);
  return {
    page: items.slice(start, end),
    ...(end < items.length && { next: Buffer.from(String(end)).toString("base64url") }),
  };
}

const MAX_PAGE = 60;

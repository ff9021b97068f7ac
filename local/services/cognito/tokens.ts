import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import { WrittenMap } from "../../base/writtenMap";
import { ALGORITHM } from "./signingKey";
import { STANDARD_ATTRIBUTES, type User, type UserPool } from "./userPool";
import type { UserPoolClientSpec } from "./userPoolSpec";

/** One sign-in: what is issued from it, however often it is refreshed, has its `originJti`. */
export interface SignIn {
  userPoolId: string;
  /** As the pool names the user. */
  userId: string;
  clientId: string;
  scopes: readonly string[];
  /** Milliseconds since the Unix epoch. */
  at: number;
  originJti: string;
  nonce?: string;
}

export interface IssuedTokens {
  accessToken: string;
  /** Absent without the scope `openid` of the hosted login. */
  idToken?: string;
  refreshToken?: string;
  /** Seconds until the access token expires. */
  expiresIn: number;
}

interface RefreshGrant {
  signIn: SignIn;
  /** Milliseconds since the Unix epoch. */
  expiresAt: number;
}

/** The scope of whoever signs in by the API. */
export const ADMIN_SCOPE = "aws.cognito.signin.user.admin";

/**
 * Issues and checks the tokens of user pools.
 * Sources: Cognito Developer Guide, "Understanding the identity (ID) token", "... the access token" and "... the refresh token".
 */
export class Tokens {
  readonly #clock: Clock;
  /** By the hash of the token. */
  readonly #grants: WrittenMap<RefreshGrant>;
  /** By the `origin_jti` of the sign-in. */
  readonly #revoked: WrittenMap<true>;

  constructor(clock: Clock, maps: KeptMaps = noMaps) {
    this.#clock = clock;
    this.#grants = new WrittenMap(maps.map("grants"));
    this.#revoked = new WrittenMap(maps.map("revoked"));
  }

  newSignIn(facts: Omit<SignIn, "originJti" | "at">, at = this.#clock.now()): SignIn {
    return { ...facts, at, originJti: randomUUID() };
  }

  /** Tokens of a new sign-in, with one to refresh them. */
  async issue(pool: UserPool, client: UserPoolClientSpec, signIn: SignIn): Promise<IssuedTokens> {
    const issued = await this.#sign(pool, client, signIn, signIn.at);
    return { ...issued, refreshToken: this.#grant(signIn, signIn.at + client.validity.refreshToken * 1000) };
  }

  /**
   * @throws AwsError `NotAuthorizedException` for a refresh token that is none of this client's, is over or was taken back, and
   * for a user who is gone or disabled
   */
  async refresh(pool: UserPool, client: UserPoolClientSpec, refreshToken: string): Promise<IssuedTokens> {
    const now = this.#clock.now();
    const grant = this.#grants.get(hashOf(refreshToken));
    if (!grant || grant.signIn.clientId !== client.id) throw unauthorized("Invalid Refresh Token");
    if (grant.expiresAt <= now) throw unauthorized("Refresh Token has expired");
    if (this.#revoked.has(grant.signIn.originJti)) throw unauthorized("Refresh Token has been revoked");
    // The nonce of the first request does not return with later ones (OpenID Connect Core 1.0, section 12.2).
    const { nonce: _, ...signIn } = grant.signIn;
    const issued = await this.#sign(pool, client, signIn, now);
    if (!client.rotation) return issued;
    const graceEnd = now + client.rotation.graceSeconds * 1000;
    const next = this.#grant(grant.signIn, grant.expiresAt);
    this.#grants.set(hashOf(refreshToken), { ...grant, expiresAt: Math.min(grant.expiresAt, graceEnd) });
    return { ...issued, refreshToken: next };
  }

  /** Takes back a refresh token and all that was issued with it; a token that is unknown is none. */
  revoke(client: UserPoolClientSpec, refreshToken: string): void {
    const grant = this.#grants.get(hashOf(refreshToken));
    if (!grant) return;
    if (grant.signIn.clientId !== client.id) throw unauthorized("Invalid Refresh Token");
    this.#end(grant.signIn.originJti);
  }

  /** Takes back all that a user has. */
  revokeAll(userPoolId: string, userId: string): void {
    for (const { signIn } of [...this.#grants.values()]) {
      if (signIn.userPoolId === userPoolId && signIn.userId === userId) this.#end(signIn.originJti);
    }
  }

  /**
   * Finds the user who holds this access token, where it is one of the pool's own that still holds.
   * @throws AwsError `NotAuthorizedException`
   */
  async holder(pool: UserPool, accessToken: string): Promise<{ user: User; claims: JWTPayload }> {
    const claims = await this.#verified(pool, accessToken);
    const user = pool.users.find(({ sub }) => sub === claims.sub);
    if (claims.token_use !== "access" || user === undefined) throw unauthorized("Invalid Access Token");
    if (this.#revoked.has(String(claims.origin_jti))) throw unauthorized("Access Token has been revoked");
    if (!user.enabled) throw unauthorized("User is disabled.");
    return { user, claims };
  }

  async #verified(pool: UserPool, token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, pool.key.keys, {
        issuer: pool.issuer,
        algorithms: [ALGORITHM],
        currentDate: new Date(this.#clock.now()),
      });
      return payload;
    } catch {
      throw unauthorized("Invalid Access Token");
    }
  }

  async #sign(pool: UserPool, client: UserPoolClientSpec, signIn: SignIn, at: number): Promise<IssuedTokens> {
    const user = pool.users.find(({ id }) => id === signIn.userId);
    if (user === undefined) throw unauthorized("Invalid Refresh Token");
    if (!user.enabled) throw unauthorized("User is disabled.");
    const groups = pool.groupsOf(user).map(({ name }) => name);
    const common = {
      sub: user.sub,
      ...(groups.length > 0 && { "cognito:groups": groups }),
      iss: pool.issuer,
      origin_jti: signIn.originJti,
      event_id: randomUUID(),
      auth_time: Math.floor(signIn.at / 1000),
      iat: Math.floor(at / 1000),
    };
    const signed = (claims: JWTPayload, validitySeconds: number) =>
      new SignJWT({ ...common, ...claims, exp: common.iat + validitySeconds, jti: randomUUID() })
        .setProtectedHeader({ kid: pool.key.id, alg: ALGORITHM })
        .sign(pool.key.privateKey);
    const access = { client_id: client.id, version: 2, token_use: "access", username: user.username };
    const accessToken = await signed({ ...access, scope: signIn.scopes.join(" ") }, client.validity.accessToken);
    const id = { aud: client.id, token_use: "id", "cognito:username": user.username };
    const isOfLogin = signIn.scopes.includes("openid");
    const idToken = await signed(
      {
        ...attributeClaims(user, client),
        ...(signIn.nonce !== undefined && { nonce: signIn.nonce }),
        ...(isOfLogin && { at_hash: halfHash(accessToken) }),
        ...id,
      },
      client.validity.idToken,
    );
    const withIdToken = isOfLogin || signIn.scopes.includes(ADMIN_SCOPE);
    return { accessToken, ...(withIdToken && { idToken }), expiresIn: client.validity.accessToken };
  }

  #grant(signIn: SignIn, expiresAt: number): string {
    const now = this.#clock.now();
    for (const [hash, grant] of this.#grants) if (grant.expiresAt <= now) this.#grants.delete(hash);
    const token = randomBytes(48).toString("base64url");
    this.#grants.set(hashOf(token), { signIn, expiresAt });
    return token;
  }

  #end(originJti: string): void {
    this.#revoked.set(originJti, true);
    for (const [hash, { signIn }] of this.#grants) if (signIn.originJti === originJti) this.#grants.delete(hash);
  }
}

/** The user's attributes as claims: two of them are truth values. A client that names none reads OpenID Connect's own. */
export function attributeClaims(
  { attributes }: User,
  { readAttributes = STANDARD_ATTRIBUTES }: UserPoolClientSpec,
): Record<string, string | boolean> {
  const told = Object.entries(attributes).filter(([name]) => readAttributes.includes(name));
  return Object.fromEntries(told.map(([name, value]) => [name, name.endsWith("_verified") ? value === "true" : value]));
}

/** OpenID Connect Core 1.0, section 3.1.3.6, for an algorithm with SHA-256. */
function halfHash(token: string): string {
  return createHash("sha256").update(token).digest().subarray(0, 16).toString("base64url");
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export function unauthorized(message: string): AwsError {
  return new AwsError("NotAuthorizedException", message);
}

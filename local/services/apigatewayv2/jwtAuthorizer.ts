import { decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from "jose";
import { gatewayReply, type Reply } from "../../http/gatewayReply";
import type { JwtContext } from "../../http/jwtContext";
import { type HttpRequest, queryParameters } from "../../http/requestEvent";
import type { Services } from "../../services";
import type { JwtAuthorizerSpec } from "./httpApi";

export type Authorized = { jwt: JwtContext } | { reply: Reply; error: string };

/** "Currently, only RSA-based algorithms are supported": neither none nor one whose key would be the public one. */
const ALGORITHMS = ["RS256", "RS384", "RS512"];

/**
 * Lets a request through, or not, as a JWT authorizer does: a token of the issuer, signed with the key that it names, in its time, for
 * one of the audience; `client_id` counts only without `aud`; and one of the route's scopes.
 *
 * Sources: API Gateway Developer Guide, "Control access to HTTP APIs with JWT authorizers" and "Troubleshooting issues with HTTP API
 * JWT authorizers". Of the descriptions in `www-authenticate`, only that of the audience is documented.
 *
 * @param scopes that the route asks for
 */
export async function authorizeByJwt(
  { cognito, clock }: Pick<Services, "cognito" | "clock">,
  authorizer: JwtAuthorizerSpec,
  scopes: readonly string[],
  request: HttpRequest,
): Promise<Authorized> {
  const token = tokenOf(authorizer.identitySource, request);
  if (token === undefined) return unauthorized("Bearer", "no token");
  const refuse = (description: string): Authorized =>
    unauthorized(
      `Bearer scope="${scopes.join(" ")}" error="invalid_token" error_description="${description}"`,
      description,
    );
  const keys = cognito.keysOf(authorizer.issuer);
  if (!keys) return refuse("OIDC discovery endpoint communication error");
  try {
    if (decodeProtectedHeader(token).kid === undefined) return refuse("the token does not name its key");
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ALGORITHMS,
      issuer: authorizer.issuer,
      requiredClaims: ["exp"],
      currentDate: new Date(clock.now()),
    });
    if (payload.iat !== undefined && payload.iat > clock.now() / 1000) return refuse("the token is not valid yet");
    if (!isForAudience(payload, authorizer.audience)) return refuse("the token does not have a valid audience");
    return withScopes(payload, scopes);
  } catch (error) {
    return refuse(descriptionOf(error));
  }
}

/** "The identitySource can include only the token, or the token prefixed with Bearer." */
function tokenOf({ place, name }: JwtAuthorizerSpec["identitySource"], request: HttpRequest): string | undefined {
  const value = place === "header" ? request.headers[name.toLowerCase()] : queryParameters(request.queryString)[name];
  return value?.replace(/^Bearer +/i, "").trim() || undefined;
}

function isForAudience({ aud, client_id: clientId }: JWTPayload, audience: readonly string[]): boolean {
  const named = aud === undefined ? [clientId] : [aud].flat();
  return named.some((name) => typeof name === "string" && audience.includes(name));
}

function withScopes(payload: JWTPayload, asked: readonly string[]): Authorized {
  const own = scopesOf(payload);
  if (asked.length > 0 && !asked.some((scope) => own.includes(scope))) {
    const error = "the token does not have one of the route's scopes";
    const authenticate = `Bearer scope="${asked.join(" ")}" error="insufficient_scope" error_description="${error}"`;
    return { reply: refusal(403, "Forbidden", authenticate), error };
  }
  const claims = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
  return { jwt: { claims, scopes: asked.length > 0 ? own : null } };
}

function scopesOf({ scope, scp }: JWTPayload): readonly string[] {
  const given = scope ?? scp;
  return typeof given === "string" ? given.split(" ") : Array.isArray(given) ? given.map(String) : [];
}

/** Claims come as Go prints them, lists as `[hr auditor]`: nobody tells an item with a space in it from two (measured on AWS). */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(claimText).join(" ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).map(([name, member]) => `${name}:${claimText(member)}`);
  return `map[${members.join(" ")}]`;
}

function descriptionOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "the token has expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === "nbf") return "the token is not valid yet";
    return error.claim === "iss" ? "the token does not have a valid issuer" : `invalid claim ${error.claim}`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return "signing method is invalid";
  if (error instanceof errors.JWKSNoMatchingKey) return "no key matches the token";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "signature is invalid";
  if (error instanceof errors.JOSEError || error instanceof TypeError) return "invalid token";
  throw error;
}

function unauthorized(authenticate: string, error: string): Authorized {
  return { reply: refusal(401, "Unauthorized", authenticate), error };
}

function refusal(status: number, message: string, authenticate: string): Reply {
  const reply = gatewayReply(status, message);
  return { ...reply, headers: { ...reply.headers, "www-authenticate": authenticate } };
}

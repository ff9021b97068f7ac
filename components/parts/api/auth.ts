import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { checked, oneOf, type Subject, wholeNumber } from "../arguments/arguments";
import { refusal } from "../arguments/refusal";

/**
 * Those who may call an API: callers who sign their requests and are allowed to, callers with a token, whomever a function lets in, or
 * everybody.
 */
export type ApiAuth = "iam" | "public" | { jwt: JwtAuth } | { lambda: LambdaAuth };

/** Those who may call an address that knows no tokens. */
export type SignedAuth = Extract<ApiAuth, string>;

/** A token of this issuer, for one of these audiences, with one of these scopes where there are any. */
export interface JwtAuth {
  /** URL of the issuer, as the token's `iss` has it. */
  issuer: pulumi.Input<string>;
  /** Values of which the token's `aud` (`client_id` where there is none) must be one. */
  audiences: readonly pulumi.Input<string>[];
  /** @default none is asked for */
  scopes?: readonly pulumi.Input<string>[];
}

/**
 * Whomever a function lets in, which returns `{ isAuthorized: boolean, context? }` (API Gateway Developer Guide, "Control access to HTTP APIs
 * with AWS Lambda authorizers"). It has ten seconds.
 */
export interface LambdaAuth {
  function: aws.lambda.Function;
  /**
   * Headers that identify a caller: a request without one of them gets 401, and the function is not asked.
   * @default ["Authorization"]
   */
  headers?: readonly string[];
  /**
   * Seconds that a decision holds for the same headers and the same route; 0 to 3,600. Somebody who is let in stays in so long.
   * @default 0
   */
  cacheSeconds?: number;
}

const RULE = '"iam", "public", { jwt: { issuer, audiences } } or { lambda: { function } }';

/** Seconds that API Gateway keeps a decision at most (API Gateway V2 API Reference, `AuthorizerResultTtlInSeconds`). */
const LONGEST_CACHE_SECONDS = 3_600;

/**
 * Checks who may call an HTTP API. Nobody may without a signature, unless the program says so.
 * @throws RunError naming what is possible
 */
export function apiAuthOf(subject: Subject, argument: string, auth: ApiAuth | undefined): ApiAuth {
  const { apiKeys } = Object(auth) as { apiKeys?: unknown };
  if (apiKeys !== undefined) {
    throw refusal(
      `${subject.component} ${JSON.stringify(subject.name)}: ${argument} must be ${RULE}: an HTTP API knows no API keys, which are for REST ` +
        "APIs; let a function look at the key's header, { lambda: { function, headers } }",
    );
  }
  // A function is a resource of Pulumi's, which is not to be shown.
  const shown = (known: ApiAuth) =>
    typeof known === "object" && known !== null && "lambda" in known ? Object.keys(known) : known;
  const known = checked<ApiAuth>(subject, argument, auth ?? "iam", RULE, isApiAuth, shown) as ApiAuth;
  if (typeof known === "object" && "lambda" in known) checkLambda(subject, `${argument}.lambda`, known.lambda);
  return known;
}

/**
 * Checks who may call single routes of an HTTP API.
 * @throws RunError naming a route that there is not, or what is possible
 */
export function routeAuthOf<Key extends string>(
  subject: Subject,
  argument: string,
  auths: Readonly<Partial<Record<Key, ApiAuth>>> | undefined,
  routes: readonly Key[],
): Readonly<Partial<Record<Key, ApiAuth>>> {
  const given = (auths ?? {}) as Readonly<Partial<Record<Key, ApiAuth>>>;
  for (const [route, auth] of Object.entries<ApiAuth | undefined>(given)) {
    oneOf<string>(subject, `a route of ${argument}`, route, routes);
    apiAuthOf(subject, `${argument}[${JSON.stringify(route)}]`, auth);
  }
  return given;
}

/**
 * Checks who may call an address that knows no tokens.
 * @throws RunError naming what is possible
 */
export function signedAuthOf(subject: Subject, argument: string, auth: SignedAuth | undefined): SignedAuth {
  const rule = '"iam" or "public"';
  return checked<SignedAuth>(subject, argument, auth ?? "iam", rule, isSignedAuth) as SignedAuth;
}

/** Programs are not type-checked when they run, and a misspelt word must not open an API. */
function isApiAuth(auth: ApiAuth): boolean {
  if (isSignedAuth(auth)) return true;
  const names = typeof auth === "object" && auth !== null ? Object.keys(auth) : [];
  if (names.length !== 1) return false;
  const { jwt, lambda } = auth as { jwt?: Partial<JwtAuth>; lambda?: Partial<LambdaAuth> };
  if (lambda !== undefined) return Boolean(lambda?.function);
  return Boolean(jwt?.issuer) && Array.isArray(jwt?.audiences) && jwt.audiences.length > 0;
}

function checkLambda(subject: Subject, argument: string, { headers, cacheSeconds }: LambdaAuth): void {
  if (headers !== undefined) {
    const rule = "names of headers, at least one: letters, digits, - and _";
    checked(subject, `${argument}.headers`, headers, rule, (known) => {
      return Array.isArray(known) && known.length > 0 && known.every((name) => /^[A-Za-z0-9_-]+$/.test(name));
    });
  }
  if (cacheSeconds !== undefined) {
    wholeNumber(subject, `${argument}.cacheSeconds`, cacheSeconds, { min: 0, max: LONGEST_CACHE_SECONDS });
  }
}

function isSignedAuth(auth: unknown): auth is SignedAuth {
  return auth === "iam" || auth === "public";
}

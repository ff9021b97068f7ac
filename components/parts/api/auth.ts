import type * as pulumi from "@pulumi/pulumi";
import { checked, type Subject } from "../arguments/arguments";

/** Those who may call an API: callers who sign their requests and are allowed to, callers with a token, or everybody. */
export type ApiAuth = "iam" | "public" | { jwt: JwtAuth };

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

const TOKEN_RULE = '"iam", "public" or { jwt: { issuer, audiences } }';

/**
 * Checks who may call an API. Nobody may without a signature, unless the program says so.
 * @throws RunError naming what is possible
 */
export function apiAuthOf(subject: Subject, argument: string, auth: ApiAuth | undefined): ApiAuth {
  return checked<ApiAuth>(subject, argument, auth ?? "iam", TOKEN_RULE, isApiAuth) as ApiAuth;
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
  if (names.length !== 1 || names[0] !== "jwt") return false;
  const { issuer, audiences } = (auth as { jwt: Partial<JwtAuth> }).jwt;
  return Boolean(issuer) && Array.isArray(audiences) && audiences.length > 0;
}

function isSignedAuth(auth: unknown): auth is SignedAuth {
  return auth === "iam" || auth === "public";
}

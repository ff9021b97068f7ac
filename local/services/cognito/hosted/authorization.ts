import type { UserPool } from "../userPool";
import type { UserPoolClientSpec } from "../userPoolSpec";
import { type CodeGrant, type HostedParts, type HostedReply, redirect, withQuery } from "./exchange";
import { errorPage } from "./loginPage";

/** An authorization request that may be answered with a code. */
export interface Authorization {
  client: UserPoolClientSpec;
  redirectUri: string;
  scopes: readonly string[];
  state?: string;
  nonce?: string;
  /** Base64url of the verifier's SHA-256. */
  challenge?: string;
  /** `"none"` or `"login"` */
  prompt?: string;
}

/**
 * Checks an authorization request. Nobody is redirected to an address that the client has not registered, character by character.
 * Sources: Cognito Developer Guide, "Authorize endpoint"; RFC 6749, section 4.1.2.1; RFC 7636, section 4.4.1.
 *
 * @returns the reply instead, where the request is refused: a page, or a redirection with `error`
 */
export function authorizationOf(pool: UserPool, query: URLSearchParams): Authorization | HostedReply {
  const optional = (name: string) => query.get(name) ?? undefined;
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) return errorPage("Invalid request", `The parameter ${repeated} is there more than once.`);
  const client = pool.clients.get(query.get("client_id") ?? "");
  if (!client) return errorPage("Invalid client", "This user pool has no client with this client_id.");
  const redirectUri = optional("redirect_uri");
  if (redirectUri === undefined || !client.callbackUrls.includes(redirectUri)) {
    return errorPage("Invalid redirect", "The redirect_uri is none of the client's callback URLs.");
  }

  const state = optional("state");
  const refuse = (error: string, error_description?: string) =>
    redirect(withQuery(redirectUri, { error, error_description, state }));
  if (!client.usesHostedLogin) return refuse("unauthorized_client");
  if (query.get("response_type") !== "code") return refuse("unsupported_response_type", "response_type must be code");
  const provider = optional("identity_provider");
  if (provider !== undefined && provider !== "COGNITO") return refuse("invalid_request", "unknown identity_provider");
  const challenge = optional("code_challenge");
  const method = optional("code_challenge_method");
  if ((challenge !== undefined || method !== undefined) && method !== "S256") {
    return refuse("invalid_request", "code_challenge_method must be S256");
  }
  if (method !== undefined && !/^[\w-]{43}$/.test(challenge ?? "")) {
    return refuse("invalid_request", "code_challenge must be the base64url of a SHA-256");
  }
  const scopes =
    optional("scope")
      ?.split(" ")
      .filter((scope) => scope !== "") ?? client.scopes;
  if (scopes.some((scope) => !client.scopes.includes(scope))) return refuse("invalid_scope");
  const prompt = optional("prompt");
  if (prompt !== undefined && prompt !== "none" && prompt !== "login") {
    return refuse("invalid_request", "prompt must be none or login");
  }
  const nonce = optional("nonce");
  return {
    ...{ client, redirectUri, scopes },
    ...(state !== undefined && { state }),
    ...(nonce !== undefined && { nonce }),
    ...(challenge !== undefined && { challenge }),
    ...(prompt !== undefined && { prompt }),
  };
}

/** Sends the browser back with a code. */
export function grantCode(
  pool: UserPool,
  { client, redirectUri, scopes, state, nonce, challenge }: Authorization,
  who: Pick<CodeGrant, "user" | "signedInAt">,
  { codes }: HostedParts,
): string {
  const code = codes.add({
    ...{ poolId: pool.spec.id, clientId: client.id, redirectUri, scopes, ...who },
    ...(nonce !== undefined && { nonce }),
    ...(challenge !== undefined && { challenge }),
  });
  return withQuery(redirectUri, { code, state });
}

import { createHash, timingSafeEqual } from "node:crypto";
import { AwsError } from "../../../base/awsError";
import type { IssuedTokens } from "../tokens";
import type { UserPool } from "../userPool";
import type { UserPoolClientSpec } from "../userPoolSpec";
import {
  type CodeGrant,
  type HostedOperation,
  type HostedParts,
  type HostedReply,
  type HostedRequest,
  json,
} from "./exchange";

/** `/oauth2/token`. Source: Cognito Developer Guide, "The token issuer endpoint". */
export const token: HostedOperation = async (request, parts) => {
  const { pool, form } = request;
  const client = clientOf(request);
  if (!client) return refused("invalid_client");
  switch (form.get("grant_type")) {
    case "authorization_code":
      return client.usesHostedLogin ? exchange(pool, client, form, parts) : refused("unauthorized_client");
    case "refresh_token":
      return refresh(pool, client, form, parts);
    case null:
      return refused("invalid_request");
    default:
      return refused("unsupported_grant_type");
  }
};

/** `/oauth2/revoke`. Source: Cognito Developer Guide, "The token revocation endpoint". */
export const revoke: HostedOperation = (request, { tokens }) => {
  const client = clientOf(request);
  const refreshToken = request.form.get("token");
  if (!client) return refused("invalid_client");
  if (!refreshToken) return refused("invalid_request");
  // A token with dots is a JWT: only refresh tokens are taken back, and with them all that came of them.
  if (refreshToken.split(".").length === 3) return refused("unsupported_token_type");
  try {
    tokens.revoke(client, refreshToken);
    return { status: 200, headers: {}, body: "" };
  } catch (error) {
    if (error instanceof AwsError) return refused("unauthorized_client");
    throw error;
  }
};

async function exchange(
  pool: UserPool,
  client: UserPoolClientSpec,
  form: URLSearchParams,
  { codes, tokens }: HostedParts,
): Promise<HostedReply> {
  const code = form.get("code");
  if (!code || !form.get("redirect_uri")) return refused("invalid_request");
  const grant = codes.get(code);
  // Another client's try does not cost the right one its code.
  if (grant?.poolId !== pool.spec.id || grant.clientId !== client.id) return refused("invalid_grant");
  codes.take(code);
  if (grant.redirectUri !== form.get("redirect_uri") || !isProven(grant, form.get("code_verifier"))) {
    return refused("invalid_grant");
  }
  const signIn = tokens.newSignIn(
    {
      userPoolId: pool.spec.id,
      userId: grant.user,
      clientId: client.id,
      scopes: grant.scopes,
      ...(grant.nonce !== undefined && { nonce: grant.nonce }),
    },
    grant.signedInAt,
  );
  return issued(() => tokens.issue(pool, client, signIn));
}

async function refresh(
  pool: UserPool,
  client: UserPoolClientSpec,
  form: URLSearchParams,
  { tokens }: HostedParts,
): Promise<HostedReply> {
  const refreshToken = form.get("refresh_token");
  return refreshToken ? issued(() => tokens.refresh(pool, client, refreshToken)) : refused("invalid_request");
}

async function issued(issue: () => Promise<IssuedTokens>): Promise<HostedReply> {
  try {
    const { accessToken, idToken, refreshToken, expiresIn } = await issue();
    return json(200, {
      ...(idToken !== undefined && { id_token: idToken }),
      access_token: accessToken,
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
      expires_in: expiresIn,
      token_type: "Bearer",
    });
  } catch (error) {
    if (error instanceof AwsError) return refused("invalid_grant");
    throw error;
  }
}

/** PKCE: whoever has the code began the login, too (RFC 7636, section 4.6). A verifier without a challenge is a mistake. */
function isProven({ challenge }: CodeGrant, verifier: string | null): boolean {
  if (challenge === undefined) return verifier === null;
  if (!verifier || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false;
  return same(createHash("sha256").update(verifier).digest("base64url"), challenge);
}

/** The client by its header or the form; with its secret where it has one. */
function clientOf({ pool, form, headers }: HostedRequest): UserPoolClientSpec | undefined {
  const [, basic] = headers.authorization?.match(/^Basic\s+(\S+)$/i) ?? [];
  const [id = "", secret = ""] =
    basic === undefined
      ? [form.get("client_id") ?? "", form.get("client_secret") ?? ""]
      : Buffer.from(basic, "base64").toString().split(/:(.*)/s);
  const client = pool.clients.get(id);
  const isOther = form.has("client_id") && form.get("client_id") !== id;
  return client && !isOther && same(client.secret ?? "", secret) ? client : undefined;
}

function same(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function refused(error: string): HostedReply {
  return json(400, { error });
}

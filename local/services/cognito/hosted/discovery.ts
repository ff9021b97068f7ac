import { ALGORITHM } from "../signingKey";
import type { UserPool } from "../userPool";
import { type HostedOperation, json } from "./exchange";

/**
 * `/.well-known/openid-configuration`. On AWS its endpoints are on the pool's domain, here below the issuer: clients that ask go
 * right in both places. A pool without a domain has none of them.
 */
export const openIdConfiguration: HostedOperation = ({ pool }) => json(200, configurationOf(pool));

/** `/.well-known/jwks.json` */
export const jwks: HostedOperation = ({ pool }) => json(200, pool.key.jwks);

function configurationOf(pool: UserPool): object {
  const { issuer } = pool;
  return {
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    ...(pool.domains.size > 0 && {
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userInfo`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      end_session_endpoint: `${issuer}/logout`,
    }),
    response_types_supported: ["code"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: [ALGORITHM],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    code_challenge_methods_supported: ["S256"],
  };
}

import { generateKeyPairSync } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from "jose";

/**
 * Forges a token from a good one, with a key of its own under the name of the pool's.
 * @param changes claims that it has instead: `{ iss: "https://elsewhere.example" }` for one of another issuer
 */
export function foreignToken(token: string, changes: JWTPayload = {}): Promise<string> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { kid = "" } = decodeProtectedHeader(token);
  return new SignJWT({ ...decodeJwt(token), ...changes }).setProtectedHeader({ alg: "RS256", kid }).sign(privateKey);
}

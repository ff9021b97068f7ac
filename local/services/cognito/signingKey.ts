import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { calculateJwkThumbprint, createLocalJWKSet, exportJWK, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";

/** The keys that verify tokens. */
export type TokenKeys = JWTVerifyGetKey;

/** The only algorithm of user pools. */
export const ALGORITHM = "RS256";

/** The key of one user pool. */
export interface SigningKey {
  id: string;
  privateKey: KeyObject;
  /** As `/.well-known/jwks.json` shows it. */
  jwks: JSONWebKeySet;
  keys: TokenKeys;
}

const generate = promisify(generateKeyPair);

export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generate("rsa", { modulusLength: 2048 });
  return signingKeyOf(privateKey);
}

/** Reads a key that {@link keptKey} wrote. */
export function readSigningKey(pem: string): Promise<SigningKey> {
  return signingKeyOf(createPrivateKey(pem));
}

/** The private key as PEM. */
export function keptKey({ privateKey }: SigningKey): string {
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

async function signingKeyOf(privateKey: KeyObject): Promise<SigningKey> {
  const jwk = await exportJWK(createPublicKey(privateKey));
  const id = await calculateJwkThumbprint(jwk);
  const jwks = { keys: [{ ...jwk, kid: id, alg: ALGORITHM, use: "sig" }] };
  return { id, privateKey, jwks, keys: createLocalJWKSet(jwks) };
}

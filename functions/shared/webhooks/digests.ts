import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";

/** Tells whether a signature of a text is right by a secret or a public key, in a time that tells nothing about them. */
export type Matches = (secret: string, text: Buffer, signature: string) => boolean;

/** A symmetric signature. @param keyEncoding how the secret writes its bytes */
export function hmac(algorithm: "sha1" | "sha256", encoding: "hex" | "base64", keyEncoding: BufferEncoding = "utf8") {
  return (secret: string, text: Buffer, signature: string): boolean => {
    const right = createHmac(algorithm, Buffer.from(secret, keyEncoding)).update(text).digest();
    const given = Buffer.from(signature, encoding);
    return given.length === right.length && timingSafeEqual(given, right);
  };
}

/** The start of a public key in DER, before its 32 bytes (RFC 8410, section 4). */
const ED25519_KEY = "302a300506032b6570032100";

/** A signature by Ed25519. @param encoding of the public key and of the signature */
export function ed25519(encoding: "hex" | "base64") {
  return (publicKey: string, text: Buffer, signature: string): boolean => {
    const key = Buffer.concat([Buffer.from(ED25519_KEY, "hex"), Buffer.from(publicKey, encoding)]);
    const given = Buffer.from(signature, encoding);
    return given.length === 64 && verify(null, text, createPublicKey({ key, format: "der", type: "spki" }), given);
  };
}

/** A signature by ECDSA over SHA-256, both in base64: the key as SPKI, the signature in DER. */
export function ecdsaSha256(publicKey: string, text: Buffer, signature: string): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  return verify("sha256", text, key, Buffer.from(signature, "base64"));
}

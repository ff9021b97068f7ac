import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";

/** One Ed25519 key in the forms that programs want it in. */
export interface SshKey {
  /** `"ssh-ed25519 AAAA..."`, without a comment. */
  publicKey: string;
  /** In OpenSSH's own format, which alone holds such keys for `ssh -i`. */
  privateKey: string;
  /** PKCS #8, in PEM. */
  privateKeyPem: string;
  publicKeyPem: string;
}

const TYPE = "ssh-ed25519";
const LINE_LENGTH = 70;

/** A new key. */
export function newSshKey(): SshKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const [seed, point] = [rawBytes(privateKey, "d"), rawBytes(publicKey, "x")];
  const blob = Buffer.concat([text(TYPE), text(point)]);
  return {
    publicKey: `${TYPE} ${blob.toString("base64")}`,
    privateKey: privateFile(blob, point, seed),
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

/** A new RSA key, as EC2 makes them where nobody says otherwise; the private one in PKCS #1. */
export function newRsaKey(): Pick<SshKey, "publicKey" | "privateKey"> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const numbers = [rawBytes(publicKey, "e"), rawBytes(publicKey, "n")].map((bytes) => text(unsigned(bytes)));
  const blob = Buffer.concat([text("ssh-rsa"), ...numbers]);
  return {
    publicKey: `ssh-rsa ${blob.toString("base64")}`,
    privateKey: privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
  };
}

/** A number that begins with a set bit has a zero before it, for it is not negative (RFC 4251, section 5, "mpint"). */
function unsigned(bytes: Buffer): Buffer {
  return (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
}

/** The fingerprints of a public key as `ssh-keygen -l` writes them, the older form included. */
export function fingerprints(publicKey: string): { sha256: string; md5: string } {
  const blob = blobOf(publicKey);
  const md5 = createHash("md5").update(blob).digest("hex");
  return {
    sha256: `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`,
    md5: md5.match(/../g)?.join(":") ?? "",
  };
}

/**
 * The type of a public key in OpenSSH's format.
 * @throws Error for what is none
 */
export function publicKeyType(publicKey: string): string {
  const [type = ""] = publicKey.trim().split(/\s+/);
  const [first, ...rest] = textsOf(blobOf(publicKey));
  if (type === "" || first !== type || rest.length === 0) {
    throw new Error("it must be a public key in OpenSSH's format, such as ssh-ed25519 AAAA...");
  }
  return type;
}

function blobOf(publicKey: string): Buffer {
  return Buffer.from(publicKey.trim().split(/\s+/)[1] ?? "", "base64");
}

/** The strings that a blob is made of; none where it is cut off. */
function textsOf(blob: Buffer): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < blob.length; ) {
    const end = at + 4 > blob.length ? Number.POSITIVE_INFINITY : at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return [];
    texts.push(blob.subarray(at + 4, end).toString("latin1"));
    at = end;
  }
  return texts;
}

/** Unencrypted. Source: OpenSSH, "PROTOCOL.key". */
function privateFile(blob: Buffer, point: Buffer, seed: Buffer): string {
  const check = randomBytes(4);
  const keys = Buffer.concat([check, check, blob, text(Buffer.concat([seed, point])), text("")]);
  const padding = Buffer.from(Array.from({ length: (8 - (keys.length % 8)) % 8 }, (_, index) => index + 1));
  const count = Buffer.from([0, 0, 0, 1]);
  const file = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    ...[text("none"), text("none"), text(""), count, text(blob)],
    text(Buffer.concat([keys, padding])),
  ]);
  const lines = file.toString("base64").match(new RegExp(`.{1,${LINE_LENGTH}}`, "g")) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}

/** A string of SSH's wire format: its length, then its bytes (RFC 4251, section 5). */
function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function rawBytes(key: KeyObject, member: "d" | "x" | "e" | "n"): Buffer {
  return Buffer.from(key.export({ format: "jwk" })[member] ?? "", "base64url");
}

import { readFileSync } from "node:fs";
import { fingerprints, publicKeyType } from "../../local/services/ssh/openSshKey";

/** A public key that may be put into `authorized_keys`. */
export interface PublicKey {
  /** Type, key and comment; nothing that a shell or `sshd` would read as more. */
  line: string;
  /** `"SHA256:..."` */
  fingerprint: string;
}

const TYPES = ["ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"];

/** @throws Error that says what is wrong with the file, and what to do */
export function readPublicKey(file: string): PublicKey {
  const text = readText(file).trim();
  if (text.includes("PRIVATE KEY")) {
    throw new Error(`${file} is a private key, which stays where it is: give its public part, ${file}.pub`);
  }
  const [type = "", key = "", ...comment] = text.split(/\s+/);
  if (text.includes("\n") || !TYPES.includes(type) || !isKey(text)) {
    throw new Error(
      `${file} holds no public key in OpenSSH's format (one line, ${TYPES.join(", ")}): ssh-keygen -t ed25519 makes one`,
    );
  }
  const words = comment.map((word) => word.replace(/[^\w.@+-]/g, "")).filter((word) => word !== "");
  return { line: [type, key, ...words].join(" "), fingerprint: fingerprints(text).sha256 };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isKey(text: string): boolean {
  try {
    return /^\S+ [A-Za-z0-9+/]+=*( |$)/.test(text) && publicKeyType(text) !== "";
  } catch {
    return false;
  }
}

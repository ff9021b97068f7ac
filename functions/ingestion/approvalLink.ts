import { createHmac, timingSafeEqual } from "node:crypto";
import type { Decision } from "./approvalStore";

/** The decision that a link is for. */
export interface ApprovalLink {
  entryId: string;
  decision: Decision;
  /** Milliseconds since the Unix epoch, after which the link is worth nothing. */
  expiresAt: number;
}

const LETTERS: Readonly<Record<Decision, string>> = { approved: "a", rejected: "r" };

/** The text that a link carries: what it decides, until when, and a signature over both (HMAC-SHA256). */
export function signLink({ entryId, decision, expiresAt }: ApprovalLink, key: string): string {
  const content = `v1.${entryId}.${LETTERS[decision]}.${expiresAt}`;
  return `${content}.${signature(content, key).toString("base64url")}`;
}

/** Reads the decision that a link's text is for; `undefined` for any that {@link signLink} did not make with one of the keys. */
export function readLink(token: string, keys: readonly string[]): ApprovalLink | undefined {
  const match = /^(v1\.([0-9a-f]{32})\.([ar])\.(\d{1,15}))\.([\w-]{43})$/.exec(token);
  if (match === null) return undefined;
  const [, content = "", entryId = "", letter, expiresAt, signed = ""] = match;
  const given = Buffer.from(signed, "base64url");
  // Base64url's last letter has bits to spare: one signature is one text.
  const isSigned = keys.some((key) => timingSafeEqual(signature(content, key), given));
  if (!isSigned || given.toString("base64url") !== signed) return undefined;
  return { entryId, decision: letter === "a" ? "approved" : "rejected", expiresAt: Number(expiresAt) };
}

function signature(content: string, key: string): Buffer {
  return createHmac("sha256", key).update(content).digest();
}

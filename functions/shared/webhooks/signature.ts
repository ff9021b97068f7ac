import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Delivery } from "./delivery";

const secret = z.string().min(1, "a secret must not be empty");

const sourceSchema = z.union([
  secret,
  z.strictObject({
    /** Several while a secret is changed: any of them may have signed. */
    secret: z.union([secret, z.array(secret).min(1)]),
    /** A text that may precede the digest in the header. */
    prefix: z.string().default("sha256="),
    encoding: z.enum(["hex", "base64"]).default("hex"),
  }),
]);

const secretsSchema = z.record(z.string().min(1), sourceSchema);

/** How a source signs. */
export interface SigningSource {
  secrets: readonly string[];
  prefix: string;
  encoding: "hex" | "base64";
}

export type SigningSources = ReadonlyMap<string, SigningSource>;

/**
 * Reads the sources that sign: `{ "github": "the secret", "shop": { "secret": ["new", "old"], "prefix": "", "encoding": "base64" } }`.
 * A source with nothing but a secret signs with hexadecimal digits, with or without GitHub's `sha256=` before them.
 * @throws Error that tells what is wrong, and none of the secrets
 */
export function readSigningSources(json: string): SigningSources {
  const parsed = secretsSchema.safeParse(parse(json));
  if (!parsed.success) throw new Error(`The signing secrets of the sources: ${z.prettifyError(parsed.error)}`);
  return new Map(
    Object.entries(parsed.data).map(([source, value]) => {
      if (typeof value === "string") return [source, { secrets: [value], prefix: "sha256=", encoding: "hex" }];
      return [source, { secrets: [value.secret].flat(), prefix: value.prefix, encoding: value.encoding }];
    }),
  );
}

/** An error of `JSON.parse` quotes the text, which here holds secrets. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Judges the signature of a delivery: HMAC-SHA256 over its raw body, compared in constant time.
 * @returns why it must not be processed; `undefined` when it is signed right, or of a source that signs nothing
 */
export function signatureFault(
  { source, body, signature }: Pick<Delivery, "source" | "body" | "signature">,
  sources: SigningSources,
): "missing" | "wrong" | undefined {
  const signing = sources.get(source);
  if (signing === undefined) return undefined;
  if (signature === undefined || signature === "") return "missing";
  const digits = signature.startsWith(signing.prefix) ? signature.slice(signing.prefix.length) : signature;
  const given = Buffer.from(digits, signing.encoding);
  const bodies = [Buffer.from(body, "utf8"), ...base64Of(body)];
  // Every combination is looked at, so that the time tells nothing about which of them was close.
  const matches = signing.secrets.flatMap((key) => bodies.map((bytes) => isDigest(given, key, bytes)));
  return matches.includes(true) ? undefined : "wrong";
}

function isDigest(given: Buffer, key: string, body: Buffer): boolean {
  const right = createHmac("sha256", key).update(body).digest();
  return given.length === right.length && timingSafeEqual(given, right);
}

/** The bytes that an HTTP API may have encoded, since SQS takes text only (docs/http-api-to-sqs.md). */
function base64Of(body: string): Buffer[] {
  const bytes = Buffer.from(body, "base64");
  return bytes.length > 0 && bytes.toString("base64") === body ? [bytes] : [];
}

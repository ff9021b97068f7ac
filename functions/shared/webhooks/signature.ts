import { createHash } from "node:crypto";
import type { Delivery } from "./delivery";
import type { Scheme, SignedRequest } from "./schemes";
import type { SigningSource, SigningSources } from "./signingSources";

/** Why a delivery must not be processed. */
type SignatureFault = "missing" | "wrong" | "unreadable" | "too old" | "of the future";

/** A delivery that may be processed, with the id that its source signs where there is one. */
type Judged = { delivery: Delivery } | { fault: SignatureFault };

/**
 * Judges the signature of a delivery by its source's scheme, in constant time. A dated one must have been signed about when it was received:
 * how long it has waited in the queue since says nothing.
 */
export function judgeDelivery(delivery: Delivery, sources: SigningSources): Judged {
  const source = sources.get(delivery.source);
  if (source === undefined) return { delivery };
  const { headers, toleranceSeconds } = source.scheme;
  if (headers.signature !== undefined && !delivery.signature) return { fault: "missing" };
  const receivedAt = delivery.receivedAt.getTime();
  const toleranceMs = (source.toleranceSeconds ?? toleranceSeconds ?? 0) * 1000;
  const faults = bodiesOf(delivery.body).map((body) => {
    const verdict = verdictOf({ ...requestOf(delivery, source), body }, source);
    if (typeof verdict === "string") return verdict;
    const times = verdict.signedAt;
    if (!times.every((at) => at >= receivedAt - toleranceMs)) return "too old";
    if (!times.every((at) => at <= receivedAt + toleranceMs)) return "of the future";
    return { delivery: withId(delivery, source.scheme, body, verdict.digest) };
  });
  const right = faults.find((fault) => typeof fault === "object");
  if (right !== undefined) return right;
  // A signature that is right but for its time says the most.
  const telling = faults.find((fault) => fault === "too old" || fault === "of the future");
  return { fault: telling ?? (faults[0] as SignatureFault) };
}

function requestOf({ signature = "", timestamp = "", id }: Delivery, { url }: SigningSource) {
  return { signature, timestamp, deliveryId: id, url };
}

/** @returns why not, or when it was signed and the digest of what is signed */
function verdictOf(request: SignedRequest, { scheme, secrets }: SigningSource) {
  let texts: ReturnType<Scheme["texts"]>;
  try {
    texts = scheme.texts(request);
  } catch {
    return "unreadable";
  }
  // Every combination is looked at, so that the time tells nothing about which of them was close.
  const isRight = texts.map(({ text, signatures }) =>
    secrets.flatMap((secret) => signatures.map((signature) => isMatch(scheme, secret, text, signature))).includes(true),
  );
  if (texts.length === 0 || isRight.includes(false)) return "wrong";
  const digest = createHash("sha256");
  for (const { text } of texts) digest.update(text);
  return {
    signedAt: texts.flatMap(({ signedAt }) => (signedAt === undefined ? [] : [signedAt])),
    digest: digest.digest("base64url"),
  };
}

function isMatch({ matches }: Scheme, secret: string, text: Buffer, signature: string): boolean {
  try {
    return matches(secret, text, signature);
  } catch {
    // A public key or a signature that is none.
    return false;
  }
}

function withId(delivery: Delivery, { id }: Scheme, body: Buffer, digest: string): Delivery {
  if (id === "signed header") return { ...delivery, isIdSigned: true };
  if (id === "digest") return { ...delivery, id: digest, isIdSigned: true };
  if (typeof id !== "function") return delivery;
  return { ...delivery, id: idIn(id, body) ?? digest, isIdSigned: true };
}

/** A body of another kind, such as the form of a Slack command, has no id. */
function idIn(id: (body: Buffer) => string | undefined, body: Buffer): string | undefined {
  try {
    return id(body);
  } catch {
    return undefined;
  }
}

/** A body as bytes: as it is, or as an HTTP API or the function in front has encoded it, since SQS takes text only (docs/http-api-to-sqs.md). */
function bodiesOf(body: string): Buffer[] {
  const bytes = Buffer.from(body, "base64");
  const isEncoded = bytes.length > 0 && bytes.toString("base64") === body;
  return [Buffer.from(body, "utf8"), ...(isEncoded ? [bytes] : [])];
}

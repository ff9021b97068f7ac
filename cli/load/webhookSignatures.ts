import { createHmac } from "node:crypto";

/** How a source signs: by the name of its scheme, or its body in a header of its own. */
export type Signing = { secret: string; url?: string } & (
  | { scheme: string }
  | { header: string; prefix: string; encoding: "hex" | "base64" }
);

export interface Unsigned {
  url: string;
  deliveryId: string;
  body: string;
  atMs: number;
}

/** The headers with which a sender of the scheme would send this; written apart from what checks them, so that one tells about the other. */
const SIGNERS: Readonly<Record<string, (secret: string, request: Unsigned) => Record<string, string>>> = {
  "standard-webhooks": (secret, request) => standardWebhooks("webhook", secret, request),
  svix: (secret, request) => standardWebhooks("svix", secret, request),
  stripe(secret, { body, atMs }) {
    const t = seconds(atMs);
    return { "stripe-signature": `t=${t},v1=${hmac(secret, `${t}.${body}`, "hex")}` };
  },
  github: (secret, { body, deliveryId }) => ({
    "x-hub-signature-256": `sha256=${hmac(secret, body, "hex")}`,
    "x-github-delivery": deliveryId,
  }),
  slack(secret, { body, atMs }) {
    const time = seconds(atMs);
    return {
      "x-slack-request-timestamp": time,
      "x-slack-signature": `v0=${hmac(secret, `v0:${time}:${body}`, "hex")}`,
    };
  },
  shopify: (secret, { body, deliveryId }) => ({
    "x-shopify-hmac-sha256": hmac(secret, body, "base64"),
    "x-shopify-webhook-id": deliveryId,
  }),
  paddle(secret, { body, atMs }) {
    const ts = seconds(atMs);
    return { "paddle-signature": `ts=${ts};h1=${hmac(secret, `${ts}:${body}`, "hex")}` };
  },
  square: (secret, { body, url }) => ({ "x-square-hmacsha256-signature": hmac(secret, url + body, "base64") }),
};

/** The schemes that a run can sign by: those of a secret, not of a private key, whose deliveries have an id of their own. */
export const SIGNED_SCHEMES: readonly string[] = Object.keys(SIGNERS);

/** Signs a request as its source does. @throws Error for a scheme that a run cannot sign by */
export function signedHeaders(signing: Signing, request: Unsigned): Record<string, string> {
  const { secret } = signing;
  if (!("scheme" in signing)) {
    return { [signing.header]: signing.prefix + hmac(secret, request.body, signing.encoding) };
  }
  const sign = SIGNERS[signing.scheme];
  if (sign === undefined) throw new Error(`a run cannot sign as ${signing.scheme} does`);
  return sign(secret, request);
}

function standardWebhooks(prefix: string, secret: string, { deliveryId, body, atMs }: Unsigned) {
  const time = seconds(atMs);
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  return {
    [`${prefix}-id`]: deliveryId,
    [`${prefix}-timestamp`]: time,
    [`${prefix}-signature`]: `v1,${hmac(key, `${deliveryId}.${time}.${body}`, "base64")}`,
  };
}

function seconds(atMs: number): string {
  return String(Math.floor(atMs / 1000));
}

function hmac(key: string | Buffer, text: string, encoding: "hex" | "base64"): string {
  return createHmac("sha256", key).update(text).digest(encoding);
}

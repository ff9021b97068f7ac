import { ecdsaSha256, ed25519, hmac, type Matches } from "./digests";
import { formFields, jsonBody, textAt } from "./signedBody";

/** A request as it came in; what its scheme has no header for is empty. */
export interface SignedRequest {
  body: Buffer;
  signature: string;
  timestamp: string;
  deliveryId: string;
  /** The address that the sender was told to post to. */
  url: string;
}

/** One text that a sender signs, and the signatures of which one must be right. */
export interface SignedText {
  text: Buffer;
  signatures: readonly string[];
  /** When the sender signed it, in milliseconds since the Unix epoch. */
  signedAt?: number;
}

/** How a sender signs its webhooks. Header names are in lower case. */
export interface Scheme {
  headers: { signature?: string; timestamp?: string; deliveryId?: string };
  /** Every text that a request holds; a request without any is refused. @throws Error for a request that is none of this sender's */
  texts(request: SignedRequest): SignedText[];
  /** Tells whether a signature is right by a secret. */
  matches: Matches;
  /** Seconds that may lie between signing and receipt; absent where nothing dated is signed. */
  toleranceSeconds?: number;
  /**
   * Where a delivery's id comes from: `header`, signed or not; a place in the signed body; or `digest`, of what is signed: a repeat of the
   * very request has it, and one that is signed anew has another. Absent: each request is a delivery of its own.
   */
  id?: "signed header" | "unsigned header" | "digest" | ((body: Buffer) => string | undefined);
  /** The form of a secret, in words and as what it must match. @default any text that is not empty */
  secret?: { words: string; pattern: RegExp };
  /** Something in the signed text is the URL. */
  signsUrl?: true;
  /** Why nothing but a function in front of the queue can answer the sender; absent where the queue does. */
  front?: string;
}

const MINUTES_5 = 300;

/** The senders that are known by the name of their scheme; docs/webhooks.md says how each was verified. */
export const SCHEMES = {
  /** Standard Webhooks, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
  "standard-webhooks": standardWebhooks("webhook"),
  /** https://docs.svix.com/receiving/verifying-payloads/how-manual */
  svix: standardWebhooks("svix"),
  /** https://docs.stripe.com/webhooks#verify-manually */
  stripe: {
    headers: { signature: "stripe-signature" },
    texts: ({ signature, body }) => listed(signature, ",", "t", "v1", (time) => [`${time}.`, body]),
    matches: hmac("sha256", "hex"),
    toleranceSeconds: MINUTES_5,
    id: (body) => textAt(jsonBody(body), "id"),
  },
  /** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
  github: {
    headers: { signature: "x-hub-signature-256", deliveryId: "x-github-delivery" },
    texts: ({ signature, body }) => [{ text: body, signatures: withPrefix("sha256=", signature) }],
    matches: hmac("sha256", "hex"),
    id: "unsigned header",
  },
  /** https://docs.slack.dev/authentication/verifying-requests-from-slack */
  slack: {
    headers: { signature: "x-slack-signature", timestamp: "x-slack-request-timestamp" },
    texts: versionZero,
    matches: hmac("sha256", "hex"),
    toleranceSeconds: MINUTES_5,
    id: (body) => textAt(jsonBody(body), "event_id"),
    front: "Slack asks for its challenge back before it sends anything (url_verification)",
  },
  /** https://shopify.dev/docs/apps/build/webhooks/subscribe/https */
  shopify: {
    headers: { signature: "x-shopify-hmac-sha256", deliveryId: "x-shopify-webhook-id" },
    texts: ({ signature, body }) => [{ text: body, signatures: [signature] }],
    matches: hmac("sha256", "base64"),
    id: "unsigned header",
  },
  /** https://linear.app/developers/webhooks#securing-webhooks: the time is in the body, and signed with it */
  linear: {
    headers: { signature: "linear-signature", deliveryId: "linear-delivery" },
    texts: ({ signature, body }) => [
      { text: body, signatures: [signature], signedAt: wholeNumber(textAt(jsonBody(body), "webhookTimestamp")) },
    ],
    matches: hmac("sha256", "hex"),
    toleranceSeconds: 60,
    id: "unsigned header",
  },
  /** https://developer.paddle.com/webhooks/signature-verification */
  paddle: {
    headers: { signature: "paddle-signature" },
    texts: ({ signature, body }) => listed(signature, ";", "ts", "h1", (time) => [`${time}:`, body]),
    matches: hmac("sha256", "hex"),
    toleranceSeconds: 5,
    id: (body) => textAt(jsonBody(body), "event_id"),
  },
  /** https://developers.zoom.us/docs/api/webhooks/#verify-with-zooms-header */
  zoom: {
    headers: { signature: "x-zm-signature", timestamp: "x-zm-request-timestamp" },
    texts: versionZero,
    matches: hmac("sha256", "hex"),
    toleranceSeconds: MINUTES_5,
    id: "digest",
    front: "Zoom asks for its token, signed, before it sends anything and every 72 hours (endpoint.url_validation)",
  },
  /** https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests, version 3 */
  hubspot: {
    headers: { signature: "x-hubspot-signature-v3", timestamp: "x-hubspot-request-timestamp" },
    texts: ({ signature, timestamp, url, body }) => [
      { text: joined(["POST", url, body, timestamp]), signatures: [signature], signedAt: wholeNumber(timestamp) },
    ],
    matches: hmac("sha256", "base64"),
    toleranceSeconds: MINUTES_5,
    id: "digest",
    signsUrl: true,
  },
  /** https://developer.squareup.com/docs/webhooks/step3validate */
  square: {
    headers: { signature: "x-square-hmacsha256-signature" },
    texts: ({ signature, url, body }) => [{ text: joined([url, body]), signatures: [signature] }],
    matches: hmac("sha256", "base64"),
    id: (body) => textAt(jsonBody(body), "event_id"),
    signsUrl: true,
  },
  /** https://www.twilio.com/docs/usage/security#validating-requests; bodies of the form's type */
  twilio: {
    headers: { signature: "x-twilio-signature" },
    texts: ({ signature, url, body }) => [{ text: joined([url, formFields(body)]), signatures: [signature] }],
    matches: hmac("sha1", "base64"),
    signsUrl: true,
  },
  /** https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features */
  sendgrid: {
    headers: {
      signature: "x-twilio-email-event-webhook-signature",
      timestamp: "x-twilio-email-event-webhook-timestamp",
    },
    texts: ({ signature, timestamp, body }) => [{ text: joined([timestamp, body]), signatures: [signature] }],
    matches: ecdsaSha256,
    id: "digest",
    secret: { words: "the public key that SendGrid shows, in base64", pattern: /^[A-Za-z0-9+/]{80,}={0,2}$/ },
  },
  /** https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures; it signs eight fields, not the rest */
  adyen: {
    headers: {},
    texts: ({ body }) => adyenItems(body).map(adyenText),
    matches: hmac("sha256", "base64", "hex"),
    id: (body) => {
      const [item, ...others] = adyenItems(body);
      const parts = ["pspReference", "eventCode", "success"].map((name) => textAt(item, name) ?? "");
      return others.length === 0 ? parts.join("/") : undefined;
    },
    secret: { words: "the HMAC key that Adyen shows, in hexadecimal digits", pattern: /^([0-9A-Fa-f]{2}){16,}$/ },
  },
  /** https://docs.discord.com/developers/events/webhook-events#preparing-for-events */
  discord: {
    headers: { signature: "x-signature-ed25519", timestamp: "x-signature-timestamp" },
    texts: ({ signature, timestamp, body }) => [
      { text: joined([timestamp, body]), signatures: [signature], signedAt: seconds(timestamp) },
    ],
    matches: ed25519("hex"),
    toleranceSeconds: MINUTES_5,
    id: "digest",
    secret: { words: "the public key that Discord shows, 64 hexadecimal digits", pattern: /^[0-9A-Fa-f]{64}$/ },
    front: "Discord wants its PING answered, and 401 for what is signed wrong",
  },
  /** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads */
  meta: {
    headers: { signature: "x-hub-signature-256" },
    texts: ({ signature, body }) => [{ text: body, signatures: withPrefix("sha256=", signature) }],
    matches: hmac("sha256", "hex"),
    front: "Meta asks for its challenge back by a GET before it sends anything",
  },
} as const satisfies Record<string, Scheme>;

export type SchemeName = keyof typeof SCHEMES;

/** Looks a scheme up by its name. */
export function schemeOf(name: SchemeName): Scheme {
  return SCHEMES[name];
}

/** Senders whose way of signing is known and not supported, with the reason. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  paypal:
    "PayPal signs by a certificate that each request names, which a worker would have to fetch and to trust; ask its API verify-webhook-signature in the system that the worker calls",
  "aws-sns": "SNS signs by a certificate that each message names; subscribe the queue to the topic in place of a URL",
};

function standardWebhooks(prefix: "webhook" | "svix"): Scheme {
  return {
    headers: { signature: `${prefix}-signature`, timestamp: `${prefix}-timestamp`, deliveryId: `${prefix}-id` },
    texts: ({ signature, timestamp, deliveryId, body }) => [
      {
        text: joined([`${deliveryId}.${timestamp}.`, body]),
        signatures: signature.split(" "),
        signedAt: seconds(timestamp),
      },
    ],
    // A public key goes with the signatures of version 1a, a secret with those of version 1.
    matches: (secret, text, signature) => {
      const [version, digest = ""] = signature.split(",");
      if (secret.startsWith("whpk_")) return version === "v1a" && ed25519("base64")(secret.slice(5), text, digest);
      return version === "v1" && hmac("sha256", "base64", "base64")(secret.replace(/^whsec_/, ""), text, digest);
    },
    toleranceSeconds: MINUTES_5,
    id: "signed header",
    secret: {
      words: "base64 behind whsec_, or a public key in base64 behind whpk_",
      pattern: /^(whsec_|whpk_)?[A-Za-z0-9+/]{16,}={0,2}$/,
    },
  };
}

/** `v0=<digest>` over `v0:<seconds>:<body>`. */
function versionZero({ signature, timestamp, body }: SignedRequest): SignedText[] {
  const text = joined([`v0:${timestamp}:`, body]);
  return [{ text, signatures: withPrefix("v0=", signature), signedAt: seconds(timestamp) }];
}

/** `t=<seconds>,v1=<digest>,v1=<digest>`: one time, and any number of signatures, among fields of other names. */
function listed(
  header: string,
  separator: string,
  timeName: string,
  signatureName: string,
  textOf: (time: string) => (string | Buffer)[],
): SignedText[] {
  const fields = header.split(separator).map((field) => field.trim().split("="));
  const valuesOf = (wanted: string) => fields.filter(([name]) => name === wanted).map(([, value = ""]) => value);
  const [time = ""] = valuesOf(timeName);
  return [{ text: joined(textOf(time)), signatures: valuesOf(signatureName), signedAt: seconds(time) }];
}

function withPrefix(prefix: string, signature: string): string[] {
  return signature.startsWith(prefix) ? [signature.slice(prefix.length)] : [];
}

function adyenItems(body: Buffer): unknown[] {
  const { notificationItems: items } = jsonBody(body) as { notificationItems?: unknown };
  if (!Array.isArray(items)) throw new Error("it has no notificationItems");
  return items.map((item) => (item as { NotificationRequestItem?: unknown } | null)?.NotificationRequestItem);
}

function adyenText(item: unknown): SignedText {
  const names = ["pspReference", "originalReference", "merchantAccountCode", "merchantReference"];
  const fields = [
    ...names.map((name) => textAt(item, name)),
    ...["value", "currency"].map((name) => textAt(item, "amount", name)),
    ...["eventCode", "success"].map((name) => textAt(item, name)),
  ];
  return {
    text: Buffer.from(fields.map((field) => field ?? "").join(":")),
    signatures: [textAt(item, "additionalData", "hmacSignature") ?? ""],
  };
}

function joined(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}

function seconds(text: string): number {
  return wholeNumber(text) * 1000;
}

/** @throws Error for what is no time, so that nobody takes it for one that is near */
function wholeNumber(text: string | undefined): number {
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw new Error("it does not say when it was signed");
  return Number(text);
}

import type * as pulumi from "@pulumi/pulumi";
import {
  SCHEMES,
  type Scheme,
  type SchemeName,
  schemeOf,
  UNSUPPORTED,
} from "../../../functions/shared/webhooks/schemes";
import { type SignedAuth, signedAuthOf } from "../api/auth";
import { checked, oneOf, type Subject } from "../arguments/arguments";

/** A sender that is known by name: its webhooks come in at `POST /webhook/<name>`. */
export interface WebhookSource {
  /**
   * Those who may send in the name of a source that has no secret: `"iam"`, who sign their requests for `execute-api`, or `"public"`,
   * whoever knows the URL. A source with a secret takes `"iam"` as well, and is `"public"` otherwise: its signatures are checked.
   * @default none, which a source without a secret must not leave it at
   */
  auth?: SignedAuth;
  /**
   * The name of the way in which the sender signs, which says what headers it sends, what it signs, and for how long that is good:
   * docs/webhooks.md has the table.
   * @default the body is signed, and nothing else; `signatureHeader` and its like say how
   */
  scheme?: SchemeName;
  /**
   * The secret that the source signs with, or the public key that its scheme asks for. Several while it is changed: any of them may have
   * signed.
   * @default the source signs nothing
   */
  secret?: pulumi.Input<string> | readonly pulumi.Input<string>[];
  /**
   * The header with the signature, an HMAC-SHA256 of the body. A webhook without it is refused with 400.
   * @default x-hub-signature-256, as of GitHub
   */
  signatureHeader?: string;
  /**
   * The text before the digest in the header.
   * @default sha256=
   */
  signaturePrefix?: string;
  /** @default hex */
  signatureEncoding?: "hex" | "base64";
  /**
   * The header with an id that a repeated delivery has, too. A webhook without it is refused with 400.
   * @default that of the scheme; otherwise each request is a delivery of its own
   */
  deliveryIdHeader?: string;
  /**
   * Other headers that each of its webhooks has, which go along with it: `["content-type", "x-github-event"]`; at most 4, for a message has
   * ten attributes (SQS Developer Guide, "Amazon SQS message metadata"), and six say what it is. A webhook without one of them is refused with
   * 400. They are not signed, unless the scheme says so.
   * @default none
   */
  headers?: readonly string[];
  /**
   * Seconds that may lie between the time at which the source signed and that at which API Gateway had the request; 1 to 86,400.
   * @default that of the scheme
   */
  toleranceSeconds?: number;
  /**
   * The URL that the sender was told, where its scheme signs it.
   * @default that of the API
   */
  url?: pulumi.Input<string>;
  /** The word by which Meta's handshake is known. */
  verifyToken?: pulumi.Input<string>;
  /**
   * Puts a function in front of the queue, which refuses what is signed wrong with 401 before it is accepted, and answers handshakes.
   * @default only where the scheme needs one
   */
  front?: boolean;
}

const SOURCE_NAME = /^[A-Za-z0-9_-]{1,40}$/;

/** The characters of an HTTP header's name that API Gateway can refer to. */
const HEADER_NAME = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * Checks the name of a header.
 * @returns the name in lower case
 */
export function headerName(subject: Subject, argument: string, value: string): string {
  checked(subject, argument, value, "the name of a header: letters, digits, hyphens and underscores", (known) =>
    HEADER_NAME.test(known),
  );
  return value.toLowerCase();
}

/** A source with its defaults. Header names are in lower case. */
export interface SourceSettings {
  name: string;
  auth: SignedAuth;
  /** The headers that each of its webhooks must have. */
  headers: Scheme["headers"];
  /** Headers that each of its webhooks must have besides, and that go along with it. */
  alongHeaders: readonly string[];
  /** Absent where the source signs nothing. */
  signature: SignatureSettings | undefined;
  /** A function in front of the queue takes its webhooks. */
  front: boolean;
}

/** A source's signatures, as the workers are told of them in a secret. */
export interface SignatureSettings {
  secrets: readonly pulumi.Input<string>[];
  how: { prefix: string; encoding: "hex" | "base64" } | SchemeSettings;
}

interface SchemeSettings {
  scheme: SchemeName;
  /** Absent where the API's own counts. */
  url?: pulumi.Input<string>;
  toleranceSeconds?: number;
  verifyToken?: pulumi.Input<string>;
  /** In lower case; the function in front reads it, as the route to the queue does. */
  deliveryIdHeader?: string;
  headers?: readonly string[];
}

/** Headers that go along with a webhook, at most: a message has ten attributes, and six say what it is. */
const MOST_HEADERS = 4;

/**
 * The sources with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function sourcesOf(subject: Subject, sources: Readonly<Record<string, WebhookSource>>): SourceSettings[] {
  return Object.entries(sources).map(([name, source]) => {
    const rule = "by names of 1 to 40 letters, digits, hyphens and underscores";
    checked(subject, "sources", name, rule, (known) => SOURCE_NAME.test(known));
    checked(
      subject,
      "sources",
      name,
      "without __proto__, which no object has as a name",
      (known) => known !== "__proto__",
    );
    const argument = `sources.${name}`;
    const alongHeaders = alongHeadersOf(subject, argument, source);
    const form =
      source.scheme === undefined
        ? plainSource(subject, argument, source)
        : schemeSource(subject, argument, { ...source, headers: alongHeaders }, source.scheme);
    return { name, auth: authOf(subject, argument, source), alongHeaders, ...form };
  });
}

function alongHeadersOf(subject: Subject, argument: string, { headers = [] }: WebhookSource): string[] {
  const place = `${argument}.headers`;
  checked(subject, place, headers.length, `at most ${MOST_HEADERS} names of headers`, (count) => count <= MOST_HEADERS);
  return headers.map((header) => headerName(subject, place, header));
}

function authOf(subject: Subject, argument: string, { secret, auth }: WebhookSource): SignedAuth {
  if (auth !== undefined) return signedAuthOf(subject, `${argument}.auth`, auth);
  const rule = '"iam", or "public" for whoever knows the URL, where a source has no secret to sign with';
  checked(subject, `${argument}.auth`, auth, rule, () => secret !== undefined);
  return "public";
}

type SourceForm = Pick<SourceSettings, "headers" | "signature" | "front">;

const SIGNATURE_ARGUMENTS = ["signatureHeader", "signaturePrefix", "signatureEncoding"] as const;
const SCHEME_ARGUMENTS = ["toleranceSeconds", "url", "verifyToken", "front"] as const;

/** A source that signs its body, or nothing. */
function plainSource(subject: Subject, argument: string, source: WebhookSource): SourceForm {
  absent(subject, argument, source, SCHEME_ARGUMENTS, "absent where there is no scheme");
  const { deliveryIdHeader } = source;
  const deliveryId =
    deliveryIdHeader !== undefined && headerName(subject, `${argument}.deliveryIdHeader`, deliveryIdHeader);
  const headers = { ...(deliveryId && { deliveryId }) };
  if (source.secret === undefined) {
    absent(subject, argument, source, SIGNATURE_ARGUMENTS, "absent where there is no secret");
    return { headers, signature: undefined, front: false };
  }
  const encoding = source.signatureEncoding ?? "hex";
  oneOf(subject, `${argument}.signatureEncoding`, encoding, ["hex", "base64"]);
  const header = headerName(subject, `${argument}.signatureHeader`, source.signatureHeader ?? "x-hub-signature-256");
  const how = { prefix: source.signaturePrefix ?? "sha256=", encoding };
  return {
    headers: { signature: header, ...headers },
    signature: { secrets: secretsOf(subject, argument, source.secret), how },
    front: false,
  };
}

/** A source that signs as its scheme says. */
function schemeSource(subject: Subject, argument: string, source: WebhookSource, name: SchemeName): SourceForm {
  const why = Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
  checked(
    subject,
    `${argument}.scheme`,
    name,
    `one that is supported, and this one is not: ${why}`,
    () => why === undefined,
  );
  oneOf(subject, `${argument}.scheme`, name, Object.keys(SCHEMES) as SchemeName[]);
  const scheme = schemeOf(name);
  absent(subject, argument, source, SIGNATURE_ARGUMENTS, `absent: the scheme ${name} says how its senders sign`);
  if (scheme.id !== undefined) {
    absent(subject, argument, source, ["deliveryIdHeader"], `absent: the scheme ${name} says how a delivery is known`);
  }
  if (scheme.signsUrl === undefined) absent(subject, argument, source, ["url"], `absent: ${name} does not sign it`);
  if (scheme.toleranceSeconds === undefined) {
    absent(subject, argument, source, ["toleranceSeconds"], `absent: ${name} does not say when it signed`);
  }
  const {
    toleranceSeconds,
    url,
    verifyToken,
    deliveryIdHeader,
    headers = [],
    front = scheme.front !== undefined,
  } = source;
  checked(subject, `${argument}.toleranceSeconds`, toleranceSeconds, "a number from 1 to 86400", (known) => {
    return known === undefined || (known >= 1 && known <= 86_400);
  });
  const tokenRule = name === "meta" ? "a text that is not empty, which Meta is told, too" : `absent: only Meta has one`;
  checked(
    subject,
    `${argument}.verifyToken`,
    verifyToken,
    tokenRule,
    (known) => Boolean(known) === (name === "meta"),
    hidden,
  );
  checked(
    subject,
    `${argument}.front`,
    front,
    `true or absent: ${scheme.front}`,
    (known) => known || scheme.front === undefined,
  );
  checked(subject, `${argument}.secret`, source.secret, `given: the scheme ${name} is one of signing`, (known) => {
    return known !== undefined;
  });
  const givenHeader =
    deliveryIdHeader === undefined ? undefined : headerName(subject, `${argument}.deliveryIdHeader`, deliveryIdHeader);
  const deliveryId = givenHeader ?? scheme.headers.deliveryId;
  return {
    headers: { ...scheme.headers, ...(deliveryId !== undefined && { deliveryId }) },
    signature: {
      secrets: secretsOf(subject, argument, source.secret ?? [], scheme.secret),
      how: {
        scheme: name,
        ...(url !== undefined && { url }),
        ...(toleranceSeconds !== undefined && { toleranceSeconds }),
        ...(verifyToken !== undefined && { verifyToken }),
        ...(givenHeader !== undefined && { deliveryIdHeader: givenHeader }),
        ...(headers.length > 0 && { headers }),
      },
    },
    front,
  };
}

function secretsOf(
  subject: Subject,
  argument: string,
  secret: NonNullable<WebhookSource["secret"]>,
  form: Scheme["secret"] = { words: "a text that is not empty", pattern: /^[\s\S]/ },
): pulumi.Input<string>[] {
  const given: readonly pulumi.Input<string>[] = Array.isArray(secret) ? secret : [secret];
  checked(subject, `${argument}.secret`, given.length, "one secret or more", (count) => count > 0);
  return given.map((value) =>
    checked(subject, `${argument}.secret`, value, form.words, (known) => form.pattern.test(known), hidden),
  );
}

/** A message shows no secret, only that there was one. */
function hidden(value: string | undefined): unknown {
  return value ? "another text" : value;
}

function absent(
  subject: Subject,
  argument: string,
  source: WebhookSource,
  names: readonly (keyof WebhookSource)[],
  rule: string,
): void {
  for (const name of names) {
    checked(
      subject,
      `${argument}.${name}`,
      source[name],
      rule,
      (known) => known === undefined,
      (known) => (name === "verifyToken" ? hidden(String(known)) : known),
    );
  }
}

/** The headers that a known source must send, in lower case, and how it signs. */
export interface SourceHeaders {
  deliveryIdHeader?: string;
  signatureHeader?: string;
  scheme?: SchemeName;
  /** Requests have to be signed for `execute-api`. */
  signsRequests?: boolean;
}

/** The headers that each source must send, by source. */
export function headersOf(sources: readonly SourceSettings[]): Record<string, SourceHeaders> {
  return Object.fromEntries(
    sources.map(({ name, auth, headers, signature }) => [
      name,
      {
        ...(headers.deliveryId !== undefined && { deliveryIdHeader: headers.deliveryId }),
        ...(headers.signature !== undefined && { signatureHeader: headers.signature }),
        ...(signature !== undefined && "scheme" in signature.how && { scheme: signature.how.scheme }),
        ...(auth === "iam" && { signsRequests: true }),
      },
    ]),
  );
}

import type * as pulumi from "@pulumi/pulumi";
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
   * The secret that the source signs its bodies with, by HMAC-SHA256. Several while it is changed: any of them may have signed.
   * @default the source signs nothing
   */
  secret?: pulumi.Input<string> | readonly pulumi.Input<string>[];
  /**
   * The header with the signature. A webhook without it is refused with 400.
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
   * @default each request is a delivery of its own
   */
  deliveryIdHeader?: string;
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
  /** Absent where each request is a delivery of its own. */
  deliveryIdHeader: string | undefined;
  /** Absent where the source signs nothing. */
  signature: SignatureSettings | undefined;
}

export interface SignatureSettings {
  secrets: readonly pulumi.Input<string>[];
  header: string;
  prefix: string;
  encoding: "hex" | "base64";
}

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
    const { deliveryIdHeader } = source;
    const argument = `sources.${name}.deliveryIdHeader`;
    return {
      name,
      deliveryIdHeader: deliveryIdHeader === undefined ? undefined : headerName(subject, argument, deliveryIdHeader),
      signature: signatureOf(subject, `sources.${name}`, source),
      auth: authOf(subject, `sources.${name}`, source),
    };
  });
}

function authOf(subject: Subject, argument: string, { secret, auth }: WebhookSource): SignedAuth {
  if (auth !== undefined) return signedAuthOf(subject, `${argument}.auth`, auth);
  const rule = '"iam", or "public" for whoever knows the URL, where a source has no secret to sign with';
  checked(subject, `${argument}.auth`, auth, rule, () => secret !== undefined);
  return "public";
}

const SIGNATURE_ARGUMENTS = ["signatureHeader", "signaturePrefix", "signatureEncoding"] as const;

function signatureOf(subject: Subject, argument: string, source: WebhookSource): SignatureSettings | undefined {
  if (source.secret === undefined) {
    for (const name of SIGNATURE_ARGUMENTS) {
      const rule = "absent where there is no secret";
      checked(subject, `${argument}.${name}`, source[name], rule, (known) => known === undefined);
    }
    return undefined;
  }
  const encoding = source.signatureEncoding ?? "hex";
  oneOf(subject, `${argument}.signatureEncoding`, encoding, ["hex", "base64"]);
  const given = Array.isArray(source.secret) ? source.secret : [source.secret];
  checked(subject, `${argument}.secret`, given.length, "one secret or more", (count) => count > 0);
  return {
    secrets: given.map((secret) =>
      checked(subject, `${argument}.secret`, secret, "a text that is not empty", (known) => known !== ""),
    ),
    header: headerName(subject, `${argument}.signatureHeader`, source.signatureHeader ?? "x-hub-signature-256"),
    prefix: source.signaturePrefix ?? "sha256=",
    encoding,
  };
}

/** The headers that a known source must send, in lower case. */
export interface SourceHeaders {
  deliveryIdHeader?: string;
  signatureHeader?: string;
}

/** The headers that each source must send, by source. */
export function headersOf(sources: readonly SourceSettings[]): Record<string, SourceHeaders> {
  return Object.fromEntries(
    sources.map(({ name, deliveryIdHeader, signature }) => [
      name,
      {
        ...(deliveryIdHeader !== undefined && { deliveryIdHeader }),
        ...(signature !== undefined && { signatureHeader: signature.header }),
      },
    ]),
  );
}

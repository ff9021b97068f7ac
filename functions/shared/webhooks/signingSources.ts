import { hmac } from "./digests";
import { SCHEMES, type Scheme, type SchemeName, schemeOf } from "./schemes";

/** A source that signs. */
export interface SigningSource {
  /** Several while a secret is changed: any of them may have signed. */
  secrets: readonly string[];
  scheme: Scheme;
  schemeName?: SchemeName;
  /** The address that the source was told to post to, where it signs it. */
  url: string;
  toleranceSeconds?: number;
  /** The word that Meta shows in its handshake. */
  verifyToken?: string;
  /** The header that a delivery is known by, where the scheme names none and the source does. */
  deliveryIdHeader?: string;
  /** Headers that its webhooks must have, which go along with them. */
  headers?: readonly string[];
}

export type SigningSources = ReadonlyMap<string, SigningSource>;

/**
 * Reads the sources that sign: `{ "github": "the secret", "shop": { "secret": ["new", "old"], "prefix": "", "encoding": "base64" },
 * "billing": { "secret": "whsec_...", "scheme": "stripe" } }`. One without a scheme signs its body, with hexadecimal digits unless it says
 * otherwise, with or without the prefix (GitHub's `sha256=`) before them.
 *
 * By hand, because a schema would be a quarter of what a function in front of a queue may take.
 * @throws Error that tells what is wrong, and none of the secrets
 */
export function readSigningSources(json: string): SigningSources {
  const sources = parse(json);
  if (!isObject(sources)) throw wrong("they are no JSON object");
  return new Map(Object.entries(sources).map(([name, value]) => [name, sourceOf(name, value)]));
}

const PLAIN_MEMBERS = ["secret", "prefix", "encoding"];
const SCHEME_MEMBERS = ["secret", "scheme", "url", "toleranceSeconds", "verifyToken", "deliveryIdHeader", "headers"];

function sourceOf(name: string, value: unknown): SigningSource {
  if (!isObject(value)) return { secrets: secretsOf(name, value), scheme: bodyScheme(), url: "" };
  const {
    secret,
    scheme,
    url = "",
    toleranceSeconds,
    verifyToken,
    deliveryIdHeader,
    headers,
    prefix,
    encoding,
  } = value;
  const members = scheme === undefined ? PLAIN_MEMBERS : SCHEME_MEMBERS;
  const unknown = Object.keys(value).find((member) => !members.includes(member));
  if (unknown !== undefined) throw wrong(`${name} has ${JSON.stringify(unknown)}, which is not known here`);
  const secrets = secretsOf(name, secret);
  if (scheme === undefined) {
    if (!isOneOf(prefix, "string", "undefined")) throw wrong(`the prefix of ${name} is no text`);
    if (encoding !== undefined && encoding !== "hex" && encoding !== "base64") {
      throw wrong(`the encoding of ${name} is neither hex nor base64`);
    }
    return { secrets, scheme: bodyScheme(prefix as string | undefined, encoding), url: "" };
  }
  if (typeof scheme !== "string" || !Object.hasOwn(SCHEMES, scheme)) throw wrong(`the scheme of ${name} is not known`);
  if (typeof url !== "string") throw wrong(`the url of ${name} is no text`);
  if (!isOneOf(toleranceSeconds, "number", "undefined")) throw wrong(`the toleranceSeconds of ${name} are no number`);
  if (!isOneOf(verifyToken, "string", "undefined")) throw wrong(`the verifyToken of ${name} is no text`);
  if (!isOneOf(deliveryIdHeader, "string", "undefined")) throw wrong(`the deliveryIdHeader of ${name} is no text`);
  if (headers !== undefined && !isTexts(headers)) throw wrong(`the headers of ${name} are no list of texts`);
  const schemeName = scheme as SchemeName;
  return {
    ...{ secrets, schemeName, scheme: schemeOf(schemeName), url },
    ...(toleranceSeconds !== undefined && { toleranceSeconds: toleranceSeconds as number }),
    ...(verifyToken !== undefined && { verifyToken: verifyToken as string }),
    ...(deliveryIdHeader !== undefined && { deliveryIdHeader: deliveryIdHeader as string }),
    ...(headers !== undefined && { headers }),
  };
}

function secretsOf(name: string, secret: unknown): string[] {
  const secrets = [secret].flat();
  const isRight = secrets.length > 0 && secrets.every((text) => typeof text === "string" && text !== "");
  if (!isRight) throw wrong(`the secret of ${name} is no text, or empty`);
  return secrets as string[];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

function isOneOf(value: unknown, ...types: string[]): boolean {
  return types.includes(typeof value);
}

/** An error of `JSON.parse` quotes the text, which here holds secrets. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function wrong(why: string): Error {
  return new Error(`The signing secrets of the sources: ${why}`);
}

/** HMAC-SHA256 over the body, and no more. */
function bodyScheme(prefix = "sha256=", encoding: "hex" | "base64" = "hex"): Scheme {
  return {
    // Known to the source's route alone.
    headers: { signature: "" },
    texts: ({ signature, body }) => [
      { text: body, signatures: [signature.startsWith(prefix) ? signature.slice(prefix.length) : signature] },
    ],
    matches: hmac("sha256", encoding),
    id: "unsigned header",
  };
}

import type { IncomingMessage } from "node:http";
import { AwsError } from "../base/awsError";
import { isRecord } from "../base/isRecord";
import type { AwsService } from "./awsService";
import type { ParsedCall } from "./request";

/** The tag of a time in seconds since the Unix epoch (RFC 8949, "Epoch-Based Date/Time"). */
const TIME = 1;

/** The codec is loaded when the first client speaks CBOR. */
const codec = () => import("@smithy/core/cbor");

/**
 * Reads a call in CBOR: the operation follows from the path, times become seconds, and bytes base64, as JSON has them.
 * Source: Smithy, "Smithy RPC v2 CBOR protocol".
 *
 * @throws AwsError `UnknownOperationException` or `SerializationException`
 */
export async function parseCborCall({ url = "" }: Pick<IncomingMessage, "url">, body: Buffer): Promise<ParsedCall> {
  const [, target, operation] = /\/service\/(\w+)\/operation\/(\w+)$/.exec(url) ?? [];
  if (target === undefined || operation === undefined) {
    throw new AwsError("UnknownOperationException", `The path ${url} names no operation`, 404);
  }
  const { cbor } = await codec();
  let params: unknown = {};
  try {
    if (body.length > 0) params = asJson(cbor.deserialize(body));
  } catch (error) {
    throw new AwsError("SerializationException", `the request body is not CBOR: ${String(error)}`);
  }
  if (!isRecord(params)) throw new AwsError("SerializationException", "the request body must be a CBOR map");
  return { operation, target: `${target}.${operation}`, params };
}

/** Writes an answer in CBOR. @param times names of the members that are times */
export async function cborBody(
  result: Readonly<Record<string, unknown>>,
  { times }: NonNullable<AwsService["cbor"]>,
): Promise<Buffer> {
  const { cbor, tag } = await codec();
  const tagged = (name: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each) => tagged(name, each));
    if (isRecord(value))
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, tagged(key, each)]));
    return times.has(name) && typeof value === "number" ? tag({ tag: TIME, value }) : value;
  };
  // Members that are undefined are left out, as in JSON.
  return Buffer.from(cbor.serialize(tagged("", JSON.parse(JSON.stringify(result)))));
}

function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(asJson);
  if (!isRecord(value)) return value;
  if (value.tag === TIME && "value" in value) return Number(value.value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asJson(each)]));
}

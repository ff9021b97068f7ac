import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { charsetFault, contentEncodingFault, contentTypeParts } from "./contentType";
import { headerOf, type Problem, problem } from "./reply";

/** A request's JSON body, as text and parsed. */
export interface JsonBody {
  text: string;
  value: unknown;
}

/**
 * Reads the JSON body of an HTTP API request (payload format 2.0).
 * @param maxBytes of UTF-8
 * @returns the body, or a problem: 400 (empty, not UTF-8, not JSON), 413 or 415
 */
export function readJsonBody(
  event: APIGatewayProxyEventV2,
  maxBytes: number,
): { body: JsonBody } | { problem: Problem } {
  const fault = contentTypeFault(headerOf(event, "content-type")) ?? contentEncodingFault(event);
  if (fault !== undefined) return { problem: problem("unsupported-media-type", 415, "Unsupported media type", fault) };

  const bytes = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > maxBytes) return { problem: tooLarge("The body", bytes.length, maxBytes) };
  const text = decodeUtf8(bytes);
  if (text === undefined) return { problem: invalidJson("The body is not UTF-8 text.") };
  if (text.trim() === "")
    return { problem: problem("empty-body", 400, "Empty body", "The request has no body; send JSON.") };
  try {
    return { body: { text, value: JSON.parse(text) } };
  } catch (error) {
    return { problem: invalidJson(`The body is not JSON: ${(error as Error).message}.`) };
  }
}

/** 400: the text is not JSON, or not JSON that every reader understands alike. */
export function invalidJson(detail: string, extensions?: Record<string, unknown>): Problem {
  return problem("invalid-json", 400, "Invalid JSON", detail, extensions);
}

/** 413 for a text of too many bytes. */
export function tooLarge(what: string, bytes: number, maxBytes: number, extensions?: Record<string, unknown>): Problem {
  const detail = `${what} has ${bytes} bytes; at most ${maxBytes} are allowed.`;
  return problem("too-large", 413, "Too large", detail, extensions);
}

function contentTypeFault(contentType: string | undefined): string | undefined {
  if (contentType === undefined) return 'The request has no Content-Type; send "application/json".';
  const { mediaType, parameters } = contentTypeParts(contentType);
  if (!/^application\/([a-z0-9!#$&^_.-]+\+)?json$/.test(mediaType)) {
    return `The Content-Type ${JSON.stringify(contentType)} is not JSON; send "application/json".`;
  }
  return charsetFault(parameters);
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { headerOf } from "./reply";

/** A `Content-Type` in its parts, in lower case. */
export function contentTypeParts(header: string): { mediaType: string; parameters: readonly string[] } {
  const [mediaType = "", ...parameters] = header.split(";").map((part) => part.trim().toLowerCase());
  return { mediaType, parameters };
}

/** Tells why a text cannot be read that has these parameters of its `Content-Type`; `undefined` for UTF-8, and where none is named. */
export function charsetFault(parameters: readonly string[]): string | undefined {
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  if (charset === undefined || /^"?(utf-8|utf8|us-ascii)"?$/.test(charset)) return undefined;
  return `The charset ${charset} is not supported; send UTF-8.`;
}

/** Tells why a body cannot be read as it is encoded: API Gateway and function URLs hand it on as it came. */
export function contentEncodingFault(event: APIGatewayProxyEventV2): string | undefined {
  const encoding = headerOf(event, "content-encoding")?.trim().toLowerCase();
  if (encoding === undefined || encoding === "" || encoding === "identity") return undefined;
  return `The Content-Encoding ${JSON.stringify(encoding)} is not supported; send the body uncompressed.`;
}

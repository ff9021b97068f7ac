import type { Readable } from "node:stream";
import { constants, createBrotliCompress, createGzip } from "node:zlib";
import type { Encoding } from "./cloudFront";

/** Bytes: smaller and larger objects go out as they are. */
const SIZE = { min: 1000, max: 10_000_000 };
/** Brotli's quality for many small files: the one that a server has time for. */
const BROTLI_QUALITY = 5;

const TYPES: ReadonlySet<string> = new Set([
  ...[
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/pdf",
    "application/rss+xml",
  ],
  ...["application/vnd.ms-fontobject", "application/wasm", "application/x-javascript", "application/xhtml+xml"],
  ...["application/xml", "font/eot", "font/otf", "font/ttf", "image/svg+xml", "text/css", "text/csv", "text/html"],
  ...["text/javascript", "text/js", "text/plain", "text/xml"],
]);

/**
 * Chooses the encoding of an object: Brotli where the viewer takes both.
 * Source: CloudFront Developer Guide, "Serve compressed files", "Notes about CloudFront compression".
 */
export function encodingFor(
  headers: Readonly<Record<string, string>>,
  acceptEncoding: string | undefined,
  offered: readonly Encoding[],
): Encoding | undefined {
  const size = Number(headers["content-length"]);
  const [type = ""] = (headers["content-type"] ?? "").split(";");
  if (headers["content-encoding"] !== undefined || !TYPES.has(type.trim().toLowerCase())) return undefined;
  if (!(size >= SIZE.min && size <= SIZE.max)) return undefined;
  const taken = (acceptEncoding ?? "").split(",").filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part));
  const names = taken.map((part) => part.split(";")[0]?.trim().toLowerCase());
  return offered.find((encoding) => names.includes(encoding));
}

export function compressed(source: Readable, encoding: Encoding): Readable {
  const compressor =
    encoding === "gzip"
      ? createGzip()
      : createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
  source.once("error", (error) => compressor.destroy(error));
  return source.pipe(compressor);
}

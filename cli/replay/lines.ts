import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * The lines of a gzipped text, without empty ones. Files that were gzipped one by one and joined read as one text, as gunzip has it.
 * @throws Error where the stream breaks or is no gzip
 */
export async function* gunzippedLines(source: Readable): AsyncGenerator<string> {
  // An error on the way destroys the last stream with it, and comes out of the iteration.
  const text = pipeline(source, createGunzip(), () => undefined).setEncoding("utf8");
  let rest = "";
  for await (const chunk of text as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}

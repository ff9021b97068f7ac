interface MediaRange {
  type: string;
  /** From 0, not acceptable, to 1. */
  quality: number;
}

/**
 * Chooses what to answer with, as RFC 9110 (sections 12.4.2 and 12.5.1) reads `Accept`: for each media type the most specific range that
 * matches it counts. Between types of one quality it is the one that the client names more closely; then the first that is offered. A
 * client that accepts none of them gets the first, too, as the RFC allows: an answer says more than a 406.
 *
 * @param header as it came; absent where the client takes anything
 * @param offered media types in lower case
 */
export function preferred<T extends string>(header: string | undefined, offered: readonly [T, ...T[]]): T {
  const ranges = rangesOf(header ?? "*/*");
  const [first] = offered
    .map((type) => ({ type, ...matchOf(type, ranges) }))
    .sort((a, b) => b.quality - a.quality || b.specificity - a.specificity);
  return first === undefined || first.quality === 0 ? offered[0] : first.type;
}

function matchOf(type: string, ranges: readonly MediaRange[]): { quality: number; specificity: number } {
  const [main] = type.split("/");
  for (const [rank, range] of [type, `${main}/*`, "*/*"].entries()) {
    const found = ranges.filter((known) => known.type === range).map(({ quality }) => quality);
    if (found.length > 0) return { quality: Math.max(...found), specificity: -rank };
  }
  return { quality: 0, specificity: Number.NEGATIVE_INFINITY };
}

/** A range with a quality that is none is left out. Parameters other than `q` are not looked at: no answer here has any. */
function rangesOf(header: string): MediaRange[] {
  return split(header, ",").flatMap((text) => {
    const [type = "", ...parameters] = split(text, ";").map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => /^q\s*=/.test(parameter))?.replace(/^q\s*=\s*/, "") ?? "1";
    return /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(quality) ? [{ type, quality: Number(quality) }] : [];
  });
}

/** Splits at a separator that is not within quotes. */
function split(text: string, separator: "," | ";"): string[] {
  return text.match(separator === "," ? /(?:"(?:\\.|[^"\\])*"|[^,])+/g : /(?:"(?:\\.|[^"\\])*"|[^;])+/g) ?? [];
}

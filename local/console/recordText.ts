import { constants, gunzipSync } from "node:zlib";

/** Characters that are shown of what was compressed. */
const MOST_TEXT = 256 * 1024;
/** Bytes that are shown of what is no text. */
const MOST_HEX = 256;

export interface RecordText {
  text: string;
  /** The form that it had before: compressed, or bytes that are no text, of which it is the beginning in hexadecimal. */
  form: "text" | "gzip" | "bytes";
  isCutOff: boolean;
  /** Bytes of the whole. */
  bytes: number;
}

/**
 * Makes bytes of a program readable: a text, unpacked where it is compressed.
 * @param bytes of the whole, of which this is the beginning
 * @param most bytes of text that are given back
 */
export function textOfRecord(start: Buffer, bytes = start.length, most = MOST_TEXT): RecordText {
  const isGzip = start[0] === 0x1f && start[1] === 0x8b;
  const read = isGzip ? unzipped(start) : start;
  const text = textOf(read.subarray(0, most));
  const isCutOff = bytes > start.length || read.length > most;
  if (text !== undefined) return { text, form: isGzip ? "gzip" : "text", isCutOff, bytes };
  return { text: hexOf(read.subarray(0, MOST_HEX)), form: "bytes", isCutOff: read.length > MOST_HEX, bytes };
}

/** Unpacks what there is of a file that may be cut off; what is no such file after all stays as it is. */
function unzipped(start: Buffer): Buffer {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * MOST_TEXT });
  } catch {
    return start;
  }
}

/** @returns nothing for bytes that are no text; the last letter may be cut in two */
function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function hexOf(bytes: Buffer): string {
  const lines = bytes.toString("hex").match(/.{1,32}/g) ?? [];
  return lines.map((line) => line.replace(/(..)/g, "$1 ").trimEnd()).join("\n");
}

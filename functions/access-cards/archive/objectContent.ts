import { pipeline, type Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";
import type { CardEventType } from "../event";
import { CARD_EVENT_TYPES, type TypeCounts } from "./ledgerItem";
import type { ObjectNotice } from "./objectNotice";

/** The contents of an object of the archive. */
export interface ObjectContent {
  counts: TypeCounts;
  count: number;
  /** The size of the object as it is stored. */
  bytes: number;
}

/**
 * Counts the events of an object, line by line.
 * @returns why not, where the object is not there any more or has another content by now
 * @throws Error naming the object that is no gzipped lines of events; what the SDK throws
 */
export async function readContent(
  s3: S3Client,
  { bucket, key, etag }: ObjectNotice,
): Promise<ObjectContent | "gone" | "superseded"> {
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const body = object.Body as Readable;
    if (object.ETag?.replaceAll('"', "") !== etag) {
      body.destroy();
      return "superseded";
    }
    return { ...(await countLines(body, key)), bytes: object.ContentLength ?? 0 };
  } catch (error) {
    if (error instanceof NoSuchKey) return "gone";
    throw error;
  }
}

async function countLines(body: Readable, key: string): Promise<{ counts: TypeCounts; count: number }> {
  const counts: TypeCounts = {};
  let count = 0;
  const add = (line: string) => {
    const type = typeOf(line);
    counts[type] = (counts[type] ?? 0) + 1;
    count += 1;
  };
  // Where one of the two fails, so does the loop.
  const text = pipeline(body, createGunzip(), () => undefined);
  const decoder = new StringDecoder("utf8");
  let rest = "";
  try {
    for await (const chunk of text) {
      const lines = (rest + decoder.write(chunk as Buffer)).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(add);
    }
    if (rest !== "") add(rest);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`The object ${key} cannot be read behind its line ${count}: ${message}`, { cause: error });
  }
  return { counts, count };
}

/** @throws Error for what is no event */
function typeOf(line: string): CardEventType {
  const { type } = JSON.parse(line) as { type?: unknown };
  const known = CARD_EVENT_TYPES.find((name) => name === type);
  if (known === undefined) throw new TypeError(`${JSON.stringify(type)} is no type of event`);
  return known;
}

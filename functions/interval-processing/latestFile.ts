import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";

/** Prefix of all generated files. */
export const FOLDER = "GeneratedFiles/";
/** Key of the object that says which of them is the newest. */
export const LATEST_KEY = `${FOLDER}latest.json`;

const schema = () =>
  z.object({
    /** Key of the file, in the same bucket. */
    key: z.string(),
    runId: z.string(),
    /** When its run was due, in ISO 8601. */
    scheduledAt: z.iso.datetime(),
    records: z.number(),
    bytes: z.number(),
    /** SHA-256 of the whole file, in hexadecimal. */
    sha256: z.string(),
  });

/** The contents of `GeneratedFiles/latest.json`, about the newest complete file. */
export type LatestFile = z.output<ReturnType<typeof schema>>;

interface Place {
  client: Pick<S3Client, "send">;
  bucket: string;
}

const ATTEMPTS = 5;

/** @returns `undefined` where no file has been generated yet */
export async function readLatest(place: Place): Promise<LatestFile | undefined> {
  return (await read(place))?.latest;
}

/**
 * Points readers to a file, unless they are pointed to a newer one: a run that was late, or is tried again, takes nothing back.
 * Readers see the old pointer or the new one, and both name a complete file.
 *
 * @returns whether the pointer names the file now
 */
export async function pointTo(place: Place, latest: LatestFile): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const current = await read(place);
    if (current && current.latest.scheduledAt > latest.scheduledAt) return false;
    try {
      await place.client.send(
        new PutObjectCommand({
          ...{ Bucket: place.bucket, Key: LATEST_KEY, ContentType: "application/json" },
          Body: JSON.stringify(latest),
          // Whoever wrote it in the meantime is read first.
          ...(current ? { IfMatch: current.etag } : { IfNoneMatch: "*" }),
        }),
      );
      return true;
    } catch (error) {
      const name = error instanceof Error ? error.name : "";
      const isLost = name === "PreconditionFailed" || name === "ConditionalRequestConflict" || name === "NoSuchKey";
      if (!isLost || attempt === ATTEMPTS) throw error;
    }
  }
}

async function read({ client, bucket }: Place): Promise<{ latest: LatestFile; etag: string } | undefined> {
  try {
    const { Body, ETag = "" } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: LATEST_KEY }));
    return { latest: schema().parse(JSON.parse((await Body?.transformToString()) ?? "")), etag: ETag };
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchKey") return undefined;
    throw error;
  }
}

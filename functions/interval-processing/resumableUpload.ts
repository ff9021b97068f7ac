import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type MultipartUpload,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";

export interface ResumableUpload {
  client: Pick<S3Client, "send">;
  bucket: string;
  key: string;
  contentType: string;
  parts: AsyncIterable<Buffer>;
  /** Parts that are on their way at a time, each of them in memory. */
  concurrency: number;
  signal: AbortSignal;
}

export interface UploadResult {
  parts: number;
  /** Parts that an earlier try had sent, and that were the same now. */
  partsReused: number;
}

/**
 * Sends a file to S3 in parts and makes it visible at the end, all at once, unless there is one of that key already. It goes on with
 * an upload that an earlier try has left: a part that is there with the very same bytes is not sent again. What another part holds
 * is replaced, so that the file is what the source says now, whatever an earlier try saw.
 *
 * A try that fails leaves its upload to the next one; what nobody goes on with is for the bucket's lifecycle rule.
 *
 * @throws what S3 answers: `PreconditionFailed` where the key exists
 */
export async function uploadResumably(upload: ResumableUpload): Promise<UploadResult> {
  const { id, sent } = await openUpload(upload);
  const completed: CompletedPart[] = [];
  const underWay = new Set<Promise<void>>();
  const result = { parts: 0, partsReused: 0 };
  const failed = new AbortController();
  const signal = AbortSignal.any([upload.signal, failed.signal]);
  try {
    for await (const part of upload.parts) {
      signal.throwIfAborted();
      const number = ++result.parts;
      const ChecksumSHA256 = createHash("sha256").update(part).digest("base64");
      const earlier = sent.get(number);
      if (earlier?.checksum === ChecksumSHA256) {
        result.partsReused += 1;
        completed.push({ PartNumber: number, ETag: earlier.etag, ChecksumSHA256 });
        continue;
      }
      while (underWay.size >= upload.concurrency) await Promise.race(underWay);
      const sending: Promise<void> = sendPart(upload, id, { number, body: part, ChecksumSHA256 }, signal).then(
        (ETag) => {
          completed.push({ PartNumber: number, ETag, ChecksumSHA256 });
          underWay.delete(sending);
        },
      );
      // Whoever waits hears of a failure; until then it must not end the process.
      sending.catch((error: unknown) => failed.abort(error));
      underWay.add(sending);
    }
    await Promise.all(underWay);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(underWay);
    throw error;
  }
  completed.sort((a, b) => (a.PartNumber ?? 0) - (b.PartNumber ?? 0));
  upload.signal.throwIfAborted();
  await upload.client.send(
    new CompleteMultipartUploadCommand({
      ...{ Bucket: upload.bucket, Key: upload.key, UploadId: id, IfNoneMatch: "*" },
      MultipartUpload: { Parts: completed },
    }),
    { abortSignal: upload.signal },
  );
  return result;
}

async function sendPart(
  { client, bucket, key }: ResumableUpload,
  UploadId: string,
  { number, body, ChecksumSHA256 }: { number: number; body: Buffer; ChecksumSHA256: string },
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const part = { Bucket: bucket, Key: key, UploadId, PartNumber: number, Body: body, ChecksumSHA256 };
  const { ETag } = await client.send(new UploadPartCommand(part), { abortSignal });
  return ETag;
}

interface OpenUpload {
  id: string;
  /** The parts that are there, by number. */
  sent: ReadonlyMap<number, { etag: string | undefined; checksum: string | undefined }>;
}

async function openUpload(upload: ResumableUpload): Promise<OpenUpload> {
  const [newest, ...older] = await unfinished(upload);
  for (const { UploadId } of older) await abort(upload, UploadId);
  if (newest?.UploadId !== undefined) return { id: newest.UploadId, sent: await sentParts(upload, newest.UploadId) };
  const { UploadId } = await upload.client.send(
    new CreateMultipartUploadCommand({
      ...{ Bucket: upload.bucket, Key: upload.key, ContentType: upload.contentType, ChecksumAlgorithm: "SHA256" },
    }),
    { abortSignal: upload.signal },
  );
  if (UploadId === undefined) throw new Error(`S3 gave the upload of ${upload.key} no id`);
  return { id: UploadId, sent: new Map() };
}

/** Uploads of exactly this key, newest first. */
async function unfinished({ client, bucket, key, signal }: ResumableUpload): Promise<MultipartUpload[]> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }), {
    abortSignal: signal,
  });
  return Uploads.filter(({ Key }) => Key === key).sort((a, b) => Number(b.Initiated) - Number(a.Initiated));
}

async function sentParts(
  { client, bucket, key, signal }: ResumableUpload,
  UploadId: string,
): Promise<OpenUpload["sent"]> {
  const sent = new Map<number, { etag: string | undefined; checksum: string | undefined }>();
  let PartNumberMarker: string | undefined;
  do {
    const page = await client.send(new ListPartsCommand({ Bucket: bucket, Key: key, UploadId, PartNumberMarker }), {
      abortSignal: signal,
    });
    for (const { PartNumber, ETag, ChecksumSHA256 } of page.Parts ?? []) {
      if (PartNumber !== undefined) sent.set(PartNumber, { etag: ETag, checksum: ChecksumSHA256 });
    }
    PartNumberMarker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (PartNumberMarker !== undefined);
  return sent;
}

async function abort({ client, bucket, key }: ResumableUpload, UploadId: string | undefined): Promise<void> {
  await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId }));
}

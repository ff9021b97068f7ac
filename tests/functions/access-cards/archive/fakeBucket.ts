import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { GetObjectCommand, NoSuchKey, type S3Client } from "@aws-sdk/client-s3";

/** A bucket in memory that takes GetObject only. */
export class FakeBucket {
  readonly objects = new Map<string, Buffer>();
  reads = 0;
  /** Called before each answer. */
  beforeRead: () => void = () => undefined;

  /** @returns the object's etag */
  put(key: string, content: Buffer): string {
    this.objects.set(key, content);
    return etagOf(content);
  }

  get client(): S3Client {
    const send = async (command: unknown) => {
      if (!(command instanceof GetObjectCommand)) throw new TypeError("The fake bucket knows GetObject only");
      this.reads += 1;
      this.beforeRead();
      const content = this.objects.get(command.input.Key ?? "");
      if (content === undefined) throw new NoSuchKey({ message: "The specified key does not exist.", $metadata: {} });
      return { ETag: `"${etagOf(content)}"`, ContentLength: content.length, Body: Readable.from(chunksOf(content)) };
    };
    return { send } as unknown as S3Client;
  }
}

function etagOf(content: Buffer): string {
  return createHash("md5").update(content).digest("hex");
}

/** Small pieces, so that lines and characters are cut. */
function chunksOf(content: Buffer): Buffer[] {
  return Array.from({ length: Math.ceil(content.length / 7) }, (_, index) =>
    content.subarray(index * 7, index * 7 + 7),
  );
}

import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { Client, type ClientConfig } from "pg";
import { type GeneratedFile, generateFile } from "../functions/interval-processing/fileGeneration";

/** The message to the process. */
export interface Generation {
  connection: ClientConfig;
  endpoint: string;
  credentials: NonNullable<S3ClientConfig["credentials"]>;
  bucket: string;
  /** The number of the run. */
  run: number;
}

/** The message from the process when it is done. */
export interface Generated {
  file: GeneratedFile;
  /** The most memory that the process had at a time. */
  peakRssBytes: number;
}

process.once("message", async ({ connection, endpoint, credentials, bucket, run }: Generation) => {
  const database = new Client(connection);
  await database.connect();
  const s3 = new S3Client({ endpoint, region: "us-east-1", credentials });
  const file = await generateFile({
    ...{ database, s3, bucket, run: { id: `bench-${run}`, scheduledAt: Date.UTC(2026, 0, run) } },
    signal: new AbortController().signal,
  });
  await database.end();
  // In kibibytes, on every platform.
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  process.send?.({ file, peakRssBytes } satisfies Generated, () => process.disconnect());
});

import type { Readable } from "node:stream";
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { gunzippedLines } from "./lines";
import type { TimeRange } from "./times";

/** An event as the archive has it: what a replay needs of it, and whatever else it says. */
const archivedEvent = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  occurred_at: z.int(),
  card_id: z.string().min(1),
});

export type ArchivedEvent = z.infer<typeof archivedEvent>;

/** The counts of what was read so far. */
export interface ReadCounts {
  files: number;
  /** Lines of the range and card that were asked for, repetitions included. */
  read: number;
  /** Lines that are no events. */
  malformed: number;
}

const HOUR_MS = 3_600_000;

/** Folders of the archive that hold a range: `events/date=2026-11-21/hour=09/`, one an hour, in UTC. */
export function* foldersOf({ from, to }: TimeRange): Generator<string> {
  for (let hour = Math.floor(from / HOUR_MS) * HOUR_MS; hour < to; hour += HOUR_MS) {
    const [date, time = ""] = new Date(hour).toISOString().split("T");
    yield `events/date=${date}/hour=${time.slice(0, 2)}/`;
  }
}

/** The archive of events in a bucket: gzipped JSON lines in a folder an hour. */
export class Archive {
  readonly counts: ReadCounts = { files: 0, read: 0, malformed: 0 };

  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {}

  /**
   * The events of a range, in no order, some perhaps more than once. One file is open at a time.
   * @param cardId absent: of all cards
   * @throws Error that names the file which cannot be read
   */
  async *events(range: TimeRange, cardId?: string): AsyncGenerator<ArchivedEvent> {
    for (const prefix of foldersOf(range)) {
      for await (const { Contents = [] } of paginateListObjectsV2(
        { client: this.s3 },
        { Bucket: this.bucket, Prefix: prefix },
      )) {
        for (const { Key = "" } of Contents) yield* this.eventsOf(Key, range, cardId);
      }
    }
  }

  private async *eventsOf(key: string, { from, to }: TimeRange, cardId?: string): AsyncGenerator<ArchivedEvent> {
    this.counts.files += 1;
    try {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      for await (const line of gunzippedLines(Body as Readable)) {
        const event = parsed(line);
        if (event === undefined) {
          this.counts.malformed += 1;
          continue;
        }
        if (event.occurred_at < from || event.occurred_at >= to) continue;
        if (cardId !== undefined && event.card_id !== cardId) continue;
        this.counts.read += 1;
        yield event;
      }
    } catch (error) {
      throw new Error(`s3://${this.bucket}/${key} cannot be read: ${(error as Error).message}`, { cause: error });
    }
  }
}

function parsed(line: string): ArchivedEvent | undefined {
  try {
    return archivedEvent.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

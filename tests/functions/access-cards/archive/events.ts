import { gzipSync } from "node:zlib";
import type { SQSEvent } from "aws-lambda";
import type { CardEvent } from "../../../../functions/access-cards/event";

/** 2026-11-21, 09:15 UTC */
export const MORNING = Date.UTC(2026, 10, 21, 9, 15);

let ids = 0;

/** An event of the envelope; each call's has another id. */
export function cardEvent(fields: Partial<CardEvent> = {}): CardEvent {
  ids += 1;
  const occurred_at = fields.occurred_at ?? MORNING;
  return {
    id: `event-${ids}`,
    version: 1,
    type: "entered",
    occurred_at,
    recorded_at: occurred_at,
    card_id: "card-1",
    ...fields,
  };
}

export const base64 = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64");

/** Writes the content of an object of the archive. */
export const gzippedLines = (events: readonly CardEvent[]): Buffer =>
  gzipSync(events.map((event) => `${JSON.stringify(event)}\n`).join(""));

/** The message that S3 sends by way of SNS, raw. */
export const noticeBody = (key: string, etag: string, sequencer: string): string =>
  JSON.stringify({
    Records: [
      {
        eventSource: "aws:s3",
        eventName: "ObjectCreated:Put",
        s3: { bucket: { name: "archive" }, object: { key: encodeURIComponent(key), eTag: etag, sequencer } },
      },
    ],
  });

export const queueEvent = (...bodies: string[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({ body, messageId: `message-${index + 1}` }) as SQSEvent["Records"][number]),
});

import type { SNSClient } from "@aws-sdk/client-sns";
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from "aws-lambda";
import { fullJitter } from "../shared/backoff";
import { createTelemetry } from "../shared/telemetry";
import { type Areas, areaOfGate } from "./areas";
import type { CardEvent } from "./event";
import { type Indexed, sendWithRetries, toTopic } from "./publish";
import { createReader } from "./streamEvents";

/** The kinds of events that other systems can listen to, besides new cards. */
export const ANNOUNCED = ["entered", "left", "denied"] as const;

export interface AnnouncerDependencies {
  sns: SNSClient;
  /** The topic of each type. */
  topicArns: Readonly<Record<(typeof ANNOUNCED)[number], string>>;
  areas: Areas;
  /** Waits so many milliseconds. */
  pause(ms: number): Promise<void>;
}

/** Requests for an event in one invocation, until Lambda has to deliver it again. */
const ATTEMPTS = 5;
const BACKOFF = { firstMs: 50, maxMs: 1_000 };

/**
 * Announces the stream's events to other systems, at least once and under the same id every time: the envelope as it is, with
 * attributes to filter by. Replays are left out, for those systems have heard of them, and so are records that the projector refuses.
 */
export function createAnnouncer({ sns, topicArns, areas, pause }: AnnouncerDependencies) {
  const { logger, count } = createTelemetry();
  const read = createReader(areas);
  const areaOf = ({ area, gate_id }: CardEvent) =>
    area ?? (gate_id === undefined ? undefined : areaOfGate(areas, gate_id));
  const topics = ANNOUNCED.map((type) => ({ type, send: toTopic(sns, topicArns[type], areaOf) }));
  const retries = {
    attempts: ATTEMPTS,
    pause: (attempt: number) => pause(fullJitter(BACKOFF, attempt, Math.random)),
  };

  return async ({ Records }: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const events = Records.flatMap((record, index): Indexed[] => {
      const outcome = read(record);
      return "event" in outcome && outcome.event.replay === undefined ? [{ index, event: outcome.event }] : [];
    });
    const unsent = await Promise.all(
      topics.map(({ type, send }) =>
        sendWithRetries(
          send,
          events.filter(({ event }) => event.type === type),
          retries,
        ),
      ),
    );

    const missing = unsent.flat();
    const first = Math.min(...missing.map(({ index }) => index));
    const identifier = Records[first]?.kinesis.sequenceNumber;
    if (identifier === undefined) return { batchItemFailures: [] };
    count({ EventsUnannounced: missing.length });
    logger.error("Some events need another delivery", { sequenceNumber: identifier, error: missing[0]?.error });
    return { batchItemFailures: [{ itemIdentifier: identifier }] };
  };
}
